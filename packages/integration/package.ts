/** The package as its users get it: packed by npm, and installed from there. Both happen once per process, on import. */

import { cpSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { run, temporaryFolder } from "./run.ts";

function pack(): string {
  const folder = temporaryFolder();
  run("npm", ["pack", join(__dirname, "..", ".."), "--silent", "--pack-destination", folder], folder);
  return join(folder, readdirSync(folder)[0]!);
}

/** Path of the tarball, built from the sources as they are. */
export const tarball = pack();

/** Copies programs to the folder, and installs the tarball there. */
export function install(programs: string, folder: string): string {
  cpSync(join(__dirname, programs), folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  run("npm", ["install", "--silent", "--prefix", folder, tarball], folder);
  return folder;
}

/** A folder with the programs of `consumers/`, in which nothing is installed but the tarball. */
export const application = install("consumers", temporaryFolder());
