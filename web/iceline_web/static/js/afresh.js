// Text that is aligned right moves when it changes. What is drawn anew has no old place to move from.

import { keyed } from "lit";

/**
 * A template that is drawn anew, not changed, whenever what it shows is another.
 * @param {unknown} shown everything the template depends on: compared as JSON
 * @param {unknown} template
 */
export function afresh(shown, template) {
  return keyed(JSON.stringify(shown), template);
}

/**
 * All digits have one width: a text with others in the same places lies where the one before lay.
 * @param {string | number | undefined} text
 */
export const shapeOf = (text = "") => String(text).replace(/\d/g, "0");

/**
 * A template that is drawn anew whenever what it shows is of another shape; where only digits change, they change.
 * @param {unknown} shown everything that decides where something stands, and nothing whose digits stand for words
 * @param {unknown} template
 */
export function afreshInShape(shown, template) {
  return keyed(shapeOf(JSON.stringify(shown)), template);
}

/**
 * A text that is written anew whenever it is of another shape; where only digits change, they change.
 * @param {string | number | undefined} text
 */
export function freshText(text = "") {
  return keyed(shapeOf(text), text);
}
