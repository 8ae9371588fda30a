// The bracket of a knock-out on the arena wall: semi-finals, finals, and what the event has come to.

import { classMap, html, nothing } from "lit";
import { afresh } from "./afresh.js";
import "./fit-text.js";
import "./flag-tile.js";
import { hangingTime } from "./hanging-time.js";
import { LightElement } from "./light-element.js";
import { statusWords } from "./statuses.js";

const FINALS = { A: "Final A · gold", B: "Final B · bronze", C: "Final C · 5th", D: "Final D · 7th" };

/** @param {any} team */
const result = ({ time, status }) => (time ? hangingTime(time) : statusWords(status));

/** @param {any} team @param {boolean} isDecided */
const side = (team, isDecided) => html`<li class=${classMap({ won: Boolean(team.won), lost: isDecided && !team.won })}>
  <flag-tile .flag=${team.flag} .country=${team.country}></flag-tile>
  <fit-text class="name"><b>${team.last_name}</b></fit-text>
  <span class="time">${afresh([team.time, team.status, team.won], html`<span>${result(team)}</span>`)}</span>
</li>`;

class ArenaBracket extends LightElement {
  static properties = { bracket: { attribute: false }, distance: { attribute: false } };

  render() {
    const { semi_finals = [], finals = [], ranking = [] } = this.bracket ?? {};
    const ranked = ranking.filter(({ rank }) => rank);
    return html`<section class="bracket" data-finals=${finals.length}>
      <div class="round">${semi_finals.map((heat) => this.#heat(heat, `Semi-final ${heat.name}`))}</div>
      <div class="round">${finals.map((heat) => this.#heat(heat, FINALS[heat.name] ?? heat.name))}</div>
      <ol class="ranking">
        <h2 class="label">${ranked.length > 0 ? "Ranking" : nothing}</h2>
        ${ranked.map((team) => this.#place(team))}
      </ol>
    </section>`;
  }

  #heat(heat, title) {
    const { teams, due, distance, state } = heat;
    const isDecided = teams.some(({ won }) => won);
    const look = classMap({ heat: true, live: distance === this.distance && state === "running", due: Boolean(due) });
    return html`<div class=${look}>
      <h2 class="label">${title}</h2>
      <ul>
        ${[0, 1].map((nth) => (teams[nth] ? side(teams[nth], isDecided) : html`<li class="open">–</li>`))}
      </ul>
    </div>`;
  }

  #place({ rank, last_name, flag, country }) {
    return html`<li>
      <span class="rank">${afresh(rank, html`<span>${rank ?? ""}</span>`)}</span>
      <flag-tile .flag=${flag} .country=${country}></flag-tile>
      <fit-text class="name"><b>${last_name}</b></fit-text>
    </li>`;
  }
}

customElements.define("arena-bracket", ArenaBracket);
