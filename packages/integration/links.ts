/** Links of Markdown files to files that are not there. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { type MarkedToken, marked, type Token } from "marked";

/** Where the links and pictures of a text lead. */
function targetsOf(markdown: string): string[] {
  const targets: string[] = [];
  marked.walkTokens(marked.lexer(markdown), (token: Token) => {
    const it = token as MarkedToken;
    if (it.type === "link" || it.type === "image") targets.push(it.href);
    if (it.type === "html") {
      for (const [, target] of it.text.matchAll(/\b(?:href|src)="([^"]*)"/g)) targets.push(target!);
    }
  });
  return targets;
}

/** With a scheme, such as `https:`, or within the page. */
const leadsElsewhere = (target: string): boolean => /^([a-z][a-z\d+.-]*:|#)/i.test(target);

/** Whether a path leads to a file below `folder`. */
const isInside = (folder: string, path: string): boolean =>
  !relative(folder, path).startsWith("..") && existsSync(path);

/** The relative links and pictures of all Markdown files below `folder` that lead to nothing in it, as `file: link`. */
export function brokenLinks(folder: string): string[] {
  const pages = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".md"),
  );
  return pages.sort().flatMap((page) =>
    targetsOf(readFileSync(join(folder, page), "utf8"))
      .filter((target) => !leadsElsewhere(target))
      .filter((target) => !isInside(folder, join(folder, dirname(page), target.replace(/[#?].*$/, ""))))
      .map((target) => `${page}: ${target}`),
  );
}
