// The commentator's desk: one screen, no scrolling for the pair on the ice, keyboard first, nothing ever blanks.

import { guard, html, nothing, repeat } from "lit";
import { afresh } from "./afresh.js";
import { comingOf, lanesOf, rowsOf, scheduleOf, toBeatOf } from "./board.js";
import { comingUp, sayItNow } from "./desk-lists.js";
import "./desk-mass-start.js";
import "./desk-skater.js";
import "./desk-standings.js";
import "./gap-chart.js";
import { kept, keptList } from "./kept.js";
import "./lap-schedule.js";
import { LightElement } from "./light-element.js";
import "./link-badge.js";
import { isMassStart } from "./mass-start.js";
import "./screen-header.js";
import "./short-schedule.js";
import { timeOfDay } from "./time.js";

const SHORT_SPLITS = 5;

const KEYS = [
  { cap: "F", does: "Freeze", more: "Holds every number still and counts what you miss; again to go on." },
  { cap: "S", does: "All standings", more: "The standings over the whole column; again for the short list." },
  { cap: "?", does: "Keys", more: "This list; any key closes it." },
];

/** @param {string} words */
const notice = (words) => html`<section class="panel nobody"><p class="none">${words}</p></section>`;

class CommentatorDesk extends LightElement {
  static properties = {
    board: { attribute: false },
    health: { attribute: false },
    now: { attribute: false },
    frozen: { state: true },
    missed: { state: true },
    allStandings: { state: true },
    help: { state: true },
  };

  /** What the shown board says of the race, put together. @type {{rows: any[], lanes: any[], schedule: any, leader: any}} */
  #race = { rows: [], lanes: [], schedule: undefined, leader: undefined };

  #onKey = (event) => this.#press(event);

  connectedCallback() {
    super.connectedCallback();
    addEventListener("keydown", this.#onKey);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#onKey);
  }

  willUpdate(changed) {
    if (this.frozen && changed.has("board")) this.missed += 1;
    if (changed.has("board") || changed.has("frozen")) this.#putTogether(this.#shown);
  }

  #putTogether(board) {
    const before = this.#race;
    const rows = keptList(before.rows, rowsOf(board));
    const schedule = kept(before.schedule, scheduleOf(board));
    this.#race = {
      rows,
      lanes: keptList(before.lanes, lanesOf(board, rows)),
      schedule,
      leader: kept(before.leader, schedule.leader ?? toBeatOf(board)),
    };
  }

  get #shown() {
    return this.frozen?.board ?? this.board;
  }

  #press({ key, ctrlKey, metaKey, altKey }) {
    if (ctrlKey || metaKey || altKey) return;
    if (this.help) this.help = false;
    else if (key === "?") this.help = true;
    else if (key.toLowerCase() === "f") this.#toggleFreeze();
    else if (key.toLowerCase() === "s") this.allStandings = !this.allStandings;
  }

  #toggleFreeze() {
    this.missed = 0;
    this.frozen = this.frozen ? undefined : { board: this.board, at_ms: Date.now() };
  }

  shouldUpdate() {
    return this.board !== undefined;
  }

  render() {
    const board = this.#shown;
    return html`<div class="stage desk-stage" ?data-frozen=${Boolean(this.frozen)}>
      <screen-header .board=${board} .health=${this.#clockHealth()} .now=${this.now} withClock></screen-header>
      <link-badge .health=${this.health}></link-badge>
      ${this.#banner()} ${this.#panels(board)}
      <footer class="keys">${KEYS.map(({ cap, does }) => html`<kbd>${cap}</kbd> ${does}`)}</footer>
      ${this.help ? this.#help() : nothing}
    </div>`;
  }

  /** A desk keeps its numbers however long the connection is gone. */
  #clockHealth() {
    return this.health?.link === "holding" ? { ...this.health, link: "lost" } : this.health;
  }

  #panels(board) {
    if (isMassStart(board)) return html`<desk-mass-start .board=${board}></desk-mass-start>`;
    const { lanes } = this.#race;
    const { distance, pair } = board;
    const order = pair?.order;
    return html`<main class="desk-panels" data-lanes=${lanes.length}>
      <div class="column">
        <div class="skaters">
          ${this.#skaters(lanes, board)}
        </div>
        ${guard([board.coming, board.skaters], () => afresh(comingOf(board), comingUp(comingOf(board))))}
      </div>
      <div class="column">
        ${afresh([distance?.id, order], this.#comparison(distance?.splits))}
      </div>
      <div class="column">
        <desk-standings
          .rows=${this.#race.rows}
          .standings=${board.standings}
          .isNews=${this.isNews && !this.frozen}
          ?all=${this.allStandings}
        ></desk-standings>
        ${this.allStandings ? nothing : guard([board.said], () => afresh(board.said, sayItNow(board.said)))}
      </div>
    </main>`;
  }

  #schedule(splits = [], lanes, schedule) {
    if (splits.length === 0) return notice("No distance yet");
    if (splits.length <= SHORT_SPLITS) {
      return html`<short-schedule .splits=${splits} .lanes=${lanes} .schedule=${schedule}></short-schedule>`;
    }
    return html`<lap-schedule .splits=${splits} .lanes=${lanes} .schedule=${schedule}></lap-schedule>`;
  }

  #comparison(splits) {
    const { lanes, schedule, leader } = this.#race;
    return html`${this.#schedule(splits, lanes, schedule)}
      <gap-chart .splits=${splits} .lanes=${lanes} .leader=${leader}></gap-chart>`;
  }

  #skaters(lanes, board) {
    if (lanes.length === 0) return notice("No pair on the ice");
    return repeat(
      lanes,
      ({ id }) => `${board.distance?.id} ${id} ${lanes.length}`,
      (lane) => this.#skater(lane, board),
    );
  }

  #skater(lane, { distance, records }) {
    return html`<desk-skater
      .lane=${lane}
      .splits=${distance?.splits}
      .records=${records}
    ></desk-skater>`;
  }

  #banner() {
    const { link, current_at_ms, age_s } = this.health ?? {};
    const isLost = link === "lost" || link === "holding";
    return html`<div class="banner lost" ?hidden=${!isLost}>
        <span role="alert">${isLost ? `Data frozen at ${timeOfDay(current_at_ms)}` : ""}</span>
        <span>(${age_s} s)</span>
      </div>
      <div class="banner frozen" ?hidden=${!this.frozen || isLost}>
        ${this.frozen ? this.#frozenWords(this.frozen) : nothing}
      </div>`;
  }

  #frozenWords({ at_ms }) {
    const changes = this.missed === 1 ? "1 change" : `${this.missed} changes`;
    return html`Frozen by you at ${timeOfDay(at_ms)} · ${changes} missed · F goes on`;
  }

  #help() {
    return html`<dialog open class="help">
      <h2>Keys</h2>
      <dl>
        ${KEYS.map(({ cap, more }) => html`<dt><kbd>${cap}</kbd></dt><dd>${more}</dd>`)}
      </dl>
    </dialog>`;
  }
}

customElements.define("commentator-desk", CommentatorDesk);
