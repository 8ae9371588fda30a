// A nation's flag, or its code on a neutral tile where there is none. The code stands beside it as text: alt is empty.

const FLAGS = new URL("../flags/", import.meta.url).href;

/** @type {Map<string, HTMLImageElement[]>} Loading a picture costs a third of a millisecond, from memory too: what is loaded is kept. */
const spare = new Map();

class FlagTile extends HTMLElement {
  #flag = "";
  #country = "";
  /** @type {HTMLImageElement | undefined} */
  #picture;

  /** @param {string | undefined} flag */
  set flag(flag = "") {
    this.#flag = flag;
    this.#draw();
  }

  /** @param {string | undefined} country */
  set country(country = "") {
    this.#country = country;
    this.#draw();
  }

  connectedCallback() {
    this.#draw();
  }

  /** A row that only moves is disconnected for a moment, too. */
  disconnectedCallback() {
    queueMicrotask(() => this.isConnected || this.#putBack());
  }

  #draw() {
    if (!this.isConnected || (this.#flag && this.#picture?.dataset.flag === this.#flag)) return;
    this.#putBack();
    if (!this.#flag) {
      this.replaceChildren(codeOf(this.#country));
      return;
    }
    this.#picture = spare.get(this.#flag)?.pop() ?? pictureOf(this.#flag);
    this.#picture.onerror = () => this.#miss();
    this.replaceChildren(this.#picture);
  }

  #putBack() {
    const picture = this.#picture;
    this.#picture = undefined;
    if (!picture) return;
    picture.remove();
    picture.onerror = null;
    const isThere = picture.complete && picture.naturalWidth > 0;
    const flag = picture.dataset.flag ?? "";
    if (isThere) spare.set(flag, [...(spare.get(flag) ?? []), picture]);
  }

  #miss() {
    this.#picture = undefined;
    this.replaceChildren(codeOf(this.#country));
  }
}

/** @param {string} flag */
function pictureOf(flag) {
  const picture = new Image();
  picture.alt = "";
  picture.dataset.flag = flag;
  picture.src = `${FLAGS}${flag}.svg`;
  return picture;
}

/** @param {string} country */
function codeOf(country) {
  const code = document.createElement("span");
  code.className = "flag-code";
  code.ariaHidden = "true";
  code.textContent = country;
  return code;
}

customElements.define("flag-tile", FlagTile);
