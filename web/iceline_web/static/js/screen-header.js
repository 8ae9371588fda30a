// The line on top of every screen: where we are, what is skated, which pair.

import { html, nothing } from "lit";
import { afresh } from "./afresh.js";
import { wordOf } from "./board.js";
import "./iceline-clock.js";
import { LightElement } from "./light-element.js";
import { isMassStart } from "./mass-start.js";

/** @param {{venue?: string, city?: string}} competition */
const place = ({ venue, city }) => [venue, city].filter(Boolean).join(", ");

/** @param {any} board @returns {number[]} the pair that is called or running; of a quartet both, each with its clock */
function pairNumbers({ clocks = {}, pair }) {
  const numbers = Object.keys(clocks).map(Number);
  return numbers.length > 1 ? numbers.toSorted((a, b) => a - b) : [pair.number];
}

const STATES = { unofficial: "Unofficial", protested: "Protest", official: "Official" };

class ScreenHeader extends LightElement {
  static properties = {
    board: { attribute: false },
    health: { attribute: false, hasChanged: (is, was) => is?.link !== was?.link },
    now: { attribute: false },
    withClock: { type: Boolean },
  };

  render() {
    const { competition = {}, distance } = this.board ?? {};
    const isHolding = this.health?.link === "holding";
    return html`<header class="header">
      <span class="brand"><i></i>ICELINE</span>
      <span class="competition">${competition.name ?? ""} <em>${place(competition)}</em></span>
      ${isHolding ? nothing : afresh([distance, this.#numbers, this.#rate], this.#race(distance))}
    </header>`;
  }

  #race(distance) {
    return html`${this.#replay()}
    ${STATES[distance?.state] ? html`<span class="result-state">${STATES[distance.state]}</span>` : nothing}
    ${distance ? html`<h1>${distance.name}</h1>` : nothing}
    ${this.#numbers.map((number) => html`${this.#pair(number, distance)} ${this.withClock ? this.#clock(number) : nothing}`)}`;
  }

  #pair(number, distance) {
    if (isMassStart(this.board)) return nothing;
    const isLast = number === this.#numbers.at(-1);
    const of = distance?.pairs && isLast ? html`<small>/${distance.pairs}</small>` : nothing;
    const { pair } = this.board;
    const again = pair.reskate && pair.number === number ? html`<em>Re-skate</em>` : nothing;
    return html`<span class="pair-number">${again} ${wordOf(this.board) === "heat" ? "Heat" : "Pair"} <b>${number}</b>${of}</span>`;
  }

  #clock(number) {
    const isLost = this.health?.link === "lost" || this.health?.link === "holding";
    return html`<div class="header-clock">
      <iceline-clock .now=${this.now} .coarse=${isLost} .clock=${this.board.clocks?.[number]}></iceline-clock>
    </div>`;
  }

  get #numbers() {
    return this.board?.pair ? pairNumbers(this.board) : [];
  }

  get #rate() {
    return this.board?.clocks?.[this.board.pair?.number]?.rate ?? 1;
  }

  /** A replayed race runs faster than the world: the screen says so. */
  #replay() {
    return this.#rate === 1 ? nothing : html`<span class="replay">${this.#rate}× replay</span>`;
  }
}

customElements.define("screen-header", ScreenHeader);
