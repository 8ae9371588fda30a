// The examples of RFC 7396, appendix A, and what the screens rely on beyond them.

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyPatch } from "../../web/iceline_web/static/js/patch.js";

const RFC_7396 = [
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [["a", "b"], ["c", "d"], ["c", "d"]],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

for (const [target, patch, patched] of RFC_7396) {
  test(`${JSON.stringify(target)} with ${JSON.stringify(patch)}`, () => {
    assert.deepEqual(applyPatch(target, patch), patched);
  });
}

test("the old board stays as it was", () => {
  const board = { pair: { number: 7 } };
  applyPatch(board, { pair: { number: 8 } });
  assert.deepEqual(board, { pair: { number: 7 } });
});

test("parts that a patch does not name are shared", () => {
  const board = { pair: { number: 7 }, standings: { order: ["kok"] } };
  assert.equal(applyPatch(board, { pair: { number: 8 } }).standings, board.standings);
});

test("a key named like a prototype is a key", () => {
  const patched = applyPatch({}, JSON.parse('{"__proto__": {"polluted": true}}'));
  assert.equal({}.polluted, undefined);
  assert.deepEqual(Object.keys(patched), ["__proto__"]);
});
