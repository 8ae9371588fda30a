// JSON Merge Patch (RFC 7396) on values that nobody changes: parts that a patch does not name are shared.

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Assigning would do, but for the key that is named like a prototype. @param {any} object @param {string} key @param {unknown} value */
function put(object, key, value) {
  if (key !== "__proto__") object[key] = value;
  else Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}

/**
 * @param {unknown} target stays as it is
 * @param {unknown} patch
 * @returns {unknown} the patched value
 */
export function applyPatch(target, patch) {
  if (!isObject(patch)) return patch;
  const patched = isObject(target) ? { ...target } : {};
  for (const key of Object.keys(patch)) {
    if (patch[key] === null) delete patched[key];
    else put(patched, key, applyPatch(patched[key], patch[key]));
  }
  return patched;
}
