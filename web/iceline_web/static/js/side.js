// Which side of the leader a gap is on.

/**
 * @param {number | undefined} gap_cs hundredths, negative when faster
 * @returns {"ahead" | "behind" | "level"}
 */
export function sideOf(gap_cs = 0) {
  if (gap_cs < 0) return "ahead";
  return gap_cs > 0 ? "behind" : "level";
}
