// What a screen says aloud when a board changes: one sentence about the newest split, made of texts the board carries.

const SIDES = { ahead: "ahead of the leader", behind: "behind the leader", level: "level with the leader" };

/** @param {any} lane */
function gapWords({ gap, side }) {
  if (!gap) return "";
  return `, ${gap.replace(/^[+−]/, "")} ${SIDES[side] ?? ""}`;
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
  const passed = (after?.pair?.order ?? [])
    .map((id) => ({ was: before?.lanes?.[id], is: after.lanes?.[id] }))
    .filter(({ was, is }) => is?.split && is.split.metres !== was?.split?.metres)
    .map(({ is }) => is);
  const lane = passed.at(-1);
  if (!lane) return "";
  return lane.status === "finished" ? finishSentence(lane) : splitSentence(lane);
}
