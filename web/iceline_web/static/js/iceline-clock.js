// The running clock: one text node, written each frame while the clock runs and at no other time.

import { clockText } from "./time.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

class IcelineClock extends HTMLElement {
  /** @type {import("./time.js").Clock | undefined} */
  #clock;
  #frame = 0;
  #text = document.createTextNode("");

  /** Draws seconds only: for a clock that nobody has confirmed for a while. */
  coarse = false;

  /** @type {() => number | undefined} the server's time in microseconds */
  now = () => undefined;

  /** @param {import("./time.js").Clock | undefined} clock */
  set clock(clock) {
    this.#clock = clock;
    if (this.isConnected) this.#draw();
  }

  get clock() {
    return this.#clock;
  }

  connectedCallback() {
    this.setAttribute("role", "timer");
    this.setAttribute("aria-live", "off");
    this.append(this.#text);
    this.#draw();
  }

  disconnectedCallback() {
    cancelAnimationFrame(this.#frame);
  }

  #draw() {
    cancelAnimationFrame(this.#frame);
    const text = clockText(this.#clock, this.now(), this.#digits());
    if (this.#text.data !== text) this.#text.data = text;
    if (this.#clock?.state === "running") this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #digits() {
    if (this.#clock?.state !== "running") return 2;
    if (this.coarse) return 0;
    return calm.matches ? 1 : 2;
  }
}

customElements.define("iceline-clock", IcelineClock);
