// How far a screen may be trusted: what the age of its board means, and when to try again.

export const STALE_AFTER_MS = 2_500;
export const LOST_AFTER_MS = 10_000;
export const HOLDING_AFTER_MS = 60_000;

const FIRST_RETRY_MS = 250;
const LAST_RETRY_MS = 5_000;

/** @typedef {"live" | "stale" | "lost" | "holding"} Link */

/**
 * @param {number} age_ms since the board was last known to be the newest
 * @returns {Link}
 */
export function linkState(age_ms) {
  if (age_ms > HOLDING_AFTER_MS) return "holding";
  if (age_ms > LOST_AFTER_MS) return "lost";
  if (age_ms > STALE_AFTER_MS) return "stale";
  return "live";
}

/**
 * The wait before a retry: doubling, and spread so that a hall full of screens does not come back at once.
 * @param {number} attempt 0 for the first retry
 * @param {number} random from 0 to 1
 * @returns {number} milliseconds
 */
export function retryDelay(attempt, random) {
  const longest = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** attempt);
  return longest * (0.5 + random / 2);
}
