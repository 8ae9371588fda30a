// Writes what Iceline takes from others into iceline_web/static: `npm ci && npm run vendor`.
// The output is committed, because an arena has no internet and a wheel is built without Node.

import { createHash } from "node:crypto";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const WEB = dirname(fileURLToPath(import.meta.url));
const STATIC = join(WEB, "iceline_web", "static");
const MODULES = join(WEB, "node_modules");

const FAMILIES = [
  { name: "Barlow Condensed", slug: "barlow-condensed" },
  { name: "Barlow Semi Condensed", slug: "barlow-semi-condensed" },
];
const WEIGHTS = [500, 600, 700];
const SUBSETS = ["latin", "latin-ext"];

// The member nations of the ISU. Taiwan skates as TPE under a flag with the Olympic rings, so it gets the code tile.
const FLAGS = `
  ad am ar at au az ba be bg br by ca ch cl cn co cy cz de dk dz ec ee eg es fi fr gb ge gr hk hr hu id ie il
  in ir is it jp kg kh kp kr kw kz li lt lu lv ma mc md me mk mn mx my nl no nz om pe ph pl pt py qa ro rs ru
  sa se sg si sk th tm tn tr ua ae us uz vn za
`.trim().split(/\s+/);

/** @typedef {{name: string, version: string, licence: string, files: Record<string, string>}} Vendored */

/** @param {string} name @returns {Promise<{version: string, license: string}>} */
async function packageOf(name) {
  return JSON.parse(await readFile(join(MODULES, name, "package.json"), "utf8"));
}

/** @param {string} name @param {string[]} files @returns {Promise<Vendored>} */
async function describe(name, files) {
  const { version, license } = await packageOf(name);
  /** @type {Record<string, string>} */
  const hashes = {};
  for (const file of files.toSorted()) {
    const bytes = await readFile(join(STATIC, file));
    hashes[file] = createHash("sha256").update(bytes).digest("hex");
  }
  return { name, version, licence: license, files: hashes };
}

/** @param {string} from a path in node_modules @param {string} to a path in static */
async function copy(from, to) {
  await copyFile(join(MODULES, from), join(STATIC, to));
  return to;
}

/** lit-html stays at 3.3.0: from 3.3.1 on `repeat` leaves a comment behind for every row it takes out (lit/lit#5298). */
async function vendorLit() {
  await build({
    entryPoints: [join(WEB, "lit.entry.mjs")],
    outfile: join(STATIC, "vendor", "lit.js"),
    bundle: true,
    format: "esm",
    minify: true,
    target: "es2022",
    legalComments: "inline",
    logLevel: "warning",
  });
  return describe("lit", ["vendor/lit.js", await copy("lit/LICENSE", "vendor/lit.LICENSE.txt")]);
}

/** @param {{name: string, slug: string}} family */
async function vendorFamily({ slug }) {
  const files = [await copy(`@fontsource/${slug}/LICENSE`, `fonts/${slug}.OFL.txt`)];
  for (const weight of WEIGHTS) {
    for (const subset of SUBSETS) {
      const file = `${slug}-${subset}-${weight}-normal.woff2`;
      files.push(await copy(`@fontsource/${slug}/files/${file}`, `fonts/${file}`));
    }
  }
  return describe(`@fontsource/${slug}`, files);
}

/** @param {{name: string, slug: string}} family */
async function fontFaces({ name, slug }) {
  const ranges = JSON.parse(await readFile(join(MODULES, "@fontsource", slug, "unicode.json"), "utf8"));
  return WEIGHTS.flatMap((weight) =>
    SUBSETS.map(
      (subset) => `@font-face {
  font-family: "${name}";
  font-weight: ${weight};
  font-display: block;
  src: url("${slug}-${subset}-${weight}-normal.woff2") format("woff2");
  unicode-range: ${ranges[subset]};
}
`,
    ),
  );
}

async function vendorFonts() {
  const faces = await Promise.all(FAMILIES.map(fontFaces));
  const sheet = "/* Made by web/vendor.mjs. */\n\n" + faces.flat().join("\n");
  await writeFile(join(STATIC, "fonts", "fonts.css"), sheet);
  return Promise.all(FAMILIES.map(vendorFamily));
}

async function vendorFlags() {
  const files = [await copy("flag-icons/LICENSE", "flags/LICENSE.txt")];
  for (const code of FLAGS) {
    files.push(await copy(`flag-icons/flags/4x3/${code}.svg`, `flags/${code}.svg`));
  }
  return describe("flag-icons", files);
}

for (const folder of ["vendor", "fonts", "flags"]) {
  await rm(join(STATIC, folder), { recursive: true, force: true });
  await mkdir(join(STATIC, folder), { recursive: true });
}
const vendored = [await vendorLit(), ...(await vendorFonts()), await vendorFlags()];
await writeFile(join(STATIC, "VENDOR.json"), JSON.stringify(vendored, null, 2) + "\n");
