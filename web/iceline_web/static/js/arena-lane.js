// One skater of the pair on the arena wall: called, running, finished or out.

import { html, nothing } from "lit";
import { afresh, afreshInShape } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import "./flag-tile.js";
import "./lap-tape.js";
import { LightElement } from "./light-element.js";
import { recordMarks } from "./record-marks.js";
import { OUT, WON, statusWords } from "./statuses.js";

const STRAIGHTS = { inner: "Finishing straight", outer: "Crossing straight" };

/** @param {any} lane @returns {"out" | "won" | "finished" | "running" | "called"} */
function stage(lane) {
  if (WON.has(lane.status)) return "won";
  if (OUT.has(lane.status)) return "out";
  if (lane.status === "finished" && lane.split) return "finished";
  return lane.split ? "running" : "called";
}

/** @param {string} kind @param {unknown} label @param {unknown} value */
const figure = (kind, label, value) => html`<div class="figure ${kind}">
  <span class="label">${label}</span>${value}
</div>`;

/** A team is its members. @param {any} lane */
const who = ({ first_name, members }) => members?.join(" · ") ?? first_name;

/** @param {string | undefined} text */
const fitted = (text) => html`<fit-text><b>${text ?? ""}</b></fit-text>`;

class ArenaLane extends LightElement {
  static properties = {
    lane: { attribute: false },
    splits: { attribute: false },
    records: { attribute: false },
    pairState: { attribute: false },
    compact: { type: Boolean, reflect: true },
  };

  render() {
    const { lane } = this;
    if (!lane) return nothing;
    return html`<section class="lane" data-armband=${lane.armband ?? nothing} data-stage=${stage(lane)}>
      <i class="armband"></i>
      <div class="skater">
        <flag-tile .flag=${lane.flag} .country=${lane.country}></flag-tile>
        <div>
          <fit-text class="first-name"
            ><span>${who(lane)} <em>${lane.country}</em>${this.#needsInline(lane)}</span></fit-text
          >
          <fit-text class="last-name"><b>${lane.last_name}</b></fit-text>
        </div>
      </div>
      <div class="figures">${this.#freshFigures(lane)}</div>
      ${this.compact ? nothing : this.#tape(lane)}
    </section>`;
  }

  #tape({ splits, needs }) {
    return html`<lap-tape .splits=${this.splits} .laps=${splits} .needs=${needs}></lap-tape>`;
  }

  /** Without a tape there is no cell to say it in. */
  #needsInline(lane) {
    return this.compact && lane.needs ? html`<strong class="needs">Needs ${lane.needs}</strong>` : nothing;
  }

  #freshFigures(lane) {
    const { status, split, time, rank, records, pb, sb } = lane;
    const shown = [status, split, time, rank, records, pb, sb, this.#isOpener(split), split?.rank === 1, this.pairState];
    return afreshInShape(shown, this.#figures(lane));
  }

  #isOpener(split) {
    return split?.metres === this.splits?.[0];
  }

  #figures(lane) {
    switch (stage(lane)) {
      case "out":
      case "won":
        return html`<b class="out">${statusWords(lane.status)}</b>`;
      case "finished":
        return this.#finished(lane);
      case "running":
        return this.#running(lane);
      default:
        return this.#bests(lane);
    }
  }

  #bests({ pb, sb, members, lane }) {
    const straight = members && lane ? figure("starts", "Starts on the", fitted(STRAIGHTS[lane])) : nothing;
    return html`${straight}${pb ? figure("best", "Personal best", fitted(pb)) : nothing}
    ${sb ? figure("best", "Season best", fitted(sb)) : nothing}`;
  }

  #running({ split }) {
    const newest = this.lane.halved ? "Half lap" : "Last lap";
    return html`${figure("lap", this.#isOpener(split) ? "Opener" : newest, fitted(split.lap))}
    ${figure("total", `${split.metres} m`, fitted(split.time))} ${this.#standing(split)}`;
  }

  #finished({ split, records, time = split.time, rank = split.rank }) {
    const marks = html`<span class="marks">${recordMarks(records, this.records)}</span>`;
    const label = this.pairState === "confirmed" ? "Time" : "Unofficial";
    return html`${figure("finish", label, html`${marks}${fitted(time)}`)} ${this.#standing({ ...split, rank })}`;
  }

  #standing({ gap, rank }) {
    const isLeading = rank === 1 && !gap;
    const against = this.lane.knock_out ? "To the other" : "To leader";
    return html`${figure("gap", gap ? against : "", html`<delta-chip .gap=${gap}></delta-chip>`)}
    ${figure(isLeading ? "rank leads" : "rank", rank ? "Rank" : "", html`<b>${rank ?? ""}</b>`)}`;
  }
}

customElements.define("arena-lane", ArenaLane);
