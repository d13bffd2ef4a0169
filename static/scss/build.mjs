// Compiles the stylesheet and copies govuk-frontend's script into static/built/ (git-ignored).
// Run by `npm run build`. Stops when a font, crest or data: address of GOV.UK slips in.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const built = join(root, "static", "built");
const forbidden = ["GDS Transport", "govuk-crest", "@font-face", "data:", "url("];

// The file upload takes GOV.UK's blue and its tint from the palette, which has no setting.
const ours = { "#1d70b8": "#00595a", "#d2e2f1": "#e3f0ee" };

const compiled = sass.compile(join(here, "counterpoint.scss"), {
  loadPaths: [join(root, "node_modules")],
  style: "compressed",
  quietDeps: true,
});
const css = Object.entries(ours).reduce((text, [theirs, own]) => text.replaceAll(theirs, own), compiled.css);
const found = forbidden.filter((word) => css.includes(word));
if (found.length) {
  console.error(`static/built/counterpoint.css must not contain: ${found.join(", ")}`);
  process.exit(1);
}

// The source map is not served, so the line that points to it goes too.
const script = readFileSync(
  join(root, "node_modules", "govuk-frontend", "dist", "govuk", "govuk-frontend.min.js"),
  "utf8",
).replace(/\/\/# sourceMappingURL=.*\s*$/, "\n");

mkdirSync(built, { recursive: true });
for (const [name, text] of [["counterpoint.css", css], ["govuk-frontend.min.js", script]]) {
  writeFileSync(join(built, name), text);
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1).padStart(6);
  const size = Buffer.byteLength(text);
  console.log(`${name.padEnd(24)}${kilobytes(size)} kB ${kilobytes(gzipSync(text).length)} kB gzipped`);
}
