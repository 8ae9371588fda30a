// A team on the desk: who of it passed the newest line when, or how the members handed over.

import { html, nothing } from "lit";
import { afresh } from "./afresh.js";

const COUNTS_AT = 3;

/** @param {any} crossed the members in the order in which they came */
const line = ({ metres, members }) => html`<dt>${metres} m</dt>
  ${members.map(
    ({ last_name, gap }, nth) => html`<dd class=${nth + 1 === COUNTS_AT ? "counts" : ""}>${last_name} <b>${gap ?? ""}</b></dd>`,
  )}`;

/** @param {any} change */
const handOver = ({ metres, leaves, takes_over, time, gap }) => html`<dt>${metres} m</dt>
  <dd>${leaves} <b>${time}</b></dd>
  <dd>${takes_over} <b>${gap ?? ""}</b></dd>`;

/** @param {any} lane */
export function teamAtLine({ crossed, hand_overs }) {
  const newest = hand_overs?.at(-1);
  const told = crossed ? line(crossed) : newest ? handOver(newest) : nothing;
  return html`<dl class="bests at-line">${afresh([crossed, newest], told)}</dl>`;
}
