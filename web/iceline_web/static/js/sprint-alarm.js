// The next line with points: which sprint, how far, how many points; lit while this lap ends in it.

import { html, nothing } from "lit";
import { afresh } from "./afresh.js";
import { LightElement } from "./light-element.js";
import { sprintDistance, sprintName } from "./mass-start.js";

class SprintAlarm extends LightElement {
  static properties = { sprint: { attribute: false } };

  render() {
    const { sprint } = this;
    if (!sprint) return nothing;
    return afresh(sprint, this.#drawn(sprint));
  }

  #drawn(sprint) {
    const isNow = sprint.laps_to === 1;
    return html`<div class="sprint ${isNow ? "now" : ""}">
      <b>${sprintName(sprint)}</b>
      <span>${sprintDistance(sprint)}</span>
      <small>${sprint.points.join(" – ")}</small>
    </div>`;
  }
}

customElements.define("sprint-alarm", SprintAlarm);
