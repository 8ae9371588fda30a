// What says the same as before stays the same object: who is handed it has nothing to draw.

/**
 * @template T
 * @param {T} before
 * @param {T} now
 * @returns {T} `before`, if the two are equal as JSON
 */
export function kept(before, now) {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now;
}

/**
 * @template T
 * @param {T[]} before
 * @param {T[]} now
 * @returns {T[]} the parts that are equal are those of before; if all are, it is the list of before
 */
export function keptList(before, now) {
  const list = now.map((part, nth) => kept(before[nth], part));
  return list.length === before.length && list.every((part, nth) => part === before[nth]) ? before : list;
}
