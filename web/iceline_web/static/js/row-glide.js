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
  /** @type {Map<number, KeyframeEffect>} */
  const glides = new Map();
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-row]"))) {
    const places = moved.get(row.dataset.row ?? "");
    if (!places) continue;
    if (!glides.has(places)) glides.set(places, glideOf(places));
    start(row, glides.get(places));
  }
}

/** In per cent of the row: to ask for its height would lay out the page, and again for each row. @param {number} places */
const glideOf = (places) => new KeyframeEffect(null, { transform: [`translateY(${places * 100}%)`, "translateY(0%)"] }, GLIDE);

/** Most rows move as others do, and a copy is cheaper by half than keyframes read again. */
function start(row, glide) {
  const own = new KeyframeEffect(glide);
  own.target = row;
  new Animation(own).play();
}
