// JSON Merge Patch (RFC 7396) on values that nobody changes: parts that a patch does not name are shared.

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * @param {unknown} target stays as it is
 * @param {unknown} patch
 * @returns {unknown} the patched value
 */
export function applyPatch(target, patch) {
  if (!isObject(patch)) return patch;
  const patched = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) patched.delete(key);
    else patched.set(key, applyPatch(patched.get(key), value));
  }
  return Object.fromEntries(patched);
}
