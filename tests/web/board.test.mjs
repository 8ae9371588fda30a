// What a board says in several places, put together for the elements that draw it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { comingOf, lanesOf, nextOf, rowsOf, scheduleOf, toBeatOf, wordOf } from "../../web/iceline_web/static/js/board.js";

const skaters = {
  1: { id: "kok", last_name: "Kok", pb: "1:12.36" },
  2: { id: "bowe", last_name: "Bowe" },
  3: { id: "takagi", last_name: "Takagi" },
  4: { id: "leerdam", last_name: "Leerdam" },
};
const distance = { splits: [200, 600, 1000], laps_to_go: [2, 1, 0] };
const rows = { 1: { time: "1:12.59" }, 2: { time: "1:14.55" } };

test("a lane has its name, its newest split and the line that comes next", () => {
  const lanes = { 4: { splits: { 200: { time: "17.66" }, 600: { time: "44.21", gap: "−0.19" } }, next: "28.37" } };
  const [lane] = lanesOf({ skaters, distance, lanes, pair: { order: [4] } });
  assert.deepEqual(lane.split, { metres: 600, time: "44.21", gap: "−0.19" });
  assert.deepEqual(lane.next, { metres: 1000, lap: "28.37" });
  assert.deepEqual([lane.id, lane.last_name, lane.laps_to_go], ["leerdam", "Leerdam", 1]);
});

test("a lane before its first line has no split", () => {
  const [lane] = lanesOf({ skaters, distance, lanes: { 4: { lane: "outer" } }, pair: { order: [4] } });
  assert.deepEqual([lane.split, lane.next, lane.laps_to_go], [undefined, undefined, undefined]);
});

test("a skater who is not known yet has no lane", () => {
  assert.deepEqual(lanesOf({ skaters: {}, lanes: {}, pair: { order: [4] } }), []);
  assert.deepEqual(lanesOf(undefined), []);
});

test("a finish that counts has the time and rank of its row, one that does not has none", () => {
  const standings = { order: [1], gaps: [""], rows: { 1: { time: "1:12.59(3)", records: ["OR"] } } };
  const board = (lane) => ({ skaters, distance, standings, lanes: { 1: lane }, pair: { order: [1] } });
  const [counted] = lanesOf(board({ counted: true }));
  assert.deepEqual([counted.time, counted.rank, counted.records], ["1:12.59(3)", 1, ["OR"]]);
  const [slower] = lanesOf(board({}));
  assert.deepEqual([slower.time, slower.rank, slower.records], [undefined, undefined, undefined]);
});

test("a projected row stands among the finished: a place, no rank, the time and gap of the lane", () => {
  const standings = { order: [4, 1, 2], gaps: ["", "+1.96"], rows: { ...rows, 4: { projected: true } } };
  const lanes = { 4: { projected: { time: "1:12.40", gap: "−0.19" } } };
  const board = { skaters, distance, standings, lanes, pair: { order: [4] } };
  assert.deepEqual(
    rowsOf(board).map(({ id, place, rank, time, gap }) => [id, place, rank, time, gap]),
    [
      ["leerdam", 1, undefined, "1:12.40", "−0.19"],
      ["kok", 2, 1, "1:12.59", undefined],
      ["bowe", 3, 2, "1:14.55", "+1.96"],
    ],
  );
  assert.equal(lanesOf(board)[0].place, 1);
});

test("those who share a rank share the place, and who has no time has none", () => {
  const standings = {
    order: [1, 2, 3, 4],
    gaps: ["", "", "+1.36"],
    rows: { 1: { time: "1:12.59" }, 2: { time: "1:12.59", rank: 1 }, 3: { time: "1:13.95" }, 4: { status: "DNF" } },
  };
  const told = rowsOf({ skaters, standings }).map(({ place, rank }) => [place, rank]);
  assert.deepEqual(told, [[1, 1], [1, 1], [3, 3], [undefined, undefined]]);
});

test("who is to be beaten and who comes next have names", () => {
  assert.equal(toBeatOf({ skaters, to_beat: { skater: 1, time: "1:12.59" } }).last_name, "Kok");
  assert.equal(toBeatOf({ skaters }), undefined);
  const pair = { pair: 15, skaters: [3, 4] };
  assert.deepEqual(nextOf({ skaters, next: pair }).skaters, [skaters[3], skaters[4]]);
  assert.deepEqual(comingOf({ skaters, coming: [pair] })[0].skaters, [skaters[3], skaters[4]]);
  assert.deepEqual([nextOf({}), comingOf({})], [undefined, []]);
});

test("the pace has a time for each split", () => {
  const leader = { skater: 1, splits: { 200: { time: "17.46" }, 1000: { time: "1:12.59" } } };
  const pace = { kind: "OR", times: ["17.46", "44.02", "1:12.59"] };
  const schedule = scheduleOf({ skaters, distance, schedule: { leader, pace } });
  assert.deepEqual(schedule.pace, { kind: "OR", splits: { 200: "17.46", 600: "44.02", 1000: "1:12.59" } });
  assert.deepEqual([schedule.leader.last_name, schedule.leader.time], ["Kok", "1:12.59"]);
  assert.deepEqual(scheduleOf({}), { leader: undefined, pace: undefined });
});

test("teams skate heats, skaters pairs", () => {
  assert.equal(wordOf({ distance: { format: "team_pursuit" } }), "heat");
  assert.equal(wordOf({ distance: { name: "Women 1000 m" } }), "pair");
  assert.equal(wordOf({}), "pair");
});

test("a lane says how its distance is skated and how many splits are to come", () => {
  const board = {
    distance: { format: "team_pursuit", halved: true, splits: [200, 400, 600], laps_to_go: [1, 0.5, 0] },
    skaters: { 1: { id: "ned", last_name: "Netherlands", members: ["Beune", "Groenewoud", "Rijpma"] } },
    pair: { order: [1] },
    lanes: { 1: { splits: { 200: { time: "18.90" } } } },
  };
  const [lane] = lanesOf(board);
  assert.deepEqual(
    [lane.halved, lane.knock_out, lane.steps_to_go, lane.laps_to_go, lane.members.length],
    [true, false, 2, 1, 3],
  );
});
