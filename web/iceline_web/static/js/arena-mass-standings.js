// The ranking of a mass start on the arena wall: points at each line, the sum, and the time once a skater is home.

import { html, nothing, repeat } from "lit";
import { afresh } from "./afresh.js";
import { holdingScene } from "./arena-scene.js";
import "./fit-text.js";
import "./flag-tile.js";
import { hangingTime } from "./hanging-time.js";
import { LightElement } from "./light-element.js";
import { isRacing, rankingOf, ridingOf, sprintName } from "./mass-start.js";
import { glide } from "./row-glide.js";
import "./screen-header.js";
import { ROWS_PER_PAGE, page, pageCount } from "./standings-page.js";

const PAGE_MS = 8_000;

class ArenaMassStandings extends LightElement {
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

  willUpdate(changed) {
    this.rows = rankingOf(this.board);
    this.gaps = new Map(ridingOf(this.board).map(({ position, gap }) => [position, gap]));
    this.shown = isRacing(this.board) ? this.rows.slice(0, ROWS_PER_PAGE) : page(this.rows, this.page);
    const ids = this.shown.map(({ id }) => id);
    const isNewOrder = changed.has("board") && !changed.has("page") && ids.join() !== this.ids?.join();
    this.before = isNewOrder && this.isNews ? this.ids : undefined;
    this.ids = ids;
  }

  updated() {
    if (this.before) glide(this, this.before, this.ids);
  }

  render() {
    const { board } = this;
    if (this.health?.link === "holding") return this.#stage(holdingScene(board), nothing);
    return this.#stage(this.#rows(board), this.#footer(board));
  }

  #stage(scene, footer) {
    return html`<div class="stage standings-stage mass-standings-stage">
      <screen-header .board=${this.board} .health=${this.health} .now=${this.now} withClock></screen-header>
      ${scene}
      <footer class="footer">${footer}</footer>
      <i class="link-mark" aria-hidden="true"></i>
    </div>`;
  }

  #rows({ distance }) {
    const lines = distance.sprints;
    return html`<div class="mass-table" .style=${`--lines: ${lines.length}`}>
      <p class="heads">
        <span></span><span></span><span></span><span></span>
        ${lines.map((lap, nth) => html`<span>${nth === lines.length - 1 ? "Fin" : `S${nth + 1}`}</span>`)}
        ${afresh(isRacing(this.board), this.#sums(isRacing(this.board)))}
      </p>
      <ol class="standings">
        ${repeat(
          this.shown,
          ({ id }) => id,
          (row, nth) => this.#row(row, nth),
        )}
      </ol>
    </div>`;
  }

  #sums(isVirtual) {
    return html`<span>${isVirtual ? "Virtual" : "Points"}</span><span>${isVirtual ? "At the last line" : "Time"}</span>`;
  }

  #row(row, nth) {
    const total = (isRacing(this.board) ? row.virtual : row.points) || "";
    const look = [row.goesOn ? "goes-on" : "", row.lapped ? "lapped" : ""].join(" ");
    return html`<li data-row=${row.id} class=${look} .style=${`--place: ${nth}`}>
      <span class="rank">${afresh(row.place, html`<span>${row.number ?? row.place ?? ""}</span>`)}</span>
      <flag-tile .flag=${row.flag} .country=${row.country}></flag-tile>
      <span class="country">${row.country}</span>
      <fit-text class="name"><span><b>${row.last_name}</b> <small>${row.first_name}</small></span></fit-text>
      ${row.taken.map((points) => html`<span class="taken">${afresh(points, html`<span>${points ?? ""}</span>`)}</span>`)}
      <b class="total">${afresh(total, html`<span>${total}</span>`)}</b>
      <b class="time">${afresh([row, this.gaps.get(row.position)], this.#time(row))}</b>
    </li>`;
  }

  /** While skaters ride, how far behind the first at the last line. */
  #time({ position, time, status, gap }) {
    if (gap?.includes("lap")) return html`<span class="laps">${gap}</span>`;
    if (time) return hangingTime(time);
    if (!status) return html`<span class="gap">${this.gaps.get(position) ?? ""}</span>`;
    return html`<span class="laps">${status ?? ""}</span>`;
  }

  #footer(board) {
    const { pack, distance } = board;
    const sprint = isRacing(board) && pack.sprint;
    const words = sprint ? `${pack.laps_to_go} to go · ${sprintName(sprint)} at lap ${sprint.lap}` : "";
    return html`${afresh(words, html`<p>${words}</p>`)} ${this.#pageNumber()}
    ${distance.qualify ? html`<p class="qualify">Best ${distance.qualify} go on</p>` : nothing}`;
  }

  #pageNumber() {
    if (isRacing(this.board) || this.rows.length <= ROWS_PER_PAGE) return nothing;
    const pages = pageCount(this.rows);
    return html`<span class="page-number">Page ${(this.page % pages) + 1}/${pages}</span>`;
  }
}

customElements.define("arena-mass-standings", ArenaMassStandings);
