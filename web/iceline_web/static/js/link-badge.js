// Whether the desk's numbers can be trusted: the state of the connection, its round trip, the age of the data.

import { html, nothing } from "lit";
import { afresh } from "./afresh.js";
import { LightElement } from "./light-element.js";

const WORDS = { live: "Live", stale: "Waiting", lost: "Lost", holding: "Lost" };

class LinkBadge extends LightElement {
  static properties = { health: { attribute: false } };

  render() {
    const { link = "live", round_trip_ms, age_s = 0 } = this.health ?? {};
    const trip_ms = link === "live" && round_trip_ms !== undefined ? Math.ceil(round_trip_ms) : undefined;
    return html`<span class="badge" data-link=${link}>
      <i></i>${afresh([link, trip_ms, age_s], this.#words(link, trip_ms, age_s))}
    </span>`;
  }

  #words(link, trip_ms, age_s) {
    return html`<span>${WORDS[link]}</span>
      ${trip_ms === undefined ? nothing : html`<b>${trip_ms} ms</b>`}
      <small>data ${age_s} s old</small>`;
  }
}

customElements.define("link-badge", LinkBadge);
