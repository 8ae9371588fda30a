// One skater on the commentator's desk: the last split, where it leads to, and what is still needed.

import { html, nothing } from "lit";
import { afresh, shapeOf } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import "./flag-tile.js";
import { LightElement } from "./light-element.js";
import { recordMarks } from "./record-marks.js";
import { OUT, WON, statusWords } from "./statuses.js";
import { teamAtLine } from "./team-at-line.js";

const WORDS = { lead: "to lead", pb: "for PB", sb: "for SB" };
const LANES = { inner: "I", outer: "O" };
const STRAIGHTS = { inner: "F", outer: "C" };

/** @param {string} label @param {unknown} value @param {unknown} below */
const figure = (label, value, below) => html`<div>
  <span class="label">${label}</span><fit-text><b>${value ?? ""}</b></fit-text><span class="below">${below}</span>
</div>`;

/** @param {string | undefined} gap */
const chip = (gap) => html`<delta-chip .gap=${gap}></delta-chip>`;

/** @param {any} lane */
const overLaps = ({ steps_to_go: steps, halved }) =>
  steps > 1 ? html` average for ${steps} ${halved ? "half laps" : "laps"}` : nothing;

class DeskSkater extends LightElement {
  static properties = {
    lane: { attribute: false },
    splits: { attribute: false },
    records: { attribute: false },
  };

  render() {
    const { lane } = this;
    if (!lane) return nothing;
    return html`<section class="panel skater" data-armband=${lane.armband ?? nothing}>
      <h2>
        <span class="armband">${(lane.members ? STRAIGHTS : LANES)[lane.lane] ?? "–"}</span>
        <flag-tile .flag=${lane.flag} .country=${lane.country}></flag-tile>
        <span class="surname">${lane.last_name}</span> ${this.#who(lane)}
        ${afresh([lane.records, lane.status, this.records], this.#marks(lane))}
      </h2>
      <div class="figures">${this.#figures(lane)}</div>
      ${this.#targets(lane)}
      ${lane.members ? teamAtLine(lane) : this.#bests(lane)}
    </section>`;
  }

  #marks({ records, status }) {
    return html`<span class="marks">${recordMarks(records, this.records)}</span>
      ${OUT.has(status) || WON.has(status) ? html`<span class="out">${statusWords(status)}</span>` : nothing}`;
  }

  #who({ first_name, country, bib, members }) {
    if (members) return html`<fit-text class="members"><small>${members.join(" · ")}</small></fit-text>`;
    return html`<small>${[first_name, country, bib && `bib ${bib}`].filter(Boolean).join(" · ")}</small>`;
  }

  #figures({ split = {}, projected, place, status, time, rank, knock_out }) {
    const isOpener = split.metres !== undefined && split.metres === this.splits?.[0];
    const isFinished = status === "finished";
    const newest = this.lane.halved ? "Half lap" : "Last lap";
    return html`${figure(isOpener ? "Opener" : newest, split.lap, chip(split.lap_gap))}
    ${figure(split.metres ? `${split.metres} m` : "Split", time ?? split.time, chip(split.gap))}
    ${figure(isFinished ? "Rank" : "Virtual rank", rank ?? split.rank, split.rank ? `at ${split.metres} m` : "")}
    ${figure(isFinished ? "" : "Projected", projected?.time, place && !knock_out ? `rank ${place}` : "")}`;
  }

  #targets(lane) {
    const { order = [], laps = [] } = lane.targets ?? {};
    return afresh([order, laps.map(shapeOf), lane.steps_to_go], this.#needs(order, laps, lane));
  }

  #needs(order, laps, lane) {
    if (order.length === 0) return html`<p class="targets"></p>`;
    const needs = order.map((kind, nth) => {
      const words = this.#target(kind, laps[nth], nth === 0 ? overLaps(lane) : nothing);
      return html`${nth ? " · " : ""}${words}`;
    });
    return html`<p class="targets"><fit-text><span>Needs ${needs}</span></fit-text></p>`;
  }

  #target(kind, lap, over) {
    const goal = WORDS[kind] ?? `for ${kind.toUpperCase()}`;
    return html`<b>${lap}</b>${over} ${goal}`;
  }

  #bests({ pb, sb }) {
    return html`<dl class="bests">
      ${pb ? html`<dt>PB</dt><dd>${pb}</dd>` : nothing} ${sb ? html`<dt>SB</dt><dd>${sb}</dd>` : nothing}
    </dl>`;
  }
}

customElements.define("desk-skater", DeskSkater);
