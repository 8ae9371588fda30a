// Which rows of the standings fit on the wall now: pages between pairs, the live rows pinned while a pair is skating.

export const ROWS_PER_PAGE = 10;

/**
 * The rows to show, best first.
 * @param {{order?: string[], rows?: Record<string, any>}} standings
 * @param {boolean} withProjected
 * @returns {string[]} ids
 */
export function shownOrder({ order = [], rows = {} }, withProjected) {
  return order.filter((id) => rows[id] && (withProjected || !rows[id].projected));
}

/** @param {string[]} order @returns {number} at least one */
export function pageCount(order) {
  return Math.max(1, Math.ceil(order.length / ROWS_PER_PAGE));
}

/**
 * @param {string[]} order
 * @param {number} page from 0; any number, the pages repeat
 * @returns {string[]} ids
 */
export function page(order, page) {
  const first = (page % pageCount(order)) * ROWS_PER_PAGE;
  return order.slice(first, first + ROWS_PER_PAGE);
}

/**
 * The best rows and every pinned one, in order: a pinned row that stands lower takes a place at the bottom.
 * @param {string[]} order
 * @param {(id: string) => boolean} isPinned
 * @param {number} [count] how many rows fit
 * @returns {string[]} ids
 */
export function pinnedPage(order, isPinned, count = ROWS_PER_PAGE) {
  const below = order.slice(count).filter(isPinned);
  if (below.length === 0) return order.slice(0, count);
  const unpinned = order.slice(0, count).filter((id) => !isPinned(id));
  const giveWay = new Set(unpinned.slice(-below.length));
  return [...order.slice(0, count).filter((id) => !giveWay.has(id)), ...below];
}
