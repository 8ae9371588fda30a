// What a skater or a team without a time is: the mark of the lists, and the words of a heat that the clock did not decide.

export const OUT = new Set(["DNS", "DNF", "DQ", "WDR", "LOT"]);

/** Won without a time. */
export const WON = new Set(["WOT", "WO"]);

const WORDS = { WOT: "Won", LOT: "Overtaken", WO: "Walkover", on_ice: "On ice", not_started: "" };

/** @param {string | undefined} status */
export const statusWords = (status = "") => WORDS[status] ?? status;
