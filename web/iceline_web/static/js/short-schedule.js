// The lap schedule of a short distance: few splits, so each gets a tall row with the lap under the time.

import { classMap, html, nothing } from "lit";
import { afresh, freshText, shapeOf } from "./afresh.js";
import "./delta-chip.js";
import "./fit-text.js";
import { LightElement } from "./light-element.js";
import { currentMetres, isNarrow, versus } from "./schedule.js";

/** @param {string | undefined} gap */
const chip = (gap) => html`<delta-chip .gap=${gap}></delta-chip>`;

/** @param {string} kind @param {unknown} above @param {unknown} below */
const cell = (kind, above, below) => html`<td class=${kind}><b>${above}</b><small>${below}</small></td>`;

/** @param {{time?: string, lap?: string} | undefined} split */
const time = (split) => cell("time", freshText(split?.time), freshText(split?.lap));

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
          ${(this.splits ?? []).map((metres) => this.#row(metres, leader, pace))}
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

  #row(metres, leader, pace) {
    const target = leader?.splits?.[metres];
    const current = currentMetres(this.lanes);
    const isCurrent = metres === current;
    const state = { current: isCurrent, ahead: metres > current };
    return html`<tr class=${classMap(state)}>
      <th scope="row">${metres}</th>
      ${cell("pace", freshText(pace?.splits?.[metres]), "")} ${time(target)}
      ${this.lanes.map((lane) => this.#cells(lane, metres, isCurrent))}
    </tr>`;
  }

  #cells(lane, metres, isCurrent) {
    const split = lane.splits?.[metres];
    if (!split) return this.#ahead(lane, metres, isCurrent);
    const total = chip(split.gap);
    if (this.#isNarrow) return cell("time", freshText(split.time), total);
    return html`${time(split)} ${cell("gap", total, chip(split.lap_gap))}`;
  }

  /** What has not been skated: the next line says what it asks for. */
  #ahead({ next }, metres, isCurrent) {
    const columns = this.#isNarrow ? 1 : 2;
    if (next?.metres !== metres || !next.lap) return html`<td colspan=${columns}></td>`;
    const needs = html`<td class="needs" colspan=${columns}><small>needs</small> <b>${next.lap}</b></td>`;
    return afresh([shapeOf(next.lap), isCurrent], needs);
  }
}

customElements.define("short-schedule", ShortSchedule);
