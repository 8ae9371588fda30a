// A nation's flag, or its code on a neutral tile where there is none. The code stands beside it as text: alt is empty.

import { html } from "lit";
import { LightElement } from "./light-element.js";

const FLAGS = new URL("../flags/", import.meta.url).href;

class FlagTile extends LightElement {
  static properties = { flag: {}, country: {}, missing: { state: true } };

  willUpdate(changed) {
    if (changed.has("flag")) this.missing = false;
  }

  render() {
    if (!this.flag || this.missing) return html`<span class="flag-code" aria-hidden="true">${this.country}</span>`;
    return html`<img alt="" src=${`${FLAGS}${this.flag}.svg`} @error=${() => (this.missing = true)} />`;
  }
}

customElements.define("flag-tile", FlagTile);
