// Keeps its one child on one line: narrower down to 82 %, smaller beyond that. Transforms only, so nothing else moves.

const NARROWEST = 0.82;

// One for all, because it hands over everything that changed in a frame at once: all is measured before anything is
// written, or each would make the browser lay out the page again for the next.
const observer = new ResizeObserver((entries) => {
  const changed = new Set(entries.map(({ target }) => (target instanceof FitText ? target : target.parentElement)));
  const texts = [...changed].filter((text) => text instanceof FitText);
  const shares = texts.map((text) => text.measure());
  texts.forEach((text, nth) => text.fit(shares[nth]));
});

class FitText extends HTMLElement {
  /** @type {HTMLElement | null} */
  #text = null;

  connectedCallback() {
    this.#text = /** @type {HTMLElement | null} */ (this.firstElementChild);
    observer.observe(this);
    if (this.#text) observer.observe(this.#text);
  }

  disconnectedCallback() {
    observer.unobserve(this);
    if (this.#text) observer.unobserve(this.#text);
  }

  /** @returns {number | undefined} how much of its width the text can have, 1 for all; undefined while nothing is shown */
  measure() {
    const width = this.#text?.offsetWidth;
    return width ? Math.min(1, this.clientWidth / width) : undefined;
  }

  /** @param {number | undefined} share */
  fit(share) {
    if (!this.#text || share === undefined) return;
    const height = Math.min(1, share / NARROWEST);
    this.#text.style.transform = share < 1 ? `scale(${share.toFixed(4)}, ${height.toFixed(4)})` : "";
  }
}

customElements.define("fit-text", FitText);
