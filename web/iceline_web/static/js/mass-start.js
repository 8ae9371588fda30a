// A board of a mass start is columns: put together as rows with names for the elements. Numbers stay as they were told.

import { skaterOf } from "./board.js";

/** @param {any} board */
export const isMassStart = (board) => board?.distance?.format === "mass_start";

/** @param {any} board @returns {boolean} somebody has passed the line, and somebody is still to come home */
export const isRacing = (board) => board.pair?.state === "running" && Boolean(board.pack?.order);

/** @param {any} board @returns {boolean} all are home, or out */
export const isDone = (board) => ["finished", "confirmed"].includes(board.pair?.state);

/**
 * @param {any} board
 * @returns {any[]} those in the race in the order at the last line, `group` counted from 1
 */
export function ridingOf(board) {
  const { order = [], lap = [], gap = [], groups = [] } = board.pack ?? {};
  const rows = new Map(rankingOf(board).map((row) => [row.position, row]));
  const group = groups.flatMap(({ size }, nth) => Array(size).fill(nth + 1));
  return order.map((position, nth) => ({
    ...rows.get(position),
    nth: nth + 1,
    lap: lap[nth],
    isWaiting: lap[nth] < board.pack.laps,
    gap: gap[nth],
    ahead: board.ahead?.[nth],
    group: group[nth],
  }));
}

/**
 * @param {any} board
 * @returns {any[]} the rows of the ranking, best first: place, points so far, virtual points, points at each line
 */
export function rankingOf(board) {
  const { order = [], places = [], points = [], virtual = [], going_on, rows = {} } = board.standings ?? {};
  return order
    .map((position, nth) => ({
      position,
      ...skaterOf(board, position),
      place: places[nth],
      points: points[nth] ?? 0,
      virtual: virtual[nth],
      goesOn: nth < (going_on ?? 0) || Boolean(rows[position]?.advanced),
      taken: takenBy(board, position),
      ...rows[position],
    }))
    .filter(({ last_name }) => last_name);
}

/** @param {any} board @param {number} position @returns {(number | undefined)[]} points at each line, the finish last */
function takenBy(board, position) {
  return (board.distance?.sprints ?? []).map((lap) => board.sprints?.[lap]?.[position]);
}

/** @param {any} board @returns {any} the last line with points: `number`, `lap`, `isFinish`, `takers` best first */
export function lastSprint(board) {
  const lines = board.distance?.sprints ?? [];
  const nth = lines.findLastIndex((lap) => board.sprints?.[lap]);
  if (nth < 0) return undefined;
  const takers = Object.entries(board.sprints[lines[nth]]).map(([position, points]) => ({
    ...skaterOf(board, Number(position)),
    points,
  }));
  return {
    number: nth + 1,
    lap: lines[nth],
    isFinish: nth === lines.length - 1,
    takers: takers.toSorted((a, b) => b.points - a.points),
  };
}

/** @param {any} board @returns {any[]} the start list */
export const startersOf = (board) =>
  Object.entries(board.skaters ?? {}).map(([position, skater]) => ({ position: Number(position), ...skater }));

/** @param {any} sprint @returns {string} */
export const sprintName = ({ number, finish, isFinish }) => (finish || isFinish ? "Finish" : `Sprint ${number}`);

/** @param {any} sprint @returns {string} how far it is */
export const sprintDistance = ({ laps_to }) => (laps_to === 1 ? "this lap" : `in ${laps_to} laps`);

/**
 * What a screen says aloud when the first comes to the line.
 * @param {any} before a board
 * @param {any} after the board that followed
 * @returns {string} empty when nothing is worth saying
 */
export function packSentence(before, after) {
  const { laps, laps_to_go } = after.pack ?? {};
  if (!laps || laps === before?.pack?.laps) return "";
  const first = skaterOf(after, after.pack.order[0])?.last_name ?? "";
  if (laps_to_go === 0) return `${first} is first at the finish.`;
  return `Lap ${laps}: ${first} leads, ${laps_to_go} to go.`;
}
