// What both lap schedules read from a board.

import assert from "node:assert/strict";
import { test } from "node:test";
import { currentMetres, isNarrow, versus } from "../../web/iceline_web/static/js/schedule.js";

const lane = (metres) => ({ split: { metres }, splits: { [metres]: { time: "17.66" } } });

test("the current line is the farthest that anybody has reached, and 0 before the first", () => {
  assert.equal(currentMetres([lane(200), lane(600)]), 600);
  assert.equal(currentMetres([{}, {}]), 0);
});

test("a quartet is narrow, a pair is not", () => {
  assert.equal(isNarrow([{}, {}]), false);
  assert.equal(isNarrow([{}, {}, {}, {}]), true);
});

test("the heading names the leader and the record, or nobody", () => {
  assert.equal(versus({ leader: { last_name: "Kok" }, pace: { kind: "OR" } }), "leader Kok and OR pace");
  assert.equal(versus(undefined), "");
});
