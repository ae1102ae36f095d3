/** Every lock file says what each tarball has to hash to, so that no install takes another one. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

const folders = [".", ...readdirSync(join(root, "packages")).map((name) => `packages/${name}`)].filter(
  (folder) => existsSync(join(root, folder, "package.json")),
);

interface Entry {
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
}

/** Whether npm takes it from a tarball of its own: no link, no file here, no part of another package's tarball. */
const isDownloaded = ([path, { link, resolved, inBundle }]: readonly [string, Entry]): boolean =>
  path.includes("node_modules/") && !link && !inBundle && !resolved?.startsWith("file:");

test.each(folders)("every package that %s/package-lock.json installs has its hash", (folder) => {
  const { packages } = JSON.parse(readFileSync(join(root, folder, "package-lock.json"), "utf8")) as {
    packages: { readonly [path: string]: Entry };
  };
  const downloaded = Object.entries(packages).filter(isDownloaded);
  expect(downloaded.length).toBeGreaterThan(0);
  const withoutHash = downloaded.filter(
    ([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""),
  );
  expect(withoutHash.map(([path]) => path)).toEqual([]);
});
