// Combinations and series on the arena wall: ten rows, those on the ice among them as projections.

import { classMap, html, nothing, repeat } from "lit";
import { afresh } from "./afresh.js";
import { holdingScene } from "./arena-scene.js";
import "./delta-chip.js";
import "./fit-text.js";
import "./flag-tile.js";
import { LightElement } from "./light-element.js";
import { glide } from "./row-glide.js";
import "./screen-header.js";
import { ROWS_PER_PAGE, page, pageCount, pinnedPage } from "./standings-page.js";

const PAGE_MS = 8_000;
const BUSY = new Set(["called", "running"]);
const SHOWN_NEEDS = 2;
const PLACES = ["Lead", "2nd", "3rd"];

/** @param {{place: number, time: string}} needed */
const need = ({ place, time }) => html`<span class="need">
  <small>${PLACES[place - 1] ?? `${place}th`}</small> ${time}
</span>`;

class ArenaOverall extends LightElement {
  static properties = {
    board: { attribute: false },
    health: { attribute: false, hasChanged: (is, was) => is?.link !== was?.link },
    now: { attribute: false },
    isNews: { attribute: false },
    page: { state: true },
  };

  constructor() {
    super();
    this.page = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => (this.page += 1), PAGE_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  shouldUpdate() {
    return this.board !== undefined;
  }

  willUpdate(changed) {
    if (this.#isBusy()) this.page = 0;
    const ids = this.#visible();
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

  get #order() {
    return this.board.standings?.order ?? [];
  }

  #visible() {
    if (!this.#isBusy()) return page(this.#order, this.page);
    return pinnedPage(this.#order, (id) => this.board.standings.rows[id]?.projected);
  }

  render() {
    const isHolding = this.health?.link === "holding";
    return html`<div class="stage standings-stage overall-stage">
      <screen-header .board=${this.board} .health=${this.health} .now=${this.now} withClock></screen-header>
      ${isHolding ? holdingScene(this.board) : this.#rows()}
      <footer class="footer">${isHolding ? nothing : this.#footer()}</footer>
      <i class="link-mark" aria-hidden="true"></i>
    </div>`;
  }

  #rows() {
    if (this.visibleIds.length === 0) return html`<p class="no-rows">No overall ranking in this competition</p>`;
    return html`<ol class="standings">
      ${repeat(
        this.visibleIds,
        (id) => id,
        (id, place) => this.#row(id, this.board.standings.rows[id] ?? {}, place),
      )}
    </ol>`;
  }

  #row(id, row, place) {
    const skater = this.board.skaters?.[id] ?? {};
    const look = classMap({ projected: Boolean(row.projected), waiting: row.status === "waiting" });
    return html`<li data-row=${id} class=${look} .style=${`--place: ${place}`}>
      <span class="rank">${afresh(row.place, html`<span>${row.place ?? ""}</span>`)}</span>
      <flag-tile .flag=${skater.flag} .country=${skater.country}></flag-tile>
      <span class="country">${skater.country}</span>
      <fit-text class="name"><span><b>${skater.last_name}</b> <small>${skater.first_name}</small></span></fit-text>
      <span class="tags">${afresh([row, this.#isBusy()], this.#tags(row))}</span>
      <b class="time">${afresh(row, this.#points(row))}</b>
      <span class="gap">${afresh(row.gap, html`<span>${row.gap}</span>`)}</span>
      ${this.#behind(row)}
    </li>`;
  }

  #points({ points, status }) {
    return points ? html`<span>${points}</span>` : html`<small>${status}</small>`;
  }

  #tags({ projected, needs = [], status, qualified }) {
    const wanted = needs.slice(0, SHOWN_NEEDS).map(need);
    if (projected) return html`${wanted}<em>Projected</em>`;
    if (status === "waiting") return wanted;
    return qualified ? html`<small>Last distance</small>` : nothing;
  }

  /** In a combination the gap as time on this distance; in a series what this competition has earned. */
  #behind({ place, gap_time, earned }) {
    if (this.board.kind === "series") {
      return html`<span class="earned">${afresh(earned, html`<span>${earned}</span>`)}</span>`;
    }
    if (!gap_time && place === 1) return html`<span class="leader">Leader</span>`;
    return html`<delta-chip .gap=${gap_time}></delta-chip>`;
  }

  #footer() {
    const { kind, title, distances = [], current } = this.board;
    if (!title) return nothing;
    const words =
      kind === "series" ? "points, behind, earned here" : `points, behind, and in time on ${distances[current]}`;
    return html`${afresh([title, words], html`<p>${title} <span class="legend">${words}</span></p>`)}
      ${this.#pageNumber()}`;
  }

  #pageNumber() {
    if (this.#isBusy() || this.#order.length <= ROWS_PER_PAGE) return nothing;
    const pages = pageCount(this.#order);
    return html`<span class="page-number">Page ${(this.page % pages) + 1}/${pages}</span>`;
  }
}

customElements.define("arena-overall", ArenaOverall);
