/** What an installation brings along. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const folder = join(import.meta.dirname, "..", "node_modules");

interface Manifest {
  readonly version: string;
  readonly dependencies?: { readonly [name: string]: string };
  readonly optionalDependencies?: { readonly [name: string]: string };
}

export const manifestOf = (path: string): Manifest =>
  JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;

/** The folder of a package and those of all that it depends on, as installed here. */
function closure(name: string): string[] {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    const { dependencies, optionalDependencies } = manifestOf(path);
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const place = [join(path, "node_modules", next), join(folder, next)].find(existsSync);
      if (place !== undefined) visit(place); // an optional one for another platform is absent
    }
  };
  visit(join(folder, name));
  return [...found];
}

/** Whether a folder has compiled code for this machine, or what node-gyp compiles. */
const isNative = (path: string): boolean =>
  readdirSync(path, { recursive: true, encoding: "utf8" }).some((file) =>
    /(\.node|\.so(\.\d+)*|^binding\.gyp)$/.test(file),
  );

/** The packages with native code that come with a package, without their scopes' folders. */
export function nativeIn(name: string): string[] {
  return closure(name)
    .filter(isNative)
    .map((path) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length))
    .sort();
}
