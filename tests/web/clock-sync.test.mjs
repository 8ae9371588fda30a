// The clock follows the ping with the least round trip, slowly, and never goes back.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ClockSync } from "../../web/iceline_web/static/js/clock-sync.js";

const OFFSET_US = 1_770_000_000_000_000;

/** A ping over a way with these delays. */
function ping(sent_us, out_us, home_us, offset_us = OFFSET_US) {
  const received_us = sent_us + out_us + offset_us;
  return { sent_us, received_us, answered_us: received_us, back_us: sent_us + out_us + home_us };
}

test("the time is unknown before the first greeting", () => {
  assert.equal(new ClockSync().now(5), undefined);
});

test("a greeting gives a first guess", () => {
  const sync = new ClockSync();
  sync.greet(OFFSET_US + 100, 100);
  assert.equal(sync.now(200), OFFSET_US + 200);
  assert.equal(sync.roundTrip_ms(), undefined);
});

test("an even way gives the exact offset", () => {
  const sync = new ClockSync();
  sync.sample(ping(1_000, 400, 400));
  assert.equal(sync.now(2_000), OFFSET_US + 2_000);
});

test("the least round trip wins, not the last one", () => {
  const sync = new ClockSync();
  sync.sample(ping(0, 500, 500));
  sync.sample(ping(1_000, 90_000, 1_000));
  assert.equal(sync.best().offset_us, OFFSET_US);
  assert.equal(sync.roundTrip_ms(), 1);
});

test("any ping beats a greeting", () => {
  const sync = new ClockSync();
  sync.greet(OFFSET_US - 3_000, 0);
  sync.sample(ping(0, 40_000, 40_000));
  assert.equal(sync.best().offset_us, OFFSET_US);
});

test("only the last sixteen pings count", () => {
  const sync = new ClockSync();
  sync.sample(ping(0, 1, 1, OFFSET_US + 777));
  for (let nth = 1; nth <= 16; nth += 1) sync.sample(ping(nth * 1_000, 200, 200));
  assert.equal(sync.best().offset_us, OFFSET_US);
});

test("the shown clock follows a better offset by at most 5 ms a second", () => {
  const sync = new ClockSync();
  sync.greet(OFFSET_US, 0);
  sync.now(0);
  sync.sample(ping(0, 100, 100, OFFSET_US + 20_000));
  assert.equal(sync.now(1_000_000), OFFSET_US + 1_000_000 + 5_000);
  assert.equal(sync.now(10_000_000), OFFSET_US + 10_000_000 + 20_000);
});

test("the shown clock never goes back, however wrong it was", () => {
  const sync = new ClockSync();
  sync.greet(OFFSET_US, 0);
  sync.now(0);
  sync.sample(ping(0, 100, 100, OFFSET_US - 900_000));
  let shown = sync.now(0);
  for (let local_us = 16_000; local_us < 2_000_000; local_us += 16_000) {
    const next = sync.now(local_us);
    assert.ok(next > shown);
    shown = next;
  }
});

test("a screen that slept jumps forward", () => {
  const sync = new ClockSync();
  sync.sample(ping(0, 100, 100));
  sync.now(1_000);
  sync.forget();
  assert.equal(sync.now(2_000), OFFSET_US + 2_000);
  sync.sample(ping(2_000, 100, 100, OFFSET_US + 3_600_000_000));
  assert.equal(sync.now(3_000), OFFSET_US + 3_600_000_000 + 3_000);
});

test("a server that comes back with its clock an hour earlier is believed at once", () => {
  const sync = new ClockSync();
  sync.sample(ping(0, 100, 100));
  sync.now(1_000);
  sync.greet(OFFSET_US - 3_600_000_000 + 2_000, 2_000);
  assert.equal(sync.now(2_000), OFFSET_US - 3_600_000_000 + 2_000);
});

test("a greeting that was seconds on its way moves nothing back", () => {
  const sync = new ClockSync();
  sync.sample(ping(0, 100, 100));
  const shown = sync.now(1_000);
  sync.greet(OFFSET_US - 4_000_000, 2_000);
  assert.ok(sync.now(2_000) > shown);
});
