// A time whose thousandths, as in "1:15.83(2)", hang outside its column: hundredths stay under hundredths.

import { html } from "lit";

/** @param {string} time */
export function hangingTime(time) {
  const at = time.indexOf("(");
  if (at < 0) return html`<span>${time}</span>`;
  return html`<span>${time.slice(0, at)}</span><small class="thousandths">${time.slice(at)}</small>`;
}
