// A page watched through a whole race: words that are none, text that lies badly, and every official result it shows.
// Needs `window.see` of reading.js and measuring.js.

(() => {
  const JUDGED_EVERY_MS = 200;
  const NO_WORD = /\b(undefined|null|NaN)\b|\[object/;
  const LINES = "[data-row], .mass-ranking ol li, .mass-results li";
  const BRACKET = ".bracket .heat li:not(.open)";
  const MEASURES = ["cut", "overlaps", "unevenDigits"];

  const noWords = new Set();
  const badLines = new Set();
  const judged = new Set();
  const jumps = new Set();
  const officials = {};

  const screen = () => document.querySelector("arena-pair, arena-standings, arena-overall, commentator-desk");
  const text = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

  const line = (element) => ({
    rank: text(element.querySelector(".rank")),
    name: text(element.querySelector(".name b, .surname")),
    time: text(element.querySelector(".time")),
  });

  const lines = (selector) => [...document.querySelectorAll(selector)].map(line);

  /** How far those on the ice have come, 0 to 1. */
  function progress({ distance, lanes = {}, pack, pair, standings }) {
    if (pack) return pack.laps / distance.laps;
    if (distance?.splits) {
      const passed = Object.values(lanes).map(({ splits = {} }) => Object.keys(splits).length);
      return Math.max(0, ...passed) / distance.splits.length;
    }
    const isProjected = Object.values(standings?.rows ?? {}).some(({ projected }) => projected);
    return pair?.state === "running" && isProjected ? 0.5 : 0;
  }

  /** Which distance, and "racing" (its last pair is half home), "official", or nothing to photograph. */
  function moment() {
    const { board } = screen() ?? {};
    const { distance, pair } = board ?? {};
    if (!distance) return {};
    const isLast = !distance.pairs || pair?.number >= distance.pairs;
    const isRacing = pair?.state === "running" && isLast && progress(board) >= 0.5;
    return { distance: distance.id, stage: distance.state === "official" ? "official" : isRacing ? "racing" : "" };
  }

  function noteOfficial() {
    const { distance } = screen()?.board ?? {};
    if (distance?.state === "official" && !officials[distance.id]) {
      officials[distance.id] = { lines: lines(LINES), bracket: lines(BRACKET) };
    }
    requestAnimationFrame(noteOfficial);
  }

  const moves = (animation) => animation.playState === "running" && animation.effect?.getTiming().iterations !== Infinity;

  /** Once for every part of every distance: judging is dear. What glides lies on others, as it should. */
  function judge() {
    const { board } = screen() ?? {};
    if (!board) return;
    const found = text(screen()).match(NO_WORD);
    if (found) noWords.add(`${board.distance?.id}: ${found[0]}`);
    const part = [board.distance?.id, board.distance?.state, board.pair?.state, progress(board) >= 0.5].join();
    if (judged.has(part) || document.getAnimations().some(moves)) return;
    judged.add(part);
    for (const measure of MEASURES) for (const bad of window.see[measure]()) badLines.add(`${part}: ${measure}: ${bad}`);
    if (window.see.tooWide() > 0) badLines.add(`${part}: the page is wider than its window`);
  }

  /** What moved, in which part, and how far: "w1000,running: to go by 12, 0". */
  new PerformanceObserver((list) => {
    const { distance, pair } = screen()?.board ?? {};
    for (const { node, previousRect: from, currentRect: to } of list.getEntries().flatMap(({ sources }) => [...sources])) {
      const by = [to.x - from.x, to.y - from.y, to.width - from.width].map(Math.round);
      const of = node?.parentElement?.closest("[class]")?.className;
      jumps.add(`${[distance?.id, distance?.state, pair?.state]}: ${text(node).slice(0, 60)} (${of}) by ${by}`);
    }
  }).observe({ type: "layout-shift", buffered: true });

  Object.assign(window.see, {
    jumps: () => [...jumps],
    moment,
    officials: () => officials,
    noWords: () => [...noWords],
    badLines: () => [...badLines],
    partsJudged: () => judged.size,
  });

  requestAnimationFrame(noteOfficial);
  setInterval(judge, JUDGED_EVERY_MS);
})();
