// The lap schedule of a short distance: few splits, so each gets a tall row with the lap under the time.

import { classMap, html, nothing } from "lit";
import { afresh } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import { LightElement } from "./light-element.js";
import { sideOf } from "./side.js";

const FULL_WIDTH_SKATERS = 2;

/** @param {string | undefined} gap @param {number | undefined} gap_cs */
const chip = (gap, gap_cs) => html`<delta-chip .gap=${gap} .side=${sideOf(gap_cs)}></delta-chip>`;

/** @param {string} kind @param {unknown} above @param {unknown} below */
const cell = (kind, above, below) => html`<td class=${kind}><b>${above}</b><small>${below}</small></td>`;

class ShortSchedule extends LightElement {
  static properties = {
    splits: { attribute: false },
    lanes: { attribute: false },
    schedule: { attribute: false },
  };

  render() {
    const { leader, pace } = this.schedule ?? {};
    const versus = [leader && `leader ${leader.last_name}`, pace && `${pace.kind} pace`].filter(Boolean).join(" and ");
    return html`<section class="panel schedule short">
      <h2>Lap schedule ${afresh(versus, versus ? html`<small>against ${versus}</small>` : nothing)}</h2>
      <table>
        <colgroup>
          <col class="metres" />
          <col class="pace" />
        </colgroup>
        ${this.#head(pace)}
        <tbody>
          ${(this.splits ?? []).map((metres) => afresh(this.#shown(metres), this.#row(metres, leader, pace)))}
        </tbody>
      </table>
    </section>`;
  }

  get #isNarrow() {
    return this.lanes.length > FULL_WIDTH_SKATERS;
  }

  /** The newest split anybody on the ice has reached. */
  get #current() {
    return Math.max(0, ...this.lanes.map((lane) => lane.split?.metres ?? 0));
  }

  #head(pace) {
    return html`<thead>
      <tr>
        <th scope="col">m</th>
        <th scope="col" class="pace">${afresh(pace?.kind, html`<span>${pace?.kind ?? ""} pace</span>`)}</th>
        <th scope="col">Leader<small>lap</small></th>
        ${this.lanes.map((lane) => this.#skaterHead(lane))}
      </tr>
    </thead>`;
  }

  #skaterHead({ last_name, armband }) {
    const below = this.#isNarrow ? "± total" : "lap";
    return html`<th scope="col" class="skater" data-armband=${armband ?? nothing}>
        <fit-text><span>${last_name}</span></fit-text><small>${below}</small>
      </th>
      ${this.#isNarrow ? nothing : html`<th scope="col">± total<small>± lap</small></th>`}`;
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
      ${cell("pace", pace?.splits?.[metres] ?? "", "")} ${cell("time", target?.time ?? "", target?.lap ?? "")}
      ${this.lanes.map((lane) => this.#cells(lane, metres))}
    </tr>`;
  }

  #cells(lane, metres) {
    const split = lane.splits?.[metres];
    if (!split) return this.#ahead(lane, metres);
    const total = chip(split.gap, split.gap_cs);
    if (this.#isNarrow) return cell("time", split.time, total);
    return html`${cell("time", split.time, split.lap)} ${cell("gap", total, chip(split.lap_gap, split.lap_gap_cs))}`;
  }

  /** What has not been skated: the next line says what it asks for. */
  #ahead({ next }, metres) {
    const columns = this.#isNarrow ? 1 : 2;
    if (next?.metres !== metres || !next.lap) return html`<td colspan=${columns}></td>`;
    return html`<td class="needs" colspan=${columns}><small>needs</small> <b>${next.lap}</b></td>`;
  }
}

customElements.define("short-schedule", ShortSchedule);
