// The board a screen holds: numbered deltas on a snapshot. Feed it messages; it says what they did. No I/O.

import { applyPatch } from "./patch.js";

/** @typedef {{type: string, epoch?: string, seq?: number, board?: object, patch?: object}} Message */
/** @typedef {"unchanged" | "changed" | "caught up" | "gap"} Effect
 * "caught up" is a change that others saw before: nothing should move for it. */

export class Replica {
  /** @param {Message | undefined} snapshot the one the page came with */
  constructor(snapshot) {
    /** @type {any} */
    this.board = snapshot?.board;
    this.epoch = snapshot?.epoch ?? "";
    this.seq = snapshot?.seq ?? 0;
    this.newest = this.seq;
  }

  /** Whether the server's last word on this board was that nothing newer exists. */
  get isCurrent() {
    return this.board !== undefined && this.seq >= this.newest;
  }

  /** @returns {{type: "resume", epoch: string, seq: number}} */
  resume() {
    return { type: "resume", epoch: this.epoch, seq: this.seq };
  }

  /** @param {Message} message @returns {Effect} */
  receive(message) {
    switch (message.type) {
      case "hello":
        this.newest = message.epoch === this.epoch ? (message.seq ?? 0) : Infinity;
        return "unchanged";
      case "snapshot":
        return this.#adopt(message);
      case "delta":
        return this.#advance(message);
      case "beat":
        return this.#compare(message.seq ?? 0);
      default:
        return "unchanged";
    }
  }

  /** @param {Message} snapshot @returns {Effect} */
  #adopt({ epoch = "", seq = 0, board }) {
    Object.assign(this, { epoch, seq, board, newest: seq });
    return "caught up";
  }

  /** @param {Message} delta @returns {Effect} */
  #advance({ epoch, seq = 0, patch }) {
    if (epoch !== this.epoch) return "gap";
    if (seq <= this.seq) return "unchanged";
    if (seq > this.seq + 1) return this.#compare(seq);
    this.board = applyPatch(this.board, patch);
    this.seq = seq;
    if (seq <= this.newest) return "caught up";
    this.newest = seq;
    return "changed";
  }

  /** @param {number} seq @returns {Effect} */
  #compare(seq) {
    if (seq <= this.seq) return "unchanged";
    this.newest = Math.max(this.newest, seq);
    return "gap";
  }
}
