// The gap to the leader at each split, up is faster. It draws the gaps the board carries.

import { html, nothing, svg } from "lit";
import { afresh } from "./afresh.js";
import { drawn_cs } from "./gap.js";
import { LightElement } from "./light-element.js";

const MARGIN = { left: 56, right: 64, top: 14, bottom: 40 };
const STEPS_CS = [10, 20, 50, 100, 200, 500, 1000];
const MOST_STEPS = 3;
const MOST_TICKS = 7;
const LABEL_HEIGHT = 22;

/** @param {number} largest @returns {number} the grid's step in hundredths */
function stepFor(largest) {
  return STEPS_CS.find((step) => largest <= step * MOST_STEPS) ?? STEPS_CS[STEPS_CS.length - 1] * 2;
}

/** @param {number} cs */
function axisText(cs) {
  const sign = cs > 0 ? "+" : "−";
  return sign + (Math.abs(cs) / 100).toFixed(1);
}

/**
 * @param {any} lane
 * @param {number[]} splits
 * @returns {{metres: number, gap_cs: number}[]} from the start, where all are level
 */
function line(lane, splits) {
  const passed = splits.filter((metres) => lane.splits?.[metres]?.gap);
  return [{ metres: 0, gap_cs: 0 }, ...passed.map((metres) => ({ metres, gap_cs: drawn_cs(lane.splits[metres].gap) }))];
}

/**
 * The grid: whole steps up and down, so that every gap lies inside.
 * @param {number[]} gaps_cs
 * @returns {{step: number, up: number, down: number}} the step in hundredths, and how many of them each way
 */
function gridFor(gaps_cs) {
  const fastest = Math.max(0, ...gaps_cs.map((cs) => -cs));
  const slowest = Math.max(0, ...gaps_cs);
  const step = stepFor(Math.max(fastest, slowest));
  return { step, up: Math.max(1, Math.ceil(fastest / step)), down: Math.max(1, Math.ceil(slowest / step)) };
}

class GapChart extends LightElement {
  static properties = {
    splits: { attribute: false },
    lanes: { attribute: false },
    leader: { attribute: false },
    size: { state: true },
  };

  #observer = new ResizeObserver(([{ contentRect }]) => (this.size = contentRect));

  firstUpdated() {
    this.#observer.observe(/** @type {Element} */ (this.querySelector(".chart")));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#observer.disconnect();
  }

  render() {
    return html`<section class="panel gaps">
      <h2>Gap to ${this.lanes?.[0]?.knock_out ? "the other" : "leader"} ${afresh(this.leader, this.#leader())}</h2>
      <div class="chart">${this.size ? this.#chart(this.size) : nothing}</div>
    </section>`;
  }

  #leader() {
    return this.leader ? html`<small>${this.leader.last_name} ${this.leader.time}</small>` : nothing;
  }

  #chart({ width, height }) {
    const splits = this.splits ?? [];
    const lines = this.lanes.map((lane) => ({ lane, points: line(lane, splits) }));
    const grid = gridFor(lines.flatMap(({ points }) => points.map(({ gap_cs }) => gap_cs)));
    const hasLines = lines.some(({ points }) => points.length > 1);
    const right = width - MARGIN.right;
    const stepHeight = (height - MARGIN.top - MARGIN.bottom) / (grid.up + grid.down);
    const x = (metres) => MARGIN.left + (metres / (splits.at(-1) ?? 1)) * (right - MARGIN.left);
    const y = (cs) => MARGIN.top + (grid.up + cs / grid.step) * stepHeight;
    return svg`<svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label="Gap to the leader at each split">
      ${hasLines ? this.#grid(grid, y, right) : nothing}
      <line class="leader" x1=${MARGIN.left} x2=${right} y1=${y(0)} y2=${y(0)} />
      ${this.#ticks(splits, x, height)} ${this.#lines(lines, x, y)}
    </svg>`;
  }

  #grid({ step, up, down }, y, right) {
    const steps = Array.from({ length: up + down + 1 }, (_, nth) => (nth - up) * step).filter((cs) => cs !== 0);
    return steps.map(
      (cs) => svg`<line class="grid" x1=${MARGIN.left} x2=${right} y1=${y(cs)} y2=${y(cs)} />
        <text x=${MARGIN.left - 12} y=${y(cs)} class="axis">${axisText(cs)}</text>`,
    );
  }

  #ticks(splits, x, height) {
    const every = Math.ceil(splits.length / MOST_TICKS);
    const shown = splits.filter((_, nth) => (splits.length - 1 - nth) % every === 0);
    return shown.map((metres) => svg`<text class="tick" x=${x(metres)} y=${height - 8}>${metres} m</text>`);
  }

  #lines(lines, x, y) {
    const drawn = lines.filter(({ points }) => points.length > 1);
    const labels = this.#labelHeights(drawn, y);
    return drawn.map(({ lane, points }, nth) => {
      const end = points.at(-1);
      const path = points.map(({ metres, gap_cs }) => `${x(metres).toFixed(1)},${y(gap_cs).toFixed(1)}`).join(" ");
      return svg`<g data-armband=${lane.armband ?? nothing}>
        <polyline points=${path} />
        ${this.#marker(lane, x(end.metres), y(end.gap_cs))}
        <text class="name" x=${x(end.metres) + 14} y=${labels[nth]}>${lane.members ? lane.country : lane.last_name.slice(0, 3)}</text>
      </g>`;
    });
  }

  /** Names beside ends that lie close together are pushed apart. */
  #labelHeights(lines, y) {
    const ends = lines.map(({ points }, nth) => ({ nth, at: y(points.at(-1).gap_cs) }));
    ends.sort((a, b) => a.at - b.at);
    ends.forEach((end, nth) => nth && (end.at = Math.max(end.at, ends[nth - 1].at + LABEL_HEIGHT)));
    return ends.toSorted((a, b) => a.nth - b.nth).map(({ at }) => at);
  }

  #marker({ lane }, x, y) {
    if (lane === "outer") return svg`<rect x=${x - 6} y=${y - 6} width="12" height="12" />`;
    return svg`<circle cx=${x} cy=${y} r="7" />`;
  }
}

customElements.define("gap-chart", GapChart);
