// What a person sees on a screen, as data: installed as `window.see` before a page's own scripts.

(() => {
  const SCREENS = "arena-pair, arena-standings, arena-overall, commentator-desk";
  const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /** Keys sorted, so that equal boards are equal texts. */
  const text = (value) =>
    JSON.stringify(value, (_, part) =>
      part && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.keys(part).sort().map((key) => [key, part[key]]))
        : part,
    );

  const chip = (root) => ({ gap: words(root?.querySelector("delta-chip")), side: root?.querySelector("delta-chip")?.getAttribute("side") ?? "" });

  const lane = (element) => ({
    name: words(element.querySelector(".last-name")),
    first: words(element.querySelector(".first-name")),
    armband: element.querySelector("section")?.dataset.armband ?? "",
    stage: element.querySelector("section")?.dataset.stage ?? "",
    lap: words(element.querySelector(".figure.lap b")),
    lapLabel: words(element.querySelector(".figure.lap .label")),
    time: words(element.querySelector(".figure.total b, .figure.finish b")),
    timeLabel: words(element.querySelector(".figure.total .label, .figure.finish .label")),
    ...chip(element.querySelector(".figure.gap")),
    rank: words(element.querySelector(".figure.rank b")),
    out: words(element.querySelector(".out")),
    marks: all(".figure .mark", element).map((mark) => ({ kind: words(mark), pending: mark.classList.contains("pending") })),
    needs: words(element.querySelector("lap-tape .needs, .first-name .needs")),
    tape: all("lap-tape li b", element).map(words),
  });

  const row = (element) => ({
    id: element.dataset.row,
    projected: element.classList.contains("projected"),
    rank: words(element.querySelector(".rank")),
    name: words(element.querySelector(".name, .surname")),
    time: words(element.querySelector(".time")),
    tags: words(element.querySelector(".tags")),
    pending: all(".tags .mark.pending", element).map(words),
    leader: words(element.querySelector(".leader")),
    ...chip(element),
  });

  const figure = (element) => ({ label: words(element.querySelector(".label")), value: words(element.querySelector("b")), below: words(element.querySelector(".below")) });

  const skater = (element) => ({
    name: words(element.querySelector("h2 .surname")),
    out: words(element.querySelector("h2 .out")),
    marks: all("h2 .mark", element).map((mark) => ({ kind: words(mark), pending: mark.classList.contains("pending") })),
    figures: all(".figures > div", element).map(figure),
    targets: words(element.querySelector(".targets")),
  });

  /** One frame that is painted: what was changed before it is on the glass after it. */
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));

  window.see = {
    board: () => document.querySelector(SCREENS)?.board,
    boardText: () => text(document.querySelector(SCREENS)?.board),
    text,
    frame,
    link: () => document.documentElement.dataset.link,
    clocks: () => all("iceline-clock").map(words),
    lanes: () => all("arena-lane").map(lane),
    rows: () => all("[data-row]").map(row),
    skaters: () => all("desk-skater").map(skater),
    schedule: () => all("table tbody tr").map((line) => all("th, td", line).map(words)),
    records: () => all("record-list li").map(words),
    toGo: () => words(document.querySelector(".to-go")),
    between: () => words(document.querySelector(".between")),
    words: (selector) => words(document.querySelector(selector)),
    opacity: (selector) => Number(getComputedStyle(document.querySelector(selector)).opacity),
    glidesSoFar: () => glides,
    shiftSoFar: () => ({ sum: shift, of: shifted }),
  };

  let shift = 0;
  const shifted = [];
  new PerformanceObserver((list) => {
    for (const { value, sources } of list.getEntries()) {
      shift += value;
      shifted.push(...sources.map(({ node }) => (node?.outerHTML ?? node?.nodeName ?? "").slice(0, 120)));
    }
  }).observe({ type: "layout-shift", buffered: true });

  const glides = [];
  const play = Animation.prototype.play;
  Animation.prototype.play = function () {
    const { target } = this.effect;
    glides.push({ row: target.dataset.row, from: this.effect.getKeyframes()[0].transform });
    return play.call(this);
  };
})();
