/** What package.json promises. */

import { join } from "node:path";
import { test } from "node:test";
import { tarball } from "../package.ts";
import { runNode } from "../run.ts";

const tool = (path: string): string => join(__dirname, "..", "node_modules", path);

test("publint has nothing to say about the tarball", () => {
  runNode([tool("publint/src/cli.js"), "run", tarball, "--strict"], __dirname);
});

test("the types resolve to what runs, from CommonJS, ES modules and bundlers (Are the types wrong?)", () => {
  runNode([tool("@arethetypeswrong/cli/dist/index.js"), tarball], __dirname);
});
