// How old is too old, and how long to wait before the next try.

import assert from "node:assert/strict";
import { test } from "node:test";
import { linkState, retryDelay } from "../../web/iceline_web/static/js/link.js";

test("a board goes from live to stale, lost and holding as it ages", () => {
  const states = [0, 2_500, 2_501, 10_000, 10_001, 60_000, 60_001].map(linkState);
  assert.deepEqual(states, ["live", "live", "stale", "stale", "lost", "lost", "holding"]);
});

test("waits double from a quarter of a second to five seconds", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 60].map((attempt) => retryDelay(attempt, 1));
  assert.deepEqual(longest, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

test("waits are spread over their second half", () => {
  assert.equal(retryDelay(2, 0), 500);
  assert.equal(retryDelay(2, 0.5), 750);
});
