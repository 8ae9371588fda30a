// The one module that connects: keeps the replica and the clock up to date, and says how old the board is.

import { linkState, retryDelay } from "./link.js";

const CONNECT_TIMEOUT_MS = 5_000;
const SILENCE_MS = 5_000;
const RESUME_PATIENCE_MS = 2_000;
const CHECK_EVERY_MS = 250;
const BURST_PINGS = 8;
const BURST_PING_EVERY_MS = 120;
const PING_EVERY_MS = 2_000;

const local_us = () => Math.round(performance.now() * 1000);

/**
 * @typedef {object} Health
 * @property {import("./link.js").Link} link
 * @property {number} current_at_ms time of day when the board was last known to be the newest
 * @property {number} age_s whole seconds since then
 * @property {number | undefined} round_trip_ms
 */
/**
 * @typedef {object} Listener
 * @property {(effect: "changed" | "caught up") => void} onBoard the replica holds another board
 * @property {(health: Health) => void} onHealth
 * @property {(build: string) => void} onBuild the build the server runs
 */

export class Connection {
  /** @type {WebSocket | undefined} */
  #socket;
  #attempt = 0;
  #retryTimer = 0;
  #pingTimer = 0;
  #pingsSent = 0;
  #openedAt_ms = 0;
  #askedAt_ms = -Infinity;
  #heardAt_ms = performance.now();
  #currentAt_ms = performance.now();
  #currentAtTimeOfDay_ms = Date.now();

  /**
   * @param {string} url
   * @param {import("./replica.js").Replica} replica
   * @param {import("./clock-sync.js").ClockSync} clock
   * @param {Listener} listener
   */
  constructor(url, replica, clock, listener) {
    this.url = url;
    this.replica = replica;
    this.clock = clock;
    this.listener = listener;
  }

  /** Connects, and stays connected for as long as the page lives. */
  start() {
    this.#connect();
    setInterval(() => this.#check(), CHECK_EVERY_MS);
    addEventListener("online", () => this.#wake());
    document.addEventListener("visibilitychange", () => document.hidden || this.#wake());
  }

  /** @returns {number | undefined} the server's time in microseconds, once known */
  now_us = () => this.clock.now(local_us());

  /** Tells the server what is on the glass now. @param {number} seq */
  painted(seq) {
    this.#send({ type: "painted", seq });
  }

  #connect() {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = 0;
    this.#openedAt_ms = performance.now();
    const socket = new WebSocket(this.url);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#receive(JSON.parse(data)));
    socket.addEventListener("close", () => socket === this.#socket && this.#retry());
  }

  #retry() {
    this.#socket = undefined;
    clearTimeout(this.#pingTimer);
    this.#retryTimer = setTimeout(() => this.#connect(), retryDelay(this.#attempt, Math.random()));
    this.#attempt += 1;
  }

  /** The network or the viewer came back: there is no reason to wait. */
  #wake() {
    if (this.#retryTimer) this.#connect();
    if (!this.#isOpen()) return;
    this.clock.forget();
    this.#burst();
  }

  #check() {
    this.#dropIfDead(performance.now() - this.#heardAt_ms);
    const age_ms = performance.now() - this.#currentAt_ms;
    this.listener.onHealth({
      link: linkState(age_ms),
      current_at_ms: this.#currentAtTimeOfDay_ms,
      age_s: Math.floor(age_ms / 1000),
      round_trip_ms: this.clock.roundTrip_ms(),
    });
  }

  /** A cable that was pulled closes nothing: a silent socket is given up. @param {number} silent_ms */
  #dropIfDead(silent_ms) {
    const open_ms = performance.now() - this.#openedAt_ms;
    if (!this.#socket || open_ms < CONNECT_TIMEOUT_MS || silent_ms < SILENCE_MS) return;
    this.#socket.close();
    this.#retry();
  }

  /** @param {any} message */
  #receive(message) {
    const at_us = local_us();
    this.#heardAt_ms = performance.now();
    if (message.type === "pong") return this.#pong(message, at_us);
    const effect = this.replica.receive(message);
    this.#confirm();
    if (message.type === "hello") return this.#greet(message, at_us);
    if (effect === "gap") return this.#ask();
    if (effect === "unchanged") return;
    this.#askedAt_ms = -Infinity;
    this.listener.onBoard(effect);
  }

  /** A server that talks but does not send the board it speaks of leaves the screen as old as it was. */
  #confirm() {
    if (!this.replica.isCurrent) return;
    this.#currentAt_ms = performance.now();
    this.#currentAtTimeOfDay_ms = Date.now();
  }

  /** @param {{server_time_us: number, build: string}} hello @param {number} at_us */
  #greet(hello, at_us) {
    this.#attempt = 0;
    this.clock.greet(hello.server_time_us, at_us);
    this.#send(this.replica.resume());
    this.#burst();
    this.listener.onBuild(hello.build);
  }

  /** Deltas already on their way would each ask again: one question, then patience. */
  #ask() {
    const now_ms = performance.now();
    if (now_ms - this.#askedAt_ms < RESUME_PATIENCE_MS) return;
    this.#askedAt_ms = now_ms;
    this.#send(this.replica.resume());
  }

  #burst() {
    this.#pingsSent = 0;
    this.#ping();
  }

  #ping() {
    clearTimeout(this.#pingTimer);
    this.#send({ type: "ping", t0: local_us() });
    this.#pingsSent += 1;
    const wait_ms = this.#pingsSent < BURST_PINGS ? BURST_PING_EVERY_MS : PING_EVERY_MS;
    this.#pingTimer = setTimeout(() => this.#ping(), wait_ms);
  }

  /** @param {{t0: number, t1_us: number, t2_us: number}} pong @param {number} at_us */
  #pong({ t0, t1_us, t2_us }, at_us) {
    this.clock.sample({ sent_us: t0, received_us: t1_us, answered_us: t2_us, back_us: at_us });
  }

  #isOpen() {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  /** @param {object} message */
  #send(message) {
    if (this.#isOpen()) this.#socket?.send(JSON.stringify(message));
  }
}
