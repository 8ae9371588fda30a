// Rows that changed places glide to where they belong. Only transforms move, and nothing for those who want calm.

const GLIDE = { duration: 420, easing: "cubic-bezier(.2, .8, .2, 1)", composite: /** @type {const} */ ("add") };
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * @param {Element} list its rows stand in their new places already; `data-row` tells them apart
 * @param {string[]} before the ids of the rows as they stood
 * @param {string[]} now
 */
export function glide(list, before, now) {
  if (calm.matches) return;
  const stood = new Map(before.map((id, place) => [id, place]));
  const moved = new Map(now.map((id, place) => [id, (stood.get(id) ?? place) - place]));
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-row]"))) {
    const places = moved.get(row.dataset.row ?? "");
    // In per cent of the row: to ask for its height would lay out the page, and again for each row.
    if (places) row.animate([{ transform: `translateY(${places * 100}%)` }, { transform: "translateY(0%)" }], GLIDE);
  }
}
