// The two short lists of the desk: who comes next, and what is worth saying now.

import { html, nothing } from "lit";

/** @param {any} skater */
const comingSkater = ({ last_name, flag, country }) => html`<span class="who">
  <flag-tile .flag=${flag} .country=${country}></flag-tile><span class="surname">${last_name}</span>
</span>`;

/** @param {any} pair */
function comingPair({ pair, skaters = [] }) {
  const bests = skaters.filter(({ pb }) => pb).map(({ pb }) => pb);
  return html`<li>
    <b>${pair}</b>
    <span class="names">
      ${skaters.map((skater, nth) => html`${nth ? html`<i>–</i>` : nothing}${comingSkater(skater)}`)}
    </span>
    <small>${bests.length > 0 ? `PB ${bests.join(" / ")}` : nothing}</small>
  </li>`;
}

/** @param {any[]} coming */
export const comingUp = (coming) => html`<section class="panel coming">
  <h2>Coming up</h2>
  ${coming.length > 0 ? nothing : html`<p class="none">Nobody else</p>`}
  <ol>
    ${coming.map(comingPair)}
  </ol>
</section>`;

/** @param {[number, string]} line */
const saidLine = ([metres, text]) => html`<li><b>${metres ? `${metres} m` : ""}</b> ${text}</li>`;

/** @param {any} said */
export const sayItNow = (said) => html`<section class="panel said">
  <h2>Say it now <small>newest first</small></h2>
  <ol>
    ${(said?.order ?? []).filter((key) => said[key]).map((key) => saidLine(said[key]))}
  </ol>
</section>`;
