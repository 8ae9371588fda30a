// What a screen says aloud when a board changes: one sentence about the newest split, made of texts the board carries.

import { lanesOf } from "./board.js";
import { sideOf } from "./gap.js";
import { isMassStart, packSentence } from "./mass-start.js";

const SIDES = { ahead: "ahead of the leader", behind: "behind the leader", level: "level with the leader" };

/** @type {any[]} What is said is of the split, and nothing of it is in the standings: they need not be put together. */
const NO_ROWS = [];

/** @param {any} lane */
function gapWords({ gap }) {
  if (!gap) return "";
  return `, ${gap.replace(/^[+−]/, "")} ${SIDES[sideOf(gap)] ?? ""}`;
}

/** @param {any} lane */
function splitSentence({ last_name, split }) {
  return `${last_name}, ${split.metres} metres in ${split.time}${gapWords(split)}.`;
}

/** @param {any} lane */
function finishSentence({ last_name, split }) {
  const rank = split.rank ? `, rank ${split.rank}` : "";
  return `${last_name} finishes in ${split.time}${rank}.`;
}

/**
 * @param {any} before a board
 * @param {any} after the board that followed
 * @returns {string} empty when nothing is worth saying
 */
export function sentence(before, after) {
  if (isMassStart(after)) return packSentence(before, after);
  const was = new Map(lanesOf(before, NO_ROWS).map((lane) => [lane.id, lane.split?.metres]));
  const passed = lanesOf(after, NO_ROWS).filter(({ id, split }) => split && split.metres !== was.get(id));
  const lane = passed.at(-1);
  if (!lane) return "";
  return lane.status === "finished" ? finishSentence(lane) : splitSentence(lane);
}
