// A board says each thing once and names skaters by their position in the start list: put together for the elements.

/** @param {any} board @param {number} position @returns {any} name, country, flag, bests */
export const skaterOf = (board, position) => board.skaters?.[position];

/** @param {any} board @returns {any} the leader to beat, with the time; undefined while there is none */
export function toBeatOf(board) {
  const { to_beat } = board;
  return to_beat && { ...skaterOf(board, to_beat.skater), ...to_beat };
}

/** @param {any} board @returns {any} the pair that comes next, `skaters` with their names; undefined after the last */
export const nextOf = (board) => board.next && { ...withSkaters(board, board.next), word: wordOf(board) };

/** @param {any} board @returns {any[]} the next pairs, `skaters` with their names */
export const comingOf = (board) => (board.coming ?? []).map((pair) => withSkaters(board, pair));

/** @param {any} board @param {any} pair */
function withSkaters(board, pair) {
  return { ...pair, skaters: pair.skaters?.map((position) => skaterOf(board, position)).filter(Boolean) };
}

/**
 * @param {any} board
 * @param {any[]} [rows] its rows, where they are put together already
 * @returns {any[]} the lanes of the pair, inner first; a skater who is not known yet is left out
 */
export function lanesOf(board, rows = rowsOf(board)) {
  const order = board?.pair?.order ?? [];
  return order.map((position) => lane(board, position, rows)).filter(({ last_name }) => last_name);
}

/** @param {any} board @param {number} position @param {any[]} rows */
function lane(board, position, rows) {
  const told = board.lanes?.[position] ?? {};
  const { splits = [], laps_to_go = [] } = board.distance ?? {};
  const newest = splits.findLastIndex((metres) => told.splits?.[metres]);
  return {
    position,
    ...skaterOf(board, position),
    ...told,
    ...standing(rows, position, told),
    split: newest < 0 ? undefined : { metres: splits[newest], ...told.splits[splits[newest]] },
    next: told.next && { metres: splits[newest + 1], lap: told.next },
    laps_to_go: laps_to_go[newest],
    steps_to_go: splits.length - 1 - newest,
    ...formatOf(board),
  };
}

const TEAMS = new Set(["team_pursuit", "team_sprint", "mixed_relay"]);

/** What those on the ice together are called. @param {any} board @returns {"pair" | "heat"} */
export const wordOf = (board) => (TEAMS.has(board?.distance?.format) ? "heat" : "pair");

/** How the distance is skated, as words depend on it. @param {any} board */
export const formatOf = ({ distance: { format, halved = false, knock_out = false } = {} }) => ({ format, halved, knock_out });

/** What the standings say of a skater on the ice. @param {any[]} rows @param {number} position @param {any} lane */
function standing(rows, position, { counted }) {
  const { projected, place, time, rank, records } = rows.find((row) => row.position === position) ?? {};
  if (projected) return { place };
  return counted ? { time, rank, records } : {};
}

/**
 * @param {any} board
 * @returns {any[]} the rows of the standings, best first, with names, places, ranks, times and gaps
 */
export function rowsOf(board) {
  const { order = [], gaps = [], rows = {} } = board?.standings ?? {};
  const finished = order.filter((position) => rows[position]?.time);
  const inOrder = new Map(finished.map((position, nth) => [position, { rank: nth + 1, gap: gaps[nth] || undefined }]));
  const told = order.map((position) => ({
    position,
    ...skaterOf(board, position),
    ...(rows[position]?.projected ? board.lanes?.[position]?.projected : inOrder.get(position)),
    ...rows[position],
  }));
  placeThem(told);
  return told;
}

/** Writes where each row with a time stands; those who share a rank share the place. @param {any[]} rows nobody else's yet */
function placeThem(rows) {
  /** @type {Map<number, number>} */
  const first = new Map();
  rows.forEach((row, nth) => {
    if (!row.time) return;
    if (row.rank && !first.has(row.rank)) first.set(row.rank, nth + 1);
    row.place = first.get(row.rank) ?? nth + 1;
  });
}

/** @param {any} board @returns {any} the schedule to compare with: `leader` with name and time, `pace` by metres */
export function scheduleOf(board) {
  const { leader, pace } = board.schedule ?? {};
  const splits = board.distance?.splits ?? [];
  const times = splits.map((metres, nth) => [metres, pace?.times[nth]]);
  return {
    leader: leader && { ...skaterOf(board, leader.skater), ...leader, time: leader.splits[splits.at(-1)]?.time },
    pace: pace && { kind: pace.kind, splits: Object.fromEntries(times) },
  };
}
