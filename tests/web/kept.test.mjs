// What is drawn again is what says something new, and nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { kept, keptList } from "../../web/iceline_web/static/js/kept.js";

const takagi = () => ({ last_name: "Takagi", splits: { 200: { time: "17.60" } } });
const leerdam = (time) => ({ last_name: "Leerdam", splits: { 200: { time } } });

test("what says the same is the object of before, what says another thing is the new one", () => {
  const [before, same, other] = [leerdam("17.66"), leerdam("17.66"), leerdam("17.67")];
  assert.equal(kept(before, same), before);
  assert.equal(kept(before, other), other);
  assert.equal(kept(undefined, other), other);
  assert.equal(kept(before, undefined), undefined);
  assert.deepEqual(kept({ ranks: [1, 2] }, { ranks: [1, 1] }), { ranks: [1, 1] });
  assert.deepEqual(kept({ a: 1, b: 2 }, { a: 1 }), { a: 1 });
});

test("of a list with one new part the others stay", () => {
  const before = [takagi(), leerdam("17.66")];
  const after = keptList(before, [takagi(), leerdam("17.67")]);
  assert.equal(after[0], before[0]);
  assert.deepEqual(after[1], leerdam("17.67"));
});

test("a list that says the same is the list of before, a longer or shorter one is not", () => {
  const before = [takagi(), leerdam("17.66")];
  assert.equal(keptList(before, [takagi(), leerdam("17.66")]), before);
  assert.deepEqual(keptList(before, [takagi()]), [takagi()]);
  assert.deepEqual(keptList([], before), before);
  assert.deepEqual(keptList(before, []), []);
});
