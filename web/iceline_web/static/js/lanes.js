// The skaters on the ice, as the board lists them.

/**
 * @param {any} board
 * @returns {any[]} the lanes of the pair, inner first; a skater who is not known yet is left out
 */
export function lanesOf(board) {
  const order = board.pair?.order ?? [];
  return order.map((id) => ({ id, ...board.lanes?.[id] })).filter((lane) => lane.last_name);
}
