// The live pair on the arena wall: the clock, the time to beat and the skaters on the ice.

import { guard, html, nothing, repeat } from "lit";
import { afresh, freshText, shapeOf } from "./afresh.js";
import "./arena-lane.js";
import "./arena-mass-start.js";
import { holdingScene, nextPair, waitingScene } from "./arena-scene.js";
import { lanesOf, nextOf, skaterOf, toBeatOf } from "./board.js";
import "./flag-tile.js";
import "./iceline-clock.js";
import { keptList } from "./kept.js";
import { LightElement } from "./light-element.js";
import { isMassStart } from "./mass-start.js";
import "./record-list.js";
import "./screen-header.js";

/**
 * @param {any[]} lanes
 * @param {number} number the called pair
 * @returns {number[]} one, or two in a quartet
 */
function pairNumbers(lanes, number) {
  const numbers = new Set(lanes.map((lane) => lane.pair ?? number));
  return numbers.size > 0 ? [...numbers].toSorted((a, b) => a - b) : [number];
}

/** 5.5 as 5½. @param {number} laps */
const halves = (laps) => (Number.isInteger(laps) ? laps : `${Math.floor(laps) || ""}½`);

/** Room for the widest number of laps to go of a distance, in digits: what stands beside it stays. @param {any} distance */
const roomOf = ({ laps_to_go: laps = [], halved }) => (halved ? 2.7 : Math.max(0, ...laps) > 9 ? 2.3 : 1.1);

class ArenaPair extends LightElement {
  static properties = {
    board: { attribute: false },
    health: { attribute: false, hasChanged: (is, was) => is?.link !== was?.link },
    now: { attribute: false },
  };

  /** @type {any[]} */
  #lanes = [];

  shouldUpdate() {
    return this.board !== undefined;
  }

  willUpdate() {
    this.#lanes = keptList(this.#lanes, lanesOf(this.board));
  }

  render() {
    const { board } = this;
    if (isMassStart(board)) return this.#massStart(board);
    if (this.health?.link === "holding") return this.#stage(board, holdingScene(board), nothing);
    const scene = board.pair ? this.#pair(board) : waitingScene(board);
    return this.#stage(board, scene, this.#footer(board));
  }

  #massStart(board) {
    return html`<arena-mass-start
      .board=${board}
      .health=${this.health}
      .now=${this.now}
      .isNews=${this.isNews}
    ></arena-mass-start>`;
  }

  #stage(board, scene, footer) {
    return html`<div class="stage pair-stage" data-lanes=${this.#lanes.length}>
      <screen-header .board=${board} .health=${this.health}></screen-header>
      ${afresh([board.distance?.id, this.#lanes.length], scene)}
      <footer class="footer">${footer}</footer>
      <i class="link-mark" aria-hidden="true"></i>
    </div>`;
  }

  #pair(board) {
    const lanes = this.#lanes;
    const numbers = pairNumbers(lanes, board.pair.number);
    return html`<section class="top">
        ${this.#toGo(board.pair, board.distance)}
        ${afresh(numbers, this.#clocks(numbers))} ${this.#toBeat(board)}
      </section>
      <div class="lanes">
        ${repeat(
          lanes,
          ({ id }) => `${board.distance?.id} ${id}`,
          (lane) => html`<arena-lane
            .lane=${lane}
            .splits=${board.distance?.splits}
            .records=${board.records}
            .pairState=${board.pair.state}
            ?compact=${lanes.length > 2}
          ></arena-lane>`,
        )}
      </div>`;
  }

  #clocks(numbers) {
    return html`<div class="clocks">${numbers.map((number) => this.#clock(number, numbers.length > 1))}</div>`;
  }

  #clock(number, isOneOfTwo) {
    const isLost = this.health?.link === "lost";
    return html`<div>
      ${isOneOfTwo ? html`<span class="label">Pair ${number}</span>` : nothing}
      <iceline-clock .now=${this.now} .coarse=${isLost} .clock=${this.board.clocks?.[number]}></iceline-clock>
    </div>`;
  }

  #toGo({ laps_to_go: laps, state }, distance) {
    if (!laps || state === "finished" || state === "confirmed") return html`<div class="to-go"></div>`;
    const words = laps === 1 ? html`last<br />lap` : html`laps<br />to go`;
    const room = `min-width: ${roomOf(distance)}ch`;
    return html`<div class="to-go ${laps === 1 ? "last-lap" : ""}"><b .style=${room}>${freshText(halves(laps))}</b><span>${words}</span></div>`;
  }

  #toBeat(board) {
    const toBeat = toBeatOf(board);
    return guard([board.to_beat, board.skaters], () => afresh(toBeat, this.#leader(toBeat)));
  }

  #leader(toBeat) {
    if (!toBeat) return html`<div class="to-beat"></div>`;
    const { time, flag, country, last_name } = toBeat;
    return html`<div class="to-beat">
      <span class="label">To beat</span><b>${time}</b>
      <span class="who">
        <flag-tile .flag=${flag} .country=${country}></flag-tile><span class="surname">${last_name}</span>
      </span>
    </div>`;
  }

  #footer(board) {
    const { distance, pair, next, records } = board;
    const { leader, gap } = pair?.between ?? {};
    const shown = [distance?.id, pair?.number, pair?.state, leader, shapeOf(gap), next];
    return html`${afresh(shown, html`<p>${this.#between(board)}</p>`)}
    ${guard([records], () => afresh(records, html`<record-list .records=${records}></record-list>`))}`;
  }

  /** Who of the two leads; between races, who comes next. */
  #between(board) {
    const { pair, next } = board;
    const { leader, gap } = pair?.between ?? {};
    if (gap) {
      const name = skaterOf(board, leader)?.last_name;
      const words = name ? html`<span class="surname">${name}</span> leads` : "level";
      return html`<span class="between">Between them <b>${gap}</b></span> ${words}`;
    }
    return pair && pair.state !== "running" && next ? nextPair(nextOf(board)) : nothing;
  }
}

customElements.define("arena-pair", ArenaPair);
