// What every screen does: holds a board, paints it at most once a frame, says what is on the glass.

import { ClockSync } from "./clock-sync.js";
import { Connection } from "./connection.js";
import { Replica } from "./replica.js";
import { sentence } from "./sentence.js";
import "./spoken-status.js";

const FONTS = ["Barlow Condensed", "Barlow Semi Condensed"].flatMap((family) =>
  [500, 600, 700].map((weight) => `${weight} 1em "${family}"`),
);

/** Of each alphabet that has a file of its own: one that came with the first name to need it would move that name. */
const LETTERS = "aą";

const page = document.documentElement;

/** @returns {import("./replica.js").Message | undefined} */
function embeddedSnapshot() {
  const text = document.getElementById("snapshot")?.textContent?.trim();
  return text ? JSON.parse(text) : undefined;
}

/** @param {string} board */
function liveUrl(board) {
  const url = new URL(`/live?board=${board}`, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** @returns {Promise<boolean>} */
function isServerThere() {
  return fetch(location.href, { cache: "no-store" }).then((answer) => answer.ok, () => false);
}

/**
 * Draws a board and its changes with one element, which gets `board`, `isNews`, `health` and `now`.
 * @param {any} element
 * @param {"arena" | "desk" | "overall"} board
 */
export function startScreen(element, board) {
  new Screen(element, new Replica(embeddedSnapshot()), board).start();
}

class Screen {
  #frame = 0;
  #areFontsThere = false;
  #isNews = false;
  #serverBuild = page.dataset.build;
  #glass = new MessageChannel();
  /** @type {any} Looked for once: it stands behind all that is drawn. */
  #voice = document.querySelector("spoken-status");

  /** @param {any} element @param {Replica} replica @param {string} board */
  constructor(element, replica, board) {
    this.element = element;
    this.replica = replica;
    this.connection = new Connection(liveUrl(board), replica, new ClockSync(), {
      onBoard: (effect) => this.#schedule(effect === "changed"),
      onHealth: (health) => this.#show(health),
      onBuild: (build) => this.#expect(build),
    });
  }

  async start() {
    this.element.now = this.connection.now_us;
    this.#glass.port1.onmessage = ({ data }) => this.connection.painted(data);
    this.connection.start();
    // Painted before its fonts are there, everything would move once.
    await Promise.allSettled(FONTS.map((font) => document.fonts.load(font, LETTERS)));
    this.#areFontsThere = true;
    this.#schedule(false);
  }

  /**
   * Changes that come within a frame are painted together; rows glide only if all of them are news.
   * @param {boolean} isNews
   */
  #schedule(isNews) {
    if (!this.#areFontsThere) return;
    this.#isNews = isNews && !document.hidden && (this.#isNews || !this.#frame);
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#paint());
  }

  async #paint() {
    this.#frame = 0;
    const { board, seq } = this.replica;
    const before = this.element.board;
    Object.assign(this.element, { isNews: this.#isNews, board });
    await this.element.updateComplete;
    page.dataset.seq = String(seq);
    // A message sent from a frame arrives when that frame is on the glass.
    this.#glass.port2.postMessage(seq);
    if (before) this.#voice?.say(sentence(before, board));
    page.dataset.ready = "1";
    this.#reloadWhenSafe();
  }

  /** @param {import("./connection.js").Health} health */
  #show(health) {
    page.dataset.link = health.link;
    this.element.health = health;
  }

  /** @param {string} build */
  #expect(build) {
    this.#serverBuild = build;
    this.#reloadWhenSafe();
  }

  /** A new build of the server wants its own page: once, never while a pair is on the ice or the server is away. */
  async #reloadWhenSafe() {
    const build = this.#serverBuild;
    if (build === page.dataset.build || this.replica.board?.pair?.state === "running") return;
    if (sessionStorage.getItem("reloadedFor") === build || !(await isServerThere())) return;
    sessionStorage.setItem("reloadedFor", String(build));
    location.reload();
  }
}
