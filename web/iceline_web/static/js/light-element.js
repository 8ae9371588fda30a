// A lit element without a shadow: one set of stylesheets, fonts and container units reaches everywhere.

import { LitElement } from "lit";

export class LightElement extends LitElement {
  createRenderRoot() {
    return this;
  }
}
