// What the pages import as "lit": one bundle, so that a page makes one request for it.
export { LitElement, html, svg, render, nothing } from "lit";
export { guard } from "lit/directives/guard.js";
export { repeat } from "lit/directives/repeat.js";
export { classMap } from "lit/directives/class-map.js";
export { keyed } from "lit/directives/keyed.js";
