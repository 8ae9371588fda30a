// Ten rows fit: pages between pairs, the skaters on the ice in sight while they race.

import assert from "node:assert/strict";
import { test } from "node:test";
import { page, pageCount, pinnedPage, shownRows } from "../../web/iceline_web/static/js/standings-page.js";

const ids = (first, last) => Array.from({ length: last - first + 1 }, (_, nth) => `s${first + nth}`);

test("rows of skaters who have not come yet are not shown", () => {
  assert.deepEqual(shownRows([{ place: 1 }, { last_name: "Bowe" }], true), [{ last_name: "Bowe" }]);
});

test("projected rows can be left out", () => {
  const [projected, finished] = [{ last_name: "Kok", projected: true }, { last_name: "Bowe" }];
  assert.deepEqual(shownRows([projected, finished], false), [finished]);
  assert.deepEqual(shownRows([projected, finished], true), [projected, finished]);
});

test("pages of ten, and then the first again", () => {
  const order = ids(1, 26);
  assert.equal(pageCount(order), 3);
  assert.deepEqual(page(order, 2), ids(21, 26));
  assert.deepEqual(page(order, 3), ids(1, 10));
});

test("an empty distance has one empty page", () => {
  assert.equal(pageCount([]), 1);
  assert.deepEqual(page([], 4), []);
});

test("pinned rows among the first ten stay where they are", () => {
  assert.deepEqual(pinnedPage(ids(1, 12), (id) => id === "s3"), ids(1, 10));
});

test("pinned rows further down take the last places", () => {
  const pinned = new Set(["s10", "s14", "s15"]);
  assert.deepEqual(pinnedPage(ids(1, 20), (id) => pinned.has(id)), [...ids(1, 7), "s10", "s14", "s15"]);
});

test("when a whole field is pinned the best ten of it fit", () => {
  assert.deepEqual(pinnedPage(ids(1, 24), () => true), ids(1, 10));
});

test("pinned rows further down never take the place of pinned rows", () => {
  const pinned = new Set([...ids(1, 9), "s12", "s13"]);
  assert.deepEqual(pinnedPage(ids(1, 20), (id) => pinned.has(id)), [...ids(1, 9), "s12"]);
});
