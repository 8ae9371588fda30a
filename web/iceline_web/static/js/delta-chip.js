// A gap: colour, sign and a drawn arrow say the same thing, so that nobody depends on colour.

import { html, nothing, svg } from "lit";
import { afresh } from "./afresh.js";
import "./fit-text.js";
import { sideOf } from "./gap.js";
import { LightElement } from "./light-element.js";

// No font at hand has the triangles, so they are drawn.
const ARROWS = {
  ahead: svg`<path d="M5 1 9.6 9H.4z" />`,
  behind: svg`<path d="M5 9 .4 1h9.2z" />`,
};

class DeltaChip extends LightElement {
  static properties = { gap: {}, side: { reflect: true } };

  willUpdate() {
    this.side = sideOf(this.gap);
  }

  render() {
    if (!this.gap) return nothing;
    const arrow = ARROWS[this.side];
    return afresh(this.gap, this.#drawn(arrow));
  }

  #drawn(arrow) {
    return html`${arrow ? html`<svg class="arrow" viewBox="0 0 10 10" aria-hidden="true">${arrow}</svg>` : nothing}
      <fit-text><b>${this.gap}</b></fit-text>`;
  }
}

customElements.define("delta-chip", DeltaChip);
