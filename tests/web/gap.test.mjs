// The sign of a gap is its side; how far it is drawn are its hundredths.

import assert from "node:assert/strict";
import { test } from "node:test";
import { drawn_cs, sideOf } from "../../web/iceline_web/static/js/gap.js";

test("minus is ahead, plus is behind, nothing between is level", () => {
  assert.deepEqual(["−0.12", "+0.20", "+0.00", undefined].map(sideOf), ["ahead", "behind", "level", undefined]);
});

test("a gap of a whole ten seconds is not level", () => {
  assert.equal(sideOf("+10.00"), "behind");
});

test("a gap is drawn in hundredths", () => {
  assert.deepEqual(["−0.12", "+0.20", "+0.00", "+12.05", "−1:02.33"].map(drawn_cs), [-12, 20, 0, 1205, -6233]);
});
