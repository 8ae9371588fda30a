// The records of a distance: filled once they stand, hollow while they are pending.

import { html, nothing } from "lit";
import { LightElement } from "./light-element.js";

class RecordList extends LightElement {
  static properties = { records: { attribute: false } };

  render() {
    const kinds = (this.records?.order ?? []).filter((kind) => this.records[kind]);
    if (kinds.length === 0) return nothing;
    return html`<ul class="records">
      ${kinds.map((kind) => this.#record(kind, this.records[kind]))}
      ${this.records.as_of ? html`<li class="as-of">as of ${this.records.as_of}</li>` : nothing}
    </ul>`;
  }

  #record(kind, { time, pending }) {
    return html`<li>
      <span class="mark ${pending ? "pending" : "record"}">${kind}</span> <b>${time}</b>
      ${pending ? html`<small>pending</small>` : nothing}
    </li>`;
  }
}

customElements.define("record-list", RecordList);
