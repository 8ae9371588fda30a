// The lap schedule: each split of the skaters on the ice beside the leader's and the pace of a record.

import { classMap, html, nothing } from "lit";
import { afresh } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import { LightElement } from "./light-element.js";
import { sideOf } from "./side.js";

const FULL_WIDTH_SKATERS = 2;

/** @param {string | undefined} gap @param {number | undefined} gap_cs */
const chip = (gap, gap_cs) => html`<td><delta-chip .gap=${gap} .side=${sideOf(gap_cs)}></delta-chip></td>`;

/** @param {string} kind @param {string | undefined} text */
const cell = (kind, text = "") => html`<td class=${kind}>${text}</td>`;

class LapSchedule extends LightElement {
  static properties = {
    splits: { attribute: false },
    lanes: { attribute: false },
    schedule: { attribute: false },
  };

  render() {
    const { leader, pace } = this.schedule ?? {};
    const versus = [leader && `leader ${leader.last_name}`, pace && `${pace.kind} pace`].filter(Boolean).join(" and ");
    return html`<section class="panel schedule long">
      <h2>Lap schedule ${afresh(versus, versus ? html`<small>against ${versus}</small>` : nothing)}</h2>
      <div class="scroller">
        <table>
          ${this.#columns()} ${this.#head(pace)}
          <tbody>
            ${(this.splits ?? []).map((metres) => afresh(this.#shown(metres), this.#row(metres, leader, pace)))}
          </tbody>
        </table>
      </div>
    </section>`;
  }

  updated() {
    const row = /** @type {HTMLElement | null} */ (this.querySelector("tr.current"));
    const scroller = this.querySelector(".scroller");
    if (row && scroller) scroller.scrollTop = row.offsetTop - scroller.clientHeight / 2;
  }

  get #isNarrow() {
    return this.lanes.length > FULL_WIDTH_SKATERS;
  }

  /** The newest split anybody on the ice has reached. */
  get #current() {
    return Math.max(0, ...this.lanes.map((lane) => lane.split?.metres ?? 0));
  }

  /** Widths of their own, so that no text pushes another. What is not named shares the rest. */
  #columns() {
    const lap = this.#isNarrow ? nothing : html`<col class="lap" />`;
    const skater = this.#isNarrow ? html`<col /><col />` : html`<col class="time" /><col class="lap" /><col /><col />`;
    return html`<colgroup>
      <col class="metres" />
      <col class="pace" />
      <col class="time" />
      ${lap} ${this.lanes.map(() => skater)}
    </colgroup>`;
  }

  #head(pace) {
    return html`<thead>
      <tr>
        <th scope="col">m</th>
        <th scope="col" class="pace">${afresh(pace?.kind, html`<span>${pace?.kind ?? ""} pace</span>`)}</th>
        <th scope="col">Leader</th>
        ${this.#isNarrow ? nothing : html`<th scope="col">lap</th>`}
        ${this.lanes.map((lane) => this.#skaterHead(lane))}
      </tr>
    </thead>`;
  }

  #skaterHead(lane) {
    const name = html`<th scope="col" class="skater" data-armband=${lane.armband ?? nothing}>
      <fit-text><span>${lane.last_name}</span></fit-text>
    </th>`;
    if (this.#isNarrow) return html`${name}<th scope="col">± total</th>`;
    return html`${name}<th scope="col">lap</th><th scope="col">± lap</th><th scope="col">± total</th>`;
  }

  /** Everything a row depends on. */
  #shown(metres) {
    const { leader, pace } = this.schedule ?? {};
    const skaters = this.lanes.map(({ splits, next }) => [splits?.[metres], next]);
    return [metres, this.#current, leader?.splits?.[metres], pace?.splits?.[metres], skaters];
  }

  #row(metres, leader, pace) {
    const target = leader?.splits?.[metres];
    const state = { current: metres === this.#current, ahead: metres > this.#current };
    return html`<tr class=${classMap(state)}>
      <th scope="row">${metres}</th>
      ${cell("pace", pace?.splits?.[metres])} ${cell("time", target?.time)}
      ${this.#isNarrow ? nothing : cell("lap", target?.lap)}
      ${this.lanes.map((lane) => this.#cells(lane, metres))}
    </tr>`;
  }

  #cells(lane, metres) {
    const split = lane.splits?.[metres];
    if (!split) return this.#ahead(lane, metres);
    const total = chip(split.gap, split.gap_cs);
    if (this.#isNarrow) return html`${cell("time", split.time)}${total}`;
    const lapGap = chip(split.lap_gap, split.lap_gap_cs);
    return html`${cell("time", split.time)}${cell("lap", split.lap)}${lapGap}${total}`;
  }

  /** What has not been skated: the next line says what it asks for. */
  #ahead({ next }, metres) {
    const needs = next?.metres === metres && next.lap ? html`needs ${next.lap}` : nothing;
    if (this.#isNarrow) return html`<td class="needs" colspan="2">${needs}</td>`;
    return html`<td class="needs" colspan="2">${needs}</td><td></td><td></td>`;
  }
}

customElements.define("lap-schedule", LapSchedule);
