// A mass start on the arena wall: laps to go, the next sprint, the order at the last line, the groups.

import { classMap, html, nothing, repeat } from "lit";
import { afresh } from "./afresh.js";
import { holdingScene } from "./arena-scene.js";
import "./fit-text.js";
import "./flag-tile.js";
import { hangingTime } from "./hanging-time.js";
import "./iceline-clock.js";
import { LightElement } from "./light-element.js";
import { isDone, isRacing, lastSprint, rankingOf, ridingOf, sprintName, startersOf } from "./mass-start.js";
import { glide } from "./row-glide.js";
import "./screen-header.js";
import "./sprint-alarm.js";

const ROWS = 8;
const GROUPS = 4;
const LEADERS = 4;
const RESULTS = 16;

/** @param {any} skater */
const who = ({ flag, country, last_name }) => html`<flag-tile .flag=${flag} .country=${country}></flag-tile>
  <fit-text class="name"><b>${last_name}</b></fit-text>`;

class ArenaMassStart extends LightElement {
  static properties = {
    board: { attribute: false },
    health: { attribute: false, hasChanged: (is, was) => is?.link !== was?.link },
    now: { attribute: false },
    isNews: { attribute: false },
  };

  willUpdate(changed) {
    this.riding = ridingOf(this.board).slice(0, ROWS);
    const ids = this.riding.map(({ id }) => id);
    const isNewOrder = changed.has("board") && ids.join() !== this.ids?.join();
    this.before = isNewOrder && this.isNews && isRacing(this.board) ? this.ids : undefined;
    this.ids = ids;
  }

  updated() {
    if (this.before) glide(this, this.before, this.ids);
  }

  render() {
    const { board } = this;
    if (this.health?.link === "holding") return this.#stage(holdingScene(board), nothing);
    return this.#stage(html`${this.#top(board)} ${this.#main(board)}`, this.#footer(board));
  }

  #stage(scene, footer) {
    return html`<div class="stage mass-stage">
      <screen-header .board=${this.board} .health=${this.health}></screen-header>
      ${scene}
      <footer class="footer">${footer}</footer>
      <i class="link-mark" aria-hidden="true"></i>
    </div>`;
  }

  #top({ distance, pack, pair, clocks }) {
    const isLost = this.health?.link === "lost";
    const toGo = isDone(this.board) ? undefined : (pack?.laps_to_go ?? distance?.laps);
    return html`<section class="top">
      ${afresh(toGo, this.#toGo(toGo))}
      <div class="clocks">
        <div><iceline-clock .now=${this.now} .coarse=${isLost} .clock=${clocks?.[pair?.number]}></iceline-clock></div>
      </div>
      <sprint-alarm .sprint=${isDone(this.board) ? undefined : pack?.sprint}></sprint-alarm>
    </section>`;
  }

  #toGo(laps) {
    if (!laps) return html`<div class="to-go"></div>`;
    const words = laps === 1 ? html`last<br />lap` : html`laps<br />to go`;
    return html`<div class="to-go ${laps === 1 ? "last-lap" : ""}"><b>${laps}</b><span>${words}</span></div>`;
  }

  #main(board) {
    if (isDone(board)) return this.#results(board);
    return isRacing(board) ? this.#race(board) : this.#starters(board);
  }

  #race(board) {
    return html`<main class="mass-race">
      <ol class="riding">
        ${repeat(
          this.riding,
          ({ id }) => id,
          (row, nth) => this.#rider(row, nth),
        )}
      </ol>
      <aside>${this.#groups(board.pack)} ${this.#leaders(board)}</aside>
    </main>`;
  }

  #rider(row, nth) {
    const isFirstOfGroup = row.group > (this.riding[nth - 1]?.group ?? 1);
    const look = classMap({ "new-group": isFirstOfGroup, waiting: row.isWaiting, lapped: Boolean(row.lapped) });
    return html`<li data-row=${row.id} class=${look} .style=${`--place: ${nth}`}>
      <span class="rank">${row.nth}</span>
      ${who(row)}
      <span class="points">${afresh(row.points, row.points ? html`<b>${row.points}</b>` : nothing)}</span>
      <span class="gap">${afresh(row.gap, html`<span>${row.gap}</span>`)}</span>
    </li>`;
  }

  #groups({ groups = [] }) {
    const shown = groups.slice(0, GROUPS);
    return html`<section class="groups">
      <h2 class="label">Groups</h2>
      ${afresh(shown, html`<ol>${shown.map(({ size, gap }) => html`<li><b>${size}</b><span>${gap ?? ""}</span></li>`)}</ol>`)}
    </section>`;
  }

  #leaders(board) {
    const leaders = rankingOf(board)
      .filter(({ points }) => points)
      .toSorted((a, b) => b.points - a.points)
      .slice(0, LEADERS);
    if (leaders.length === 0) return nothing;
    return html`<section class="leaders">
      <h2 class="label">Points so far</h2>
      ${afresh(leaders, html`<ol>${leaders.map((row) => html`<li>${who(row)}<b class="points">${row.points}</b></li>`)}</ol>`)}
    </section>`;
  }

  #starters(board) {
    const starters = startersOf(board);
    return html`<ol class="starters" .style=${`--rows: ${Math.ceil(starters.length / 3)}`}>
      ${starters.map((skater) => html`<li><span class="rank">${skater.bib ?? ""}</span>${who(skater)}</li>`)}
    </ol>`;
  }

  #results(board) {
    const rows = rankingOf(board).slice(0, RESULTS);
    return html`<ol class="mass-results">
      ${afresh(rows, rows.map((row) => this.#result(row)))}
    </ol>`;
  }

  #result(row) {
    return html`<li class=${row.goesOn ? "goes-on" : ""}>
      <span class="rank">${row.number ?? row.place ?? ""}</span>
      ${who(row)}
      <span class="points">${row.points ? html`<b>${row.points}</b>` : nothing}</span>
      <b class="time">${this.#time(row)}</b>
    </li>`;
  }

  /** Who has done fewer laps has a last passage: as a time it would beat the winner's. */
  #time({ time, gap, status }) {
    if (gap?.includes("lap")) return html`<span>${gap}</span>`;
    return time ? hangingTime(time) : html`<span>${status && status !== "finished" ? status : ""}</span>`;
  }

  #footer(board) {
    const sprint = isDone(board) ? undefined : lastSprint(board);
    const best = board.distance?.qualify;
    return html`${afresh(sprint, sprint ? this.#taken(sprint) : nothing)}
    ${best ? html`<p class="qualify">Best ${best} go on</p>` : nothing}`;
  }

  #taken(sprint) {
    const names = sprint.takers.map(({ last_name, points }) => html` <span class="surname">${last_name}</span> <b>${points}</b>`);
    return html`<p class="taken">${sprintName(sprint)}:${names}</p>`;
  }
}

customElements.define("arena-mass-start", ArenaMassStart);
