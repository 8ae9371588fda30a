// The standings on the arena wall: ten rows, those on the ice among them as projections.

import { classMap, guard, html, nothing, repeat } from "lit";
import { afresh, freshText, shapeOf } from "./afresh.js";
import "./arena-mass-standings.js";
import { holdingScene, nextPair } from "./arena-scene.js";
import "./arena-bracket.js";
import { nextOf, rowsOf } from "./board.js";
import "./delta-chip.js";
import "./fit-text.js";
import "./flag-tile.js";
import { hangingTime } from "./hanging-time.js";
import { keptList } from "./kept.js";
import { LightElement } from "./light-element.js";
import { isMassStart } from "./mass-start.js";
import "./record-list.js";
import { recordMarks } from "./record-marks.js";
import { glide } from "./row-glide.js";
import "./screen-header.js";
import { ROWS_PER_PAGE, page, pageCount, pinnedPage, shownRows } from "./standings-page.js";
import { statusWords } from "./statuses.js";

const PAGE_MS = 8_000;
const BUSY = new Set(["called", "running"]);

/** The tree says more than a table of two; while the quarter-finals are on, times are what matters. @param {any} board */
const showsBracket = ({ bracket, distance, pair }) =>
  bracket && (distance?.id !== bracket.quarter_final || (distance.state !== "running" && !BUSY.has(pair?.state)));

class ArenaStandings extends LightElement {
  static properties = {
    board: { attribute: false },
    health: { attribute: false, hasChanged: (is, was) => is?.link !== was?.link },
    now: { attribute: false },
    isNews: { attribute: false },
    page: { state: true },
  };

  /** @type {any[]} */
  #rowsOfBoard = [];

  constructor() {
    super();
    this.page = 0;
    this.withProjected = new URLSearchParams(location.search).get("projected") !== "off";
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => (this.page += 1), PAGE_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  willUpdate(changed) {
    if (changed.has("board")) this.#rowsOfBoard = keptList(this.#rowsOfBoard, rowsOf(this.board));
    if (this.#isBusy()) this.page = 0;
    this.visible = this.#visible();
    const ids = this.visible.map(({ id }) => id);
    const isNewOrder = changed.has("board") && !changed.has("page") && ids.join() !== this.visibleIds?.join();
    this.before = isNewOrder && this.isNews ? this.visibleIds : undefined;
    this.visibleIds = ids;
  }

  updated() {
    if (this.before) glide(this, this.before, this.visibleIds);
  }

  #isBusy() {
    return BUSY.has(this.board.pair?.state);
  }

  #shown() {
    return shownRows(this.#rowsOfBoard, this.withProjected);
  }

  #visible() {
    const rows = this.#shown();
    if (!this.#isBusy()) return page(rows, this.page);
    return pinnedPage(rows, ({ projected }) => projected);
  }

  shouldUpdate() {
    return this.board !== undefined;
  }

  render() {
    const { board } = this;
    if (isMassStart(board)) return this.#massStart(board);
    if (this.health?.link === "holding") return this.#stage(holdingScene(board), nothing);
    const { bracket } = board;
    const scene = bracket ? html`<arena-bracket .bracket=${bracket} .distance=${board.distance?.id}></arena-bracket>` : nothing;
    return this.#stage(showsBracket(board) ? scene : this.#rows(board), this.#footer(board));
  }

  #massStart(board) {
    return html`<arena-mass-standings
      .board=${board}
      .health=${this.health}
      .now=${this.now}
      .isNews=${this.isNews}
    ></arena-mass-standings>`;
  }

  #stage(scene, footer) {
    return html`<div class="stage standings-stage">
      <screen-header .board=${this.board} .health=${this.health} .now=${this.now} withClock></screen-header>
      ${scene}
      <footer class="footer">${afresh([this.board.next, this.board.records], footer)}</footer>
      <i class="link-mark" aria-hidden="true"></i>
    </div>`;
  }

  #footer(board) {
    const { next, records } = board;
    const upcoming = next ? html`<p>${nextPair(nextOf(board))}</p>` : nothing;
    return html`${upcoming}${this.#pageNumber()}<record-list .records=${records}></record-list>`;
  }

  #rows({ records }) {
    if (this.visible.length === 0) return html`<p class="no-rows">No times yet</p>`;
    return html`<ol class="standings">
      ${repeat(
        this.visible,
        ({ id }) => id,
        (row, place) => guard([row, records, place], () => this.#row(row, records, place)),
      )}
    </ol>`;
  }

  #row(row, records, place) {
    const rank = (this.withProjected ? row.place : row.rank) ?? row.rank ?? "";
    const look = classMap({ projected: Boolean(row.projected) });
    return html`<li data-row=${row.id} class=${look} .style=${`--place: ${place}`}>
      <span class="rank">${freshText(rank)}</span>
      <flag-tile .flag=${row.flag} .country=${row.country}></flag-tile>
      <span class="country">${row.country}</span>
      <fit-text class="name"><span><b>${row.last_name}</b> <small>${row.members?.join(" · ") ?? row.first_name}</small></span></fit-text>
      <span class="tags">${this.#tags(row, records)}</span>
      <b class="time">${afresh([shapeOf(row.time), row.status, row.code], row.time ? hangingTime(row.time) : this.#status(row))}</b>
      ${this.#gap(row)}
    </li>`;
  }

  #tags(row, records) {
    if (row.projected) return html`<em>On ice · projected</em>`;
    const review = row.review ? html`<small>Unofficial</small>` : nothing;
    return afresh([row.records, row.review, records], html`${recordMarks(row.records, records)}${review}`);
  }

  #status({ status, code }) {
    return html`<span>${statusWords(status)}</span> ${code ? html`<small>${code}</small>` : nothing}`;
  }

  #gap({ gap, rank, time }) {
    if (!gap && rank === 1 && time) return html`<span class="leader">Leader</span>`;
    return html`<delta-chip .gap=${gap}></delta-chip>`;
  }

  #pageNumber() {
    const rows = this.#shown();
    if (this.#isBusy() || rows.length <= ROWS_PER_PAGE) return nothing;
    const pages = pageCount(rows);
    return html`<span class="page-number">Page ${(this.page % pages) + 1}/${pages}</span>`;
  }
}

customElements.define("arena-standings", ArenaStandings);
