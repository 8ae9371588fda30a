// The marks a time has earned: personal bests outlined, records filled, records not yet ratified hollow.

import { html } from "lit";

const PERSONAL = new Set(["PB", "SB"]);

/** @param {string} kind @param {any} records the records of the board */
function look(kind, records) {
  if (PERSONAL.has(kind)) return "personal";
  return records?.[kind]?.pending ? "pending" : "record";
}

/**
 * @param {string[] | undefined} kinds such as ["OR", "PB"]
 * @param {any} records the records of the board
 */
export function recordMarks(kinds = [], records) {
  return kinds.map((kind) => html`<span class="mark ${look(kind, records)}">${kind}</span>`);
}
