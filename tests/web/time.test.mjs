// Times are cut off, never rounded, and a clock never shows a time before its start.

import assert from "node:assert/strict";
import { test } from "node:test";
import { clockText, elapsed, formatTime, timeOfDay } from "../../web/iceline_web/static/js/time.js";

test("hundredths are cut off, not rounded", () => {
  assert.equal(formatTime(72_319_999), "1:12.31");
  assert.equal(formatTime(9_999_999), "9.99");
});

test("a time under a minute has no minutes", () => {
  assert.equal(formatTime(59_999_999), "59.99");
  assert.equal(formatTime(60_000_000), "1:00.00");
});

test("a time over ten minutes keeps its seconds in two digits", () => {
  assert.equal(formatTime(12 * 60_000_000 + 5_070_000), "12:05.07");
});

test("fewer digits are cut off as well", () => {
  assert.equal(formatTime(72_990_000, 1), "1:12.9");
  assert.equal(formatTime(72_990_000, 0), "1:12");
});

test("an armed clock shows zero", () => {
  assert.equal(clockText({ state: "armed" }, undefined), "0.00");
});

test("a stopped clock shows what it was stopped at", () => {
  assert.equal(clockText({ state: "stopped", elapsed_us: 72_310_000 }, 99), "1:12.31");
});

test("a running clock counts from its start", () => {
  assert.equal(elapsed({ state: "running", started_at_us: 1_000 }, 2_501_000), 2_500_000);
});

test("a replayed clock counts race time", () => {
  assert.equal(elapsed({ state: "running", started_at_us: 0, rate: 8 }, 1_000_000), 8_000_000);
});

test("a clock that starts in a moment shows zero", () => {
  assert.equal(elapsed({ state: "running", started_at_us: 500 }, 100), 0);
});

test("a running clock says nothing until the server's time is known", () => {
  assert.equal(clockText({ state: "running", started_at_us: 0 }, undefined), "");
  assert.equal(clockText(undefined, 5), "");
});

test("the time of day has two digits everywhere", () => {
  assert.equal(timeOfDay(new Date(2026, 1, 9, 4, 3, 2).getTime()), "04:03:02");
});
