// Times as text. Integers in microseconds come in; digits that are not shown are cut off, never rounded.

const US_PER_SECOND = 1_000_000;
const SECONDS_PER_MINUTE = 60;

/**
 * "1:12.31" for a race time.
 * @param {number} us microseconds, not negative
 * @param {number} [digits] decimals shown, 0 to 3
 * @returns {string}
 */
export function formatTime(us, digits = 2) {
  const wholeSeconds = Math.floor(us / US_PER_SECOND);
  const minutes = Math.floor(wholeSeconds / SECONDS_PER_MINUTE);
  const seconds = wholeSeconds % SECONDS_PER_MINUTE;
  const text = minutes > 0 ? `${minutes}:${String(seconds).padStart(2, "0")}` : String(seconds);
  if (digits === 0) return text;
  const fraction = String(Math.floor(us % US_PER_SECOND)).padStart(6, "0");
  return `${text}.${fraction.slice(0, digits)}`;
}

/**
 * @typedef {{state: "armed"|"running"|"stopped", started_at_us?: number, rate?: number, elapsed_us?: number}} Clock
 * A clock as the boards carry it.
 */

/**
 * What a clock says at a moment of the server's time; undefined while that moment is not known yet.
 * @param {Clock} clock
 * @param {number | undefined} now_us the server's time
 * @returns {number | undefined} race microseconds, never negative
 */
export function elapsed(clock, now_us) {
  if (clock.state === "armed") return 0;
  if (clock.state === "stopped") return clock.elapsed_us;
  if (now_us === undefined || clock.started_at_us === undefined) return undefined;
  return Math.max(0, Math.floor((now_us - clock.started_at_us) * (clock.rate ?? 1)));
}

/**
 * The text of a clock at a moment; empty while it cannot be known.
 * @param {Clock | undefined} clock
 * @param {number | undefined} now_us the server's time
 * @param {number} [digits]
 * @returns {string}
 */
export function clockText(clock, now_us, digits = 2) {
  const us = clock && elapsed(clock, now_us);
  return us === undefined ? "" : formatTime(us, digits);
}

/**
 * "14:31:07", the time of day where the screen is.
 * @param {number} epoch_ms
 * @returns {string}
 */
export function timeOfDay(epoch_ms) {
  const at = new Date(epoch_ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":");
}
