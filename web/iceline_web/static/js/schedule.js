// What both lap schedules read from a board: how wide, how far, and against whom.

const FULL_WIDTH_SKATERS = 2;

/** @param {object[]} lanes @returns {boolean} */
export const isNarrow = (lanes) => lanes.length > FULL_WIDTH_SKATERS;

/** The newest split anybody on the ice has reached. @param {any[]} lanes @returns {number} */
export const currentMetres = (lanes) => Math.max(0, ...lanes.map((lane) => lane.split?.metres ?? 0));

/** Whom the schedule compares with, in words. @param {any} schedule @returns {string} */
export function versus({ leader, pace } = {}) {
  return [leader && `leader ${leader.last_name}`, pace && `${pace.kind} pace`].filter(Boolean).join(" and ");
}
