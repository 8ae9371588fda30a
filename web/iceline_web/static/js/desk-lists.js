// The two short lists of the desk: who comes next, and what is worth saying now.

import { html, nothing } from "lit";

/** @param {any} skater */
const comingSkater = ({ last_name, flag, country }) => html`<span class="who">
  <flag-tile .flag=${flag} .country=${country}></flag-tile><span class="surname">${last_name}</span>
</span>`;

/** @param {string} number @param {any} pair */
function comingPair(number, { names = [], break: pause }) {
  const bests = names.filter(({ pb }) => pb).map(({ pb }) => pb);
  return html`<li>
    <b>${number}</b>
    <span class="names">
      ${names.map((skater, nth) => html`${nth ? html`<i>–</i>` : nothing}${comingSkater(skater)}`)}
    </span>
    <small>${[bests.length > 0 && `PB ${bests.join(" / ")}`, pause].filter(Boolean).join(" · ")}</small>
  </li>`;
}

/** @param {any} coming */
export const comingUp = (coming) => html`<section class="panel coming">
  <h2>Coming up</h2>
  ${coming?.order?.length ? nothing : html`<p class="none">No more pairs</p>`}
  <ol>
    ${(coming?.order ?? []).filter((number) => coming[number]).map((number) => comingPair(number, coming[number]))}
  </ol>
</section>`;

const MOST_SAID = 4;

/** @param {any} said */
export const sayItNow = (said) => html`<section class="panel said">
  <h2>Say it now <small>newest first</small></h2>
  <ol>
    ${(said?.order ?? [])
      .filter((id) => said[id])
      .slice(0, MOST_SAID)
      .map((id) => html`<li><b>${said[id].metres ? `${said[id].metres} m` : ""}</b> ${said[id].text}</li>`)}
  </ol>
</section>`;
