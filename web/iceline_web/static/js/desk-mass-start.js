// A mass start on the commentator's desk: the race as it lies, the virtual ranking with every point, lines to say.

import { classMap, html, nothing } from "lit";
import { afresh } from "./afresh.js";
import "./flag-tile.js";
import { hangingTime } from "./hanging-time.js";
import { LightElement } from "./light-element.js";
import { isDone, rankingOf, ridingOf } from "./mass-start.js";
import "./sprint-alarm.js";

const VIRTUAL = "as if the order at the last line were the finish · dimmed: no podium left";

/** @param {any} skater */
const who = ({ flag, country, bib, last_name, note }) => html`<span class="bib">${bib ?? ""}</span>
  <flag-tile .flag=${flag} .country=${country}></flag-tile>
  <span class="surname">${last_name} <small>${note ?? ""}</small></span>`;

class DeskMassStart extends LightElement {
  static properties = { board: { attribute: false } };

  shouldUpdate() {
    return this.board !== undefined;
  }

  render() {
    const { board } = this;
    return html`<main class="desk-panels mass-panels">
      <div class="column">${this.#now(board)} ${this.#riding(board)}</div>
      <div class="column">${this.#ranking(board)}</div>
      <div class="column">${this.#groups(board)} ${this.#said(board.said)}</div>
    </main>`;
  }

  #now(board) {
    const { pack, distance } = board;
    const toGo = isDone(board) ? 0 : (pack?.laps_to_go ?? distance.laps);
    const lap = pack?.last_lap;
    return html`<section class="panel now">
      <div><span class="label">Laps to go</span>${afresh(toGo, html`<b>${toGo}</b>`)}</div>
      <div><span class="label">Last lap</span>${afresh(lap, html`<b>${lap ?? "–"}</b>`)}</div>
      <sprint-alarm .sprint=${isDone(board) ? undefined : pack?.sprint}></sprint-alarm>
    </section>`;
  }

  #riding(board) {
    const riding = ridingOf(board);
    const caught = new Set(board.caught);
    return html`<section class="panel riding-panel">
      <h2>At the last line <small>gap to the first, and to the one before</small></h2>
      ${riding.length === 0 ? html`<p class="none">Nobody has passed it yet</p>` : this.#riders(riding, caught)}
    </section>`;
  }

  /** Each place is drawn anew for who takes it: whoever moved there would jump. */
  #riders(riding, caught) {
    return html`<ol .style=${`--rows: ${riding.length}`}>
      ${riding.map((row, nth) =>
        afresh(row.id, this.#rider(row, riding[nth - 1]?.group ?? 1, caught.has(row.position))),
      )}
    </ol>`;
  }

  #rider(row, groupBefore, isCaught) {
    const look = classMap({ "new-group": row.group > groupBefore, waiting: row.isWaiting, lapped: Boolean(row.lapped) });
    const word = row.lapped ? "lapped" : isCaught ? "caught?" : "";
    return html`<li class=${look}>
      <span class="rank">${row.nth}</span>
      ${who(row)}
      <em>${word}</em>
      ${afresh([row.gap, row.lap], html`<b>${row.gap}</b>`)} ${afresh(row.ahead, html`<small>${row.ahead}</small>`)}
    </li>`;
  }

  #ranking(board) {
    const rows = rankingOf(board);
    const beyond = new Set(isDone(board) ? [] : board.out_of_reach);
    const lines = board.distance.sprints;
    return html`<section class="panel mass-ranking" .style=${`--lines: ${lines.length}`}>
      ${isDone(board) ? html`<h2>Ranking</h2>` : html`<h2>Virtual ranking <small>${VIRTUAL}</small></h2>`}
      <p class="heads">
        <span></span><span></span><span></span><span></span>
        ${lines.map((lap, nth) => html`<span>${nth === lines.length - 1 ? "Fin" : `S${nth + 1} · ${lap}`}</span>`)}
        <span>So far</span><span>Virtual</span><span>Time</span>
      </p>
      <ol .style=${`--rows: ${rows.length}`}>
        ${rows.map((row) => afresh(row.id, this.#ranked(row, beyond.has(row.position))))}
      </ol>
    </section>`;
  }

  #ranked(row, isBeyond) {
    const look = classMap({ beyond: isBeyond, "goes-on": row.goesOn, lapped: Boolean(row.lapped) });
    return html`<li class=${look}>
      <span class="rank">${afresh(row.place, html`<span>${row.number ?? row.place ?? ""}</span>`)}</span>
      ${who(row)}
      ${row.taken.map((points) => html`<span class="taken">${afresh(points, html`<span>${points ?? ""}</span>`)}</span>`)}
      <span class="points">${afresh(row.points, html`<span>${row.points || ""}</span>`)}</span>
      <b class="points">${afresh(row.virtual, html`<span>${row.virtual || ""}</span>`)}</b>
      <b class="time">${afresh(row, this.#time(row))}</b>
    </li>`;
  }

  #time({ time, gap, status }) {
    if (gap?.includes("lap")) return html`<span>${gap}</span>`;
    return time ? hangingTime(time) : html`<span>${status ?? ""}</span>`;
  }

  #groups(board) {
    const groups = board.pack?.groups ?? [];
    const riding = ridingOf(board);
    return html`<section class="panel mass-groups">
      <h2>Groups <small>gap to the group ahead</small></h2>
      ${groups.length === 0 ? html`<p class="none">Together so far</p>` : nothing}
      ${afresh(
        [groups, board.pack?.order],
        html`<ol>
          ${groups.map((group, nth) => this.#group(group, nth === 0, riding.filter(({ group: of }) => of === nth + 1)))}
        </ol>`,
      )}
    </section>`;
  }

  #group({ size, gap, behind }, isFront, riders) {
    return html`<li>
      <b>${size}</b><span>${isFront ? "front" : (gap ?? "")} ${behind && behind !== gap ? html`<small>${behind} to the front</small>` : nothing}</span>
      <p>${riders.map(({ last_name }) => last_name).join(", ")}</p>
    </li>`;
  }

  #said(said) {
    const lines = (said?.order ?? []).filter((key) => said[key]).map((key) => said[key]);
    return afresh(
      said,
      html`<section class="panel said">
        <h2>Say it now <small>newest first</small></h2>
        <ol>
          ${lines.map(([lap, text]) => html`<li><b>${lap ? `Lap ${lap}` : ""}</b> ${text}</li>`)}
        </ol>
      </section>`,
    );
  }
}

customElements.define("desk-mass-start", DeskMassStart);
