// What the text of a gap, such as "−0.12", says besides itself: the sign tells the side, the digits how far to draw.

const MINUS = "−";
const LEVEL = /^[+−]0\.00$/;

/** @param {string | undefined} gap @returns {"ahead" | "behind" | "level" | undefined} */
export function sideOf(gap) {
  if (!gap) return undefined;
  if (LEVEL.test(gap)) return "level";
  return gap.startsWith(MINUS) ? "ahead" : "behind";
}

/** How far to draw a gap. @param {string} gap @returns {number} hundredths, negative is ahead */
export function drawn_cs(gap) {
  const [seconds, minutes = "0"] = gap.slice(1).split(":").toReversed();
  const cs = Number(minutes) * 6000 + Number(seconds.replace(".", ""));
  return gap.startsWith(MINUS) ? -cs : cs;
}
