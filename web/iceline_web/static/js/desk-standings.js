// The standings on the desk: as many rows as fit, or all of them over the whole column.

import { classMap, guard, html, nothing, repeat } from "lit";
import { afresh, freshText, shapeOf } from "./afresh.js";
import "./delta-chip.js";
import "./flag-tile.js";
import { hangingTime } from "./hanging-time.js";
import { LightElement } from "./light-element.js";
import { glide } from "./row-glide.js";
import { pinnedPage, shownRows } from "./standings-page.js";
import { statusWords } from "./statuses.js";

const SHORT_ROWS = 13;

class DeskStandings extends LightElement {
  static properties = {
    rows: { attribute: false },
    standings: { attribute: false },
    isNews: { attribute: false },
    all: { type: Boolean, reflect: true },
  };

  willUpdate(changed) {
    this.visible = this.#visible();
    const ids = this.visible.map(({ id }) => id);
    const isNewOrder = changed.has("rows") && !changed.has("all") && ids.join() !== this.ids?.join();
    this.before = isNewOrder && this.isNews ? this.ids : undefined;
    this.ids = ids;
  }

  #visible() {
    const rows = shownRows(this.rows, true);
    return this.all ? rows : pinnedPage(rows, ({ projected }) => projected, SHORT_ROWS);
  }

  updated() {
    if (this.before) glide(this, this.before, this.ids);
  }

  render() {
    const { finished, entered } = this.standings ?? {};
    const count = finished === undefined ? "" : `${finished}${entered ? ` of ${entered}` : ""} finished`;
    return html`<section class="panel standings">
      <h2>Standings ${afresh(count, html`<small>${count} · projected rows lit</small>`)}</h2>
      ${this.visible.length === 0 ? html`<p class="none">No times yet</p>` : nothing}
      <ol .style=${`--rows: ${this.visible.length}`}>
        ${repeat(
          this.visible,
          ({ id }) => id,
          (row, place) => guard([row, place], () => this.#row(row, place)),
        )}
      </ol>
    </section>`;
  }

  #row(row, place) {
    const rank = row.place ?? row.rank ?? "";
    const tags = row.projected ? "projected" : (row.records ?? []).join(" ");
    const look = classMap({ projected: Boolean(row.projected) });
    return html`<li data-row=${row.id} class=${look} .style=${`--place: ${place}`}>
      <span class="rank">${freshText(rank)}</span>
      <flag-tile .flag=${row.flag} .country=${row.country}></flag-tile>
      <span class="surname">${row.last_name}</span>
      ${afresh(tags, html`<span class="tags">${tags}</span>`)}
      <b class="time">${afresh([shapeOf(row.time), row.status, row.code], row.time ? hangingTime(row.time) : this.#status(row))}</b>
      ${this.#gap(row)}
    </li>`;
  }

  #gap({ gap, rank, time }) {
    if (!gap && rank === 1 && time) return html`<span class="leader">Leader</span>`;
    return html`<delta-chip .gap=${gap}></delta-chip>`;
  }

  #status({ status }) {
    return html`<span>${statusWords(status)}</span>`;
  }
}

customElements.define("desk-standings", DeskStandings);
