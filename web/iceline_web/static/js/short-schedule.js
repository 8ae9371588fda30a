// The lap schedule of a short distance: few splits, so each gets a tall row with the lap under the time.

import { classMap, html, nothing } from "lit";
import { afresh } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import { LightElement } from "./light-element.js";
import { currentMetres, isNarrow, shownAt, versus } from "./schedule.js";

/** @param {string | undefined} gap */
const chip = (gap) => html`<delta-chip .gap=${gap}></delta-chip>`;

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
    const against = versus(this.schedule);
    return html`<section class="panel schedule short">
      <h2>Lap schedule ${afresh(against, against ? html`<small>against ${against}</small>` : nothing)}</h2>
      <table>
        <colgroup>
          <col class="metres" />
          <col class="pace" />
        </colgroup>
        ${this.#head(pace)}
        <tbody>
          ${(this.splits ?? []).map((metres) => this.#line(metres, leader, pace))}
        </tbody>
      </table>
    </section>`;
  }

  get #isNarrow() {
    return isNarrow(this.lanes);
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

  #line(metres, leader, pace) {
    return afresh(shownAt(metres, this.lanes, this.schedule), this.#row(metres, leader, pace));
  }

  #row(metres, leader, pace) {
    const target = leader?.splits?.[metres];
    const current = currentMetres(this.lanes);
    const state = { current: metres === current, ahead: metres > current };
    return html`<tr class=${classMap(state)}>
      <th scope="row">${metres}</th>
      ${cell("pace", pace?.splits?.[metres] ?? "", "")} ${cell("time", target?.time ?? "", target?.lap ?? "")}
      ${this.lanes.map((lane) => this.#cells(lane, metres))}
    </tr>`;
  }

  #cells(lane, metres) {
    const split = lane.splits?.[metres];
    if (!split) return this.#ahead(lane, metres);
    const total = chip(split.gap);
    if (this.#isNarrow) return cell("time", split.time, total);
    return html`${cell("time", split.time, split.lap)} ${cell("gap", total, chip(split.lap_gap))}`;
  }

  /** What has not been skated: the next line says what it asks for. */
  #ahead({ next }, metres) {
    const columns = this.#isNarrow ? 1 : 2;
    if (next?.metres !== metres || !next.lap) return html`<td colspan=${columns}></td>`;
    return html`<td class="needs" colspan=${columns}><small>needs</small> <b>${next.lap}</b></td>`;
  }
}

customElements.define("short-schedule", ShortSchedule);
