// One skater on the commentator's desk: the last split, where it leads to, and what is still needed.

import { html, nothing } from "lit";
import { afresh } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import "./flag-tile.js";
import { LightElement } from "./light-element.js";
import { recordMarks } from "./record-marks.js";

const OUT = new Set(["DNS", "DNF", "DQ", "WDR"]);
const WORDS = { lead: "to lead", pb: "for PB", sb: "for SB" };
const LANES = { inner: "I", outer: "O" };

/** @param {string} label @param {unknown} value @param {unknown} below */
const figure = (label, value, below) => html`<div>
  <span class="label">${label}</span><fit-text><b>${value ?? ""}</b></fit-text><span class="below">${below}</span>
</div>`;

/** @param {string | undefined} gap */
const chip = (gap) => html`<delta-chip .gap=${gap}></delta-chip>`;

/** @param {number} laps */
const overLaps = (laps) => (laps > 1 ? html` average for ${laps} laps` : nothing);

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
        <span class="armband">${LANES[lane.lane] ?? "–"}</span>
        <flag-tile .flag=${lane.flag} .country=${lane.country}></flag-tile>
        <span class="surname">${lane.last_name}</span> <small>${this.#who(lane)}</small>
        ${afresh([lane.records, lane.status, this.records], this.#marks(lane))}
      </h2>
      <div class="figures">${this.#figures(lane)}</div>
      ${afresh([lane.targets, lane.laps_to_go], this.#targets(lane))} ${this.#bests(lane)}
    </section>`;
  }

  #marks({ records, status }) {
    return html`<span class="marks">${recordMarks(records, this.records)}</span>
      ${OUT.has(status) ? html`<span class="out">${status}</span>` : nothing}`;
  }

  #who({ first_name, country, bib }) {
    return [first_name, country, bib && `bib ${bib}`].filter(Boolean).join(" · ");
  }

  #figures({ split = {}, projected, place, status, time, rank }) {
    const isOpener = split.metres !== undefined && split.metres === this.splits?.[0];
    const isFinished = status === "finished";
    return html`${figure(isOpener ? "Opener" : "Last lap", split.lap, chip(split.lap_gap))}
    ${figure(split.metres ? `${split.metres} m` : "Split", time ?? split.time, chip(split.gap))}
    ${figure(isFinished ? "Rank" : "Virtual rank", rank ?? split.rank, split.rank ? `at ${split.metres} m` : "")}
    ${figure(isFinished ? "" : "Projected", projected?.time, place ? `rank ${place}` : "")}`;
  }

  #targets({ targets, laps_to_go }) {
    const { order = [], laps = [] } = targets ?? {};
    if (order.length === 0) return html`<p class="targets"></p>`;
    const needs = order.map((kind, nth) => {
      const words = this.#target(kind, laps[nth], nth === 0 ? overLaps(laps_to_go) : nothing);
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
