// A board of a mass start says columns: rows with names come of them, and nothing is counted again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lastSprint, packSentence, rankingOf, ridingOf } from "../../web/iceline_web/static/js/mass-start.js";

const board = {
  distance: { format: "mass_start", laps: 16, sprints: [4, 8, 12, 16] },
  skaters: { 1: { id: "a", last_name: "Adler" }, 2: { id: "b", last_name: "Brandt" }, 3: { id: "c", last_name: "Calder" } },
  pair: { number: 1, state: "running" },
  pack: {
    laps: 9,
    laps_to_go: 7,
    order: [2, 1, 3],
    lap: [9, 9, 8],
    gap: ["", "+0.40", "+5.00"],
    groups: [{ size: 2 }, { size: 1, gap: "+4.60" }],
  },
  sprints: { 4: { 1: 2, 3: 3 }, 8: { 1: 1, 2: 3 } },
  standings: {
    order: [2, 1, 3],
    places: [1, 2, 3],
    points: [3, 3, 0],
    virtual: [63, 43, 0],
    going_on: 2,
    rows: { 3: { lapped: true } },
  },
};

test("the order at the last line has names, groups, and who has not come to it yet", () => {
  const riding = ridingOf(board);
  assert.deepEqual(
    riding.map(({ nth, last_name, group, gap, points, isWaiting }) => [nth, last_name, group, gap, points, isWaiting]),
    [
      [1, "Brandt", 1, "", 3, false],
      [2, "Adler", 1, "+0.40", 3, false],
      [3, "Calder", 2, "+5.00", 0, true],
    ],
  );
});

test("the ranking has the points of each line, and who goes on", () => {
  const ranking = rankingOf(board);
  assert.deepEqual(
    ranking.map(({ last_name, place, virtual, taken, goesOn, lapped }) => [last_name, place, virtual, taken, goesOn, lapped]),
    [
      ["Brandt", 1, 63, [undefined, 3, undefined, undefined], true, undefined],
      ["Adler", 2, 43, [2, 1, undefined, undefined], true, undefined],
      ["Calder", 3, 0, [3, undefined, undefined, undefined], false, true],
    ],
  );
});

test("the last sprint and who took it", () => {
  const { number, lap, takers } = lastSprint(board);
  assert.deepEqual([number, lap, takers.map(({ last_name, points }) => [last_name, points])], [2, 8, [["Brandt", 3], ["Adler", 1]]]);
  assert.equal(lastSprint({ ...board, sprints: undefined }), undefined);
});

test("before the gun there is nothing but names", () => {
  const { pack, sprints, ...waiting } = { ...board, standings: { order: [1, 2, 3] } };
  assert.deepEqual(ridingOf(waiting), []);
  assert.deepEqual(rankingOf(waiting).map(({ last_name, place }) => [last_name, place]), [["Adler", undefined], ["Brandt", undefined], ["Calder", undefined]]);
});

test("a lap is said once, when the first comes to the line", () => {
  const before = { ...board, pack: { ...board.pack, laps: 8 } };
  assert.equal(packSentence(before, board), "Lap 9: Brandt leads, 7 to go.");
  assert.equal(packSentence(board, board), "");
});
