// The server's time, from pings: the offset of the ping with the least round trip of the last 16.
// What is shown follows a better offset by at most 5 ms a second, so a running clock never jumps and never goes back;
// a server that comes back with another clock is believed at once.

const KEPT_PINGS = 16;
const MAX_SLEW = 0.005;
const STEP_FORWARD_US = 250_000;
const ANOTHER_CLOCK_US = 5_000_000;

/** @typedef {{offset_us: number, round_trip_us: number}} Sample */

export class ClockSync {
  constructor() {
    /** @type {Sample[]} */
    this.samples = [];
    /** @type {number | undefined} */
    this.shownOffset_us = undefined;
    this.shownAt_us = 0;
  }

  /**
   * A first guess, until a ping is back: late by the way from the server, which is why any ping beats it.
   * A guess that no way explains is of a server whose clock was set while it was away; to follow it slowly takes days.
   * @param {number} server_us
   * @param {number} local_us
   */
  greet(server_us, local_us) {
    const offset_us = server_us - local_us;
    const error_us = offset_us - (this.shownOffset_us ?? offset_us);
    if (Math.abs(error_us) > ANOTHER_CLOCK_US) this.shownOffset_us = undefined;
    this.samples = [{ offset_us, round_trip_us: Infinity }];
  }

  /** After a sleep the local clock may have stood still: what it measured before says nothing. */
  forget() {
    this.samples = [];
  }

  /**
   * One ping: sent and come back by the local clock, received and sent by the server's.
   * @param {{sent_us: number, received_us: number, answered_us: number, back_us: number}} ping
   */
  sample({ sent_us, received_us, answered_us, back_us }) {
    this.samples.push({
      offset_us: (received_us - sent_us + answered_us - back_us) / 2,
      round_trip_us: back_us - sent_us - (answered_us - received_us),
    });
    this.samples = this.samples.slice(-KEPT_PINGS);
  }

  /** @returns {Sample | undefined} */
  best() {
    return this.samples.reduce(
      (best, sample) => (best === undefined || sample.round_trip_us < best.round_trip_us ? sample : best),
      /** @type {Sample | undefined} */ (undefined),
    );
  }

  /** @returns {number | undefined} the least round trip in milliseconds, once measured */
  roundTrip_ms() {
    const best = this.best();
    return best && Number.isFinite(best.round_trip_us) ? best.round_trip_us / 1000 : undefined;
  }

  /**
   * @param {number} local_us the local monotonic clock
   * @returns {number | undefined} the server's time; undefined before the first greeting
   */
  now(local_us) {
    const target = this.best()?.offset_us ?? this.shownOffset_us;
    if (target === undefined) return undefined;
    this.shownOffset_us = this.#follow(target, local_us - this.shownAt_us);
    this.shownAt_us = local_us;
    return local_us + this.shownOffset_us;
  }

  /**
   * A screen that slept is far behind and may jump forward; nothing may jump back.
   * @param {number} target @param {number} passed_us
   */
  #follow(target, passed_us) {
    if (this.shownOffset_us === undefined) return target;
    const error = target - this.shownOffset_us;
    if (error > STEP_FORWARD_US) return target;
    const most = passed_us * MAX_SLEW;
    return this.shownOffset_us + Math.max(-most, Math.min(most, error));
  }
}
