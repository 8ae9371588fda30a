// What says the same as before stays the same object: who is handed it has nothing to draw.

/** @param {any} one @param {any} other both of what JSON can say @returns {boolean} */
function isEqual(one, other) {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isEqual(one[key], other[key]));
}

/**
 * @template T
 * @param {T} before
 * @param {T} now
 * @returns {T} `before`, if the two say the same
 */
export function kept(before, now) {
  return isEqual(before, now) ? before : now;
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
