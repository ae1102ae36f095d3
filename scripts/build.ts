/**
 * Builds the package into dist/: CommonJS for Node, ES modules for everything else. Node never loads both, so that there
 * is one class Tensor and one random state, however the package is imported.
 */

import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const dist = join(root, "dist");

const BUILDS = [
  { folder: "cjs", type: "commonjs", options: [] },
  { folder: "esm", type: "module", options: ["--module", "esnext", "--moduleResolution", "bundler"] },
];

rmSync(dist, { recursive: true, force: true });
for (const { folder, type, options } of BUILDS) {
  const outDir = join(dist, folder);
  const tsc = require.resolve("typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", outDir, ...options], {
    cwd: root,
    stdio: "inherit",
  });
  // Bundlers read `sideEffects` from the nearest package.json.
  writeFileSync(join(outDir, "package.json"), `${JSON.stringify({ type, sideEffects: false })}\n`);
}
