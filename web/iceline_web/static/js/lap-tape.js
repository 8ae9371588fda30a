// A cell for every split: bar up where the lap was faster than the leader's, hatched bar down where it was slower.

import { classMap, html, nothing } from "lit";
import { afresh } from "./afresh.js";
import { drawn_cs, sideOf } from "./gap.js";
import { LightElement } from "./light-element.js";

const FULL_BAR_CS = 60;
const MOST_CELLS = 13;
const ROOMY_CELLS = 6;

/**
 * The splits that fit on the tape, the newest among them.
 * @param {number[]} splits
 * @param {number} reached how many have been passed
 */
function visible(splits, reached) {
  const first = Math.max(0, Math.min(reached - MOST_CELLS + 2, splits.length - MOST_CELLS));
  return splits.slice(first, first + MOST_CELLS);
}

/** @param {string | undefined} gap */
function bar(gap) {
  const gap_cs = gap ? drawn_cs(gap) : 0;
  if (!gap_cs) return nothing;
  const share = Math.min(1, Math.abs(gap_cs) / FULL_BAR_CS);
  return html`<i class=${gap_cs < 0 ? "faster" : "slower"} .style=${`transform: scaleY(${share.toFixed(3)})`}></i>`;
}

class LapTape extends LightElement {
  static properties = { splits: { attribute: false }, laps: { attribute: false }, needs: {} };

  render() {
    const splits = this.splits ?? [];
    const laps = this.laps ?? {};
    const reached = splits.filter((metres) => laps[metres]).length;
    const newest = splits[reached - 1];
    const roomy = splits.length <= ROOMY_CELLS;
    return html`<ol class=${roomy ? "roomy" : ""}>
      ${visible(splits, reached).map((metres) => this.#cell(metres, laps[metres], metres === newest))}
    </ol>`;
  }

  #cell(metres, lap, isNewest) {
    const isFinish = metres === this.splits.at(-1);
    if (!lap && isFinish && this.needs) {
      return html`<li class="at-finish needs"><span>Needs</span> <b>${this.needs}</b></li>`;
    }
    return html`<li class=${classMap({ "at-finish": isFinish, newest: isNewest })}>
      ${afresh(sideOf(lap?.lap_gap), bar(lap?.lap_gap))}<span class="metres">${metres} m</span><b>${lap?.lap ?? ""}</b>
    </li>`;
  }
}

customElements.define("lap-tape", LapTape);
