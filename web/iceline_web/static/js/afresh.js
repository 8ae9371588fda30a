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
 * A text that is written anew whenever it is another.
 * @param {string | number | undefined} text
 */
export function freshText(text = "") {
  return keyed(text, text);
}
