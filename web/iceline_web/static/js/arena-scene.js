// What stands on the wall when there is no pair to show: what comes next, or that results follow.

import { html, nothing } from "lit";
import { nextOf, toBeatOf } from "./board.js";
import "./flag-tile.js";

/** @param {any[]} skaters */
const against = (skaters) => skaters.map(({ last_name }) => last_name).join(" – ");

/** One line about what comes next. @param {any} next */
export function nextPair({ pair, word, skaters = [], break: pause }) {
  const parts = [pair && `${word} ${pair}`, skaters.length > 0 && html`<span class="surname">${against(skaters)}</span>`, pause].filter(Boolean);
  return html`Next: ${parts.map((part, nth) => html`${nth ? " · " : ""}${part}`)}`;
}

/** @param {any} toBeat */
const leader = ({ time, last_name, flag, country }) => html`<p class="scene-leader">
  <span class="label">To beat</span><b>${time}</b>
  <span class="who">
    <flag-tile .flag=${flag} .country=${country}></flag-tile><span class="surname">${last_name}</span>
  </span>
</p>`;

/** @param {any} next */
const coming = ({ pair, word, skaters = [], break: pause }) => html`<p class="scene-next">
  ${pair ? html`<span class="label">Next: ${word} ${pair}</span>` : nothing}
  <b>${against(skaters)}</b> ${pause ? html`<span class="pause">${pause} first</span>` : nothing}
</p>`;

/** @param {any} next @param {any} toBeat */
const facts = (next, toBeat) => html`<div class="scene-facts">
  ${next ? coming(next) : nothing} ${toBeat ? leader(toBeat) : nothing}
</div>`;

/** No pair yet. @param {any} board */
export function waitingScene(board) {
  const { competition = {}, distance, next, to_beat } = board;
  return html`<section class="scene">
    <p class="scene-competition">${competition.name ?? "Waiting for the programme"}</p>
    <fit-text class="scene-title"><b>${distance?.name ?? competition.city ?? "Iceline"}</b></fit-text>
    ${next || to_beat ? facts(nextOf(board), toBeatOf(board)) : nothing}
  </section>`;
}

/** The connection has been lost for so long that numbers would mislead. @param {any} board */
export const holdingScene = ({ competition = {} }) => html`<section class="scene holding">
  <fit-text class="scene-title"><b>${competition.name ?? "Iceline"}</b></fit-text>
  <p class="scene-competition">Results follow</p>
</section>`;
