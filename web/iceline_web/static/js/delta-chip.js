// A gap: colour, sign and a drawn arrow say the same thing, so that nobody depends on colour.

import { html, nothing, render } from "lit";
import { afresh, shapeOf } from "./afresh.js";
import "./fit-text.js";
import { sideOf } from "./gap.js";

// No font at hand has the triangles, so they are drawn. Each kind is a template of its own: a chip is made in one piece.
const ahead = (gap) => html`<svg class="arrow" viewBox="0 0 10 10" aria-hidden="true"><path d="M5 1 9.6 9H.4z" /></svg>
  <fit-text><b>${gap}</b></fit-text>`;
const behind = (gap) => html`<svg class="arrow" viewBox="0 0 10 10" aria-hidden="true"><path d="M5 9 .4 1h9.2z" /></svg>
  <fit-text><b>${gap}</b></fit-text>`;
const level = (gap) => html`<fit-text><b>${gap}</b></fit-text>`;

const DRAWN = { ahead, behind, level };

/** A new leader changes every chip of a screen: it draws at once, without the life of a lit element. */
class DeltaChip extends HTMLElement {
  /** @type {string | undefined} */
  #side;

  /** @param {string | undefined} gap */
  set gap(gap) {
    const side = sideOf(gap);
    if (side !== this.#side) this.#turn(side);
    render(gap && side ? afresh(shapeOf(gap), DRAWN[side](gap)) : nothing, this);
  }

  /** @param {string | undefined} side */
  #turn(side) {
    this.#side = side;
    if (side) this.setAttribute("side", side);
    else this.removeAttribute("side");
  }
}

customElements.define("delta-chip", DeltaChip);
