// One sentence about the newest split, from the texts on the board.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../../web/iceline_web/static/js/sentence.js";

const board = (lane) => ({
  pair: { order: [4] },
  distance: { splits: [200, 600, 1000] },
  skaters: { 4: { id: "leerdam", last_name: "Leerdam" } },
  lanes: { 4: lane },
});

test("a split is said with its gap", () => {
  const said = sentence(board({}), board({ splits: { 600: { time: "44.21", gap: "−0.12" } } }));
  assert.equal(said, "Leerdam, 600 metres in 44.21, 0.12 ahead of the leader.");
});

test("a finish is said with its rank", () => {
  const splits = { 1000: { time: "1:12.31", rank: 1 } };
  const said = sentence(board({}), board({ status: "finished", splits }));
  assert.equal(said, "Leerdam finishes in 1:12.31, rank 1.");
});

test("the same split is not said twice", () => {
  const same = board({ splits: { 600: { time: "44.21" } } });
  assert.equal(sentence(same, same), "");
});

test("a board without a pair says nothing", () => {
  assert.equal(sentence(undefined, {}), "");
});
