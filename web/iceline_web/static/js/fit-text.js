// Keeps its one child on one line: narrower down to 82 %, smaller beyond that. Transforms only, so nothing else moves.

const NARROWEST = 0.82;

class FitText extends HTMLElement {
  #observer = new ResizeObserver(() => this.#fit());

  connectedCallback() {
    this.#observer.observe(this);
    if (this.firstElementChild) this.#observer.observe(this.firstElementChild);
  }

  disconnectedCallback() {
    this.#observer.disconnect();
  }

  #fit() {
    const text = /** @type {HTMLElement | null} */ (this.firstElementChild);
    if (!text || !text.offsetWidth) return;
    const share = Math.min(1, this.clientWidth / text.offsetWidth);
    const height = Math.min(1, share / NARROWEST);
    text.style.transform = share < 1 ? `scale(${share.toFixed(4)}, ${height.toFixed(4)})` : "";
  }
}

customElements.define("fit-text", FitText);
