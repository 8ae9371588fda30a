// A replica follows the numbers, sees every gap, and knows news from catching up.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Replica } from "../../web/iceline_web/static/js/replica.js";

const snapshot = (seq, board, epoch = "e1") => ({ type: "snapshot", epoch, seq, board });
const delta = (seq, patch, epoch = "e1") => ({ type: "delta", epoch, seq, patch });
const hello = (seq, epoch = "e1") => ({ type: "hello", epoch, seq });

test("a screen starts with the board its page came with", () => {
  const replica = new Replica(snapshot(7, { pair: { number: 3 } }));
  assert.deepEqual(replica.board, { pair: { number: 3 } });
  assert.deepEqual(replica.resume(), { type: "resume", epoch: "e1", seq: 7 });
});

test("a screen without a board asks for one", () => {
  assert.deepEqual(new Replica(undefined).resume(), { type: "resume", epoch: "", seq: 0 });
  assert.equal(new Replica(undefined).isCurrent, false);
});

test("the next number changes the board", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  assert.equal(replica.receive(delta(8, { a: 2 })), "changed");
  assert.deepEqual([replica.seq, replica.board], [8, { a: 2 }]);
});

test("a number seen before changes nothing", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  assert.equal(replica.receive(delta(7, { a: 2 })), "unchanged");
  assert.deepEqual(replica.board, { a: 1 });
});

test("a missing number is a gap and leaves the board alone", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  assert.equal(replica.receive(delta(9, { a: 2 })), "gap");
  assert.deepEqual([replica.seq, replica.board, replica.isCurrent], [7, { a: 1 }, false]);
});

test("a beat shows what was missed", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  assert.equal(replica.receive({ type: "beat", seq: 7 }), "unchanged");
  assert.equal(replica.receive({ type: "beat", seq: 8 }), "gap");
});

test("deltas after a gap catch up until the number that showed it", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  replica.receive(delta(9, { a: 3 }));
  assert.equal(replica.receive(delta(8, { a: 2 })), "caught up");
  assert.equal(replica.receive(delta(9, { a: 3 })), "caught up");
  assert.equal(replica.isCurrent, true);
  assert.equal(replica.receive(delta(10, { a: 4 })), "changed");
});

test("deltas up to the number of the greeting catch up", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  replica.receive(hello(8));
  assert.equal(replica.isCurrent, false);
  assert.equal(replica.receive(delta(8, { a: 2 })), "caught up");
  assert.equal(replica.receive(delta(9, { a: 3 })), "changed");
});

test("a new epoch is a gap until its snapshot is there", () => {
  const replica = new Replica(snapshot(7, { a: 1 }));
  replica.receive(hello(1, "e2"));
  assert.equal(replica.receive(delta(2, { a: 9 }, "e2")), "gap");
  assert.deepEqual([replica.board, replica.isCurrent], [{ a: 1 }, false]);
  assert.equal(replica.receive(snapshot(2, { a: 9 }, "e2")), "caught up");
  assert.deepEqual([replica.epoch, replica.seq, replica.isCurrent], ["e2", 2, true]);
});
