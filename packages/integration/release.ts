/**
 * Whether the package can be published, and how: `npm run release -- --dry-run`, from the repository's root.
 *
 * Without `--dry-run` the checked tarball is put into the root, if nothing stands in the way. To publish it is for a person.
 */

import { copyFileSync, readdirSync, statSync } from "node:fs";
import { basename, join, relative, sep } from "node:path";
import { parseArgs } from "node:util";
import { brokenLinks } from "./links.ts";
import { areTheTypesWrong, publint } from "./metadata.ts";
import { application, tarball } from "./package.ts";
import { beforeRelease, type Finding, findings, toPublish } from "./release/checks.ts";
import { readState } from "./release/state.ts";

const { values: args } = parseArgs({ options: { "dry-run": { type: "boolean", default: false } } });

const root = join(__dirname, "..", "..");
const installed = join(application, "node_modules", "crossent");

/** A finding about what a function throws for. */
function without(complaint: () => void, text: string): Finding {
  try {
    complaint();
    return { ok: true, text };
  } catch (error) {
    return { ok: false, text: (error as Error).message };
  }
}

function ofLinks(): Finding {
  const broken = brokenLinks(installed);
  if (broken.length === 0)
    return { ok: true, text: "every link of the Markdown files leads to a file or a site" };
  return {
    ok: false,
    text: `links that lead to nothing in the tarball:\n${broken.map((link) => `    ${link}`).join("\n")}`,
  };
}

/** How many files the package has at each place, and how many bytes they are. */
function printFiles(): void {
  const counts = new Map<string, { files: number; bytes: number }>();
  for (const entry of readdirSync(installed, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const [place] = relative(installed, path).split(sep);
    const { files, bytes } = counts.get(place!) ?? { files: 0, bytes: 0 };
    counts.set(place!, { files: files + 1, bytes: bytes + statSync(path).size });
  }
  for (const [place, { files, bytes }] of [...counts].sort()) {
    console.log(`  ${place.padEnd(20)}${String(files).padStart(5)} ${kilobytes(bytes).padStart(10)}`);
  }
}

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000).toLocaleString("en")} kB`;

const state = readState(root);
const all = [
  ...findings(state),
  without(() => publint(tarball), "publint has nothing to say about the tarball"),
  without(() => areTheTypesWrong(tarball), "the types resolve to what runs (Are the types wrong?)"),
  ofLinks(),
];
const first = beforeRelease(state);

console.log(`\n${basename(tarball)}: ${kilobytes(statSync(tarball).size)}`);
printFiles();
console.log("\nChecks");
for (const { ok, text } of all) console.log(`  ${ok ? "ok    " : "FAILED"} ${text}`);
if (first.length > 0) console.log(`\nTo change first\n${first.map((chore) => `  - ${chore}`).join("\n")}`);

const isReady = all.every(({ ok }) => ok) && first.length === 0;
if (isReady && !args["dry-run"]) {
  copyFileSync(tarball, join(root, basename(tarball)));
  console.log(`\nWritten: ${basename(tarball)}`);
}
console.log("\nTo publish, once all of that is done and `npm run release` has written the tarball");
for (const step of toPublish(state, basename(tarball))) console.log(`  - ${step}`);
if (!isReady) console.log("\nNot ready to be published.");
process.exitCode = isReady ? 0 : 1;
