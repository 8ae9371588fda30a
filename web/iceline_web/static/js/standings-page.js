// Which rows of the standings fit on the wall now: pages between pairs, the live rows pinned while a pair is skating.

export const ROWS_PER_PAGE = 10;

/**
 * @param {any[]} rows best first
 * @param {boolean} withProjected
 * @returns {any[]} those to show
 */
export function shownRows(rows, withProjected) {
  return rows.filter((row) => row.last_name && (withProjected || !row.projected));
}

/** @param {any[]} rows @returns {number} at least one */
export function pageCount(rows) {
  return Math.max(1, Math.ceil(rows.length / ROWS_PER_PAGE));
}

/**
 * @param {any[]} rows
 * @param {number} page from 0; any number, the pages repeat
 * @returns {any[]}
 */
export function page(rows, page) {
  const first = (page % pageCount(rows)) * ROWS_PER_PAGE;
  return rows.slice(first, first + ROWS_PER_PAGE);
}

/**
 * The best rows and every pinned one, in order: a pinned row that stands lower takes a place at the bottom. Of a whole
 * field that is pinned the best fit.
 * @param {any[]} rows
 * @param {(row: any) => boolean} isPinned
 * @param {number} [count] how many rows fit
 * @returns {any[]}
 */
export function pinnedPage(rows, isPinned, count = ROWS_PER_PAGE) {
  const best = rows.slice(0, count);
  const unpinned = best.filter((row) => !isPinned(row));
  const below = rows.slice(count).filter(isPinned).slice(0, unpinned.length);
  if (below.length === 0) return best;
  const giveWay = new Set(unpinned.slice(-below.length));
  return [...best.filter((row) => !giveWay.has(row)), ...below];
}
