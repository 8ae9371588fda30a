// The one live region of a page: at most a sentence every five seconds, the newest wins.

const QUIET_MS = 5_000;

class SpokenStatus extends HTMLElement {
  #next = "";
  #timer = 0;
  #text = document.createTextNode("");

  connectedCallback() {
    this.setAttribute("role", "status");
    this.append(this.#text);
  }

  /** @param {string} sentence */
  say(sentence) {
    if (!sentence) return;
    this.#next = sentence;
    if (!this.#timer) this.#speak();
  }

  #speak() {
    this.#timer = 0;
    if (!this.#next) return;
    this.#text.data = this.#next;
    this.#next = "";
    this.#timer = setTimeout(() => this.#speak(), QUIET_MS);
  }
}

customElements.define("spoken-status", SpokenStatus);
