// The line on top of every screen: where we are, what is skated, which pair.

import { html, nothing } from "lit";
import { afresh } from "./afresh.js";
import { wordOf } from "./board.js";
import "./iceline-clock.js";
import { LightElement } from "./light-element.js";
import { isMassStart } from "./mass-start.js";

/** @param {{venue?: string, city?: string}} competition */
const place = ({ venue, city }) => [venue, city].filter(Boolean).join(", ");

/** @param {any} board @returns {import("./time.js").Clock | undefined} of the pair that is called or running */
function pairClock(board) {
  return board?.clocks?.[board.pair?.number];
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
    const { competition = {}, distance, pair } = this.board ?? {};
    const isHolding = this.health?.link === "holding";
    return html`<header class="header">
      <span class="brand"><i></i>ICELINE</span>
      <span class="competition">${competition.name ?? ""} <em>${place(competition)}</em></span>
      ${isHolding ? nothing : afresh([distance, pair?.number, this.#rate], this.#race(distance, pair))}
    </header>`;
  }

  #race(distance, pair) {
    return html`${this.#replay()}
    ${STATES[distance?.state] ? html`<span class="result-state">${STATES[distance.state]}</span>` : nothing}
    ${distance ? html`<h1>${distance.name}</h1>` : nothing}
    ${pair ? html`${this.#pair(pair, distance)} ${this.withClock ? this.#clock() : nothing}` : nothing}`;
  }

  #pair(pair, distance) {
    if (isMassStart(this.board)) return nothing;
    const of = distance?.pairs ? html`<small>/${distance.pairs}</small>` : nothing;
    return html`<span class="pair-number">${wordOf(this.board) === "heat" ? "Heat" : "Pair"} <b>${pair.number}</b>${of}</span>`;
  }

  #clock() {
    const isLost = this.health?.link === "lost" || this.health?.link === "holding";
    return html`<div class="header-clock">
      <iceline-clock .now=${this.now} .coarse=${isLost} .clock=${pairClock(this.board)}></iceline-clock>
    </div>`;
  }

  get #rate() {
    return pairClock(this.board)?.rate ?? 1;
  }

  /** A replayed race runs faster than the world: the screen says so. */
  #replay() {
    return this.#rate === 1 ? nothing : html`<span class="replay">${this.#rate}× replay</span>`;
  }
}

customElements.define("screen-header", ScreenHeader);
