// The lap schedule: each split of the skaters on the ice beside the leader's and the pace of a record.

import { classMap, html, nothing } from "lit";
import { afresh, freshText, shapeOf } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import { LightElement } from "./light-element.js";
import { currentMetres, isNarrow, versus } from "./schedule.js";

/** @param {string | undefined} gap */
const chip = (gap) => html`<td><delta-chip .gap=${gap}></delta-chip></td>`;

/** @param {string} kind @param {string | undefined} text */
const cell = (kind, text) => html`<td class=${kind}>${freshText(text)}</td>`;

/** Larger in the current row. @param {string | undefined} text @param {boolean} isCurrent */
const time = (text = "", isCurrent) => html`<td class="time">${afresh([shapeOf(text), isCurrent], text)}</td>`;

class LapSchedule extends LightElement {
  static properties = {
    splits: { attribute: false },
    lanes: { attribute: false },
    schedule: { attribute: false },
  };

  render() {
    const { leader, pace } = this.schedule ?? {};
    const against = versus(this.schedule);
    return html`<section class="panel schedule long">
      <h2>Lap schedule ${afresh(against, against ? html`<small>against ${against}</small>` : nothing)}</h2>
      <div class="scroller">
        <table>
          ${this.#columns()} ${this.#head(pace)}
          <tbody>
            ${(this.splits ?? []).map((metres) => this.#row(metres, leader, pace))}
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
    return isNarrow(this.lanes);
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

  #row(metres, leader, pace) {
    const target = leader?.splits?.[metres];
    const current = currentMetres(this.lanes);
    const isCurrent = metres === current;
    const state = { current: isCurrent, ahead: metres > current };
    return html`<tr class=${classMap(state)}>
      <th scope="row">${metres}</th>
      ${cell("pace", pace?.splits?.[metres])} ${time(target?.time, isCurrent)}
      ${this.#isNarrow ? nothing : cell("lap", target?.lap)}
      ${this.lanes.map((lane) => this.#cells(lane, metres, isCurrent))}
    </tr>`;
  }

  #cells(lane, metres, isCurrent) {
    const split = lane.splits?.[metres];
    if (!split) return this.#ahead(lane, metres, isCurrent);
    const total = chip(split.gap);
    if (this.#isNarrow) return html`${time(split.time, isCurrent)}${total}`;
    const lapGap = chip(split.lap_gap);
    return html`${time(split.time, isCurrent)}${cell("lap", split.lap)}${lapGap}${total}`;
  }

  /** What has not been skated: the next line says what it asks for. */
  #ahead({ next }, metres, isCurrent) {
    const lap = next?.metres === metres ? next.lap : undefined;
    const needs = afresh([lap, isCurrent], lap ? html`needs ${lap}` : nothing);
    if (this.#isNarrow) return html`<td class="needs" colspan="2">${needs}</td>`;
    return html`<td class="needs" colspan="2">${needs}</td><td></td><td></td>`;
  }
}

customElements.define("lap-schedule", LapSchedule);
