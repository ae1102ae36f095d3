/** What is known before a release: about the repository, the registry, and the tarball. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { outcomeOf, run } from "../run.ts";

export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: object;
  readonly repository?: unknown;
  readonly homepage?: unknown;
  readonly bugs?: unknown;
}

/** What the registry has under the name. */
export type Published =
  | { readonly kind: "unreachable"; readonly reason: string }
  | { readonly kind: "free" }
  | { readonly kind: "taken"; readonly versions: readonly string[] };

export interface State {
  readonly manifest: Manifest;
  /** The text of CHANGELOG.md. */
  readonly changelog: string;
  /** The texts of README.md and its translations, by name. */
  readonly readmes: Readonly<Record<string, string>>;
  /** What git says has changed since the last commit; empty for nothing. */
  readonly changes: string;
  /** The last commit. */
  readonly head: string;
  readonly tags: readonly string[];
  /** The commit on which `.ci/run` passed last; null for none. */
  readonly passed: string | null;
  readonly published: Published;
  /** Who is logged in at the registry; null for nobody. */
  readonly user: string | null;
}

/** The version of the newest heading of CHANGELOG.md, and what stands behind it in parentheses. */
export function newestHeading(changelog: string): { version: string; note: string | undefined } | null {
  const [, version, note] = /^## (\S+)(?: \((.*)\))?$/m.exec(changelog) ?? [];
  return version === undefined ? null : { version, note };
}

/** Reads the answer of `npm view NAME versions --json`. */
export function publishedOf(answer: string): Published {
  const parsed = JSON.parse(answer) as
    | string
    | string[]
    | { error: { code: string | null; summary: string } };
  if (typeof parsed === "string") return { kind: "taken", versions: [parsed] };
  if (Array.isArray(parsed)) return { kind: "taken", versions: parsed };
  const { code, summary } = parsed.error;
  return code === "E404" ? { kind: "free" } : { kind: "unreachable", reason: summary };
}

/** The state of the repository in the folder. */
export function readState(root: string): State {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest;
  const git = (...args: readonly string[]): string => run("git", args, root).trimEnd();
  const record = join(root, "node_modules", ".ci-passed");
  const readmes = readdirSync(root).filter((name) => /^README.*\.md$/.test(name));
  const whoami = outcomeOf("npm", ["whoami"], root);
  return {
    manifest,
    changelog: readFileSync(join(root, "CHANGELOG.md"), "utf8"),
    readmes: Object.fromEntries(readmes.map((name) => [name, readFileSync(join(root, name), "utf8")])),
    changes: git("status", "--porcelain"),
    head: git("rev-parse", "HEAD"),
    tags: git("tag", "--list").split("\n"),
    passed: existsSync(record) ? readFileSync(record, "utf8").trim() : null,
    published: publishedOf(
      outcomeOf("npm", ["view", manifest.name, "versions", "--json", "--fetch-retries=0"], root).stdout,
    ),
    user: whoami.status === 0 ? whoami.stdout.trim() : null,
  };
}
