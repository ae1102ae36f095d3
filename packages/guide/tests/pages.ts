/** The pages as their authors wrote them: what they include, and their code. */

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Language } from "../.vitepress/sidebar.ts";

export const GUIDE = fileURLToPath(new URL("..", import.meta.url));
export const ROOT = join(GUIDE, "..", "..");

export const pagesOf = (language: Language): string[] =>
  readdirSync(join(GUIDE, language))
    .filter((file) => file.endsWith(".md"))
    .sort();

/** The text of a Markdown file, with what it includes: `<!--@include: path-->`, whole or `{first,last}` lines of it. */
export function textOf(file: string): string {
  return readFileSync(file, "utf8").replace(
    /^<!--\s*@include:\s*([^{\s]+?)(?:\{(\d*),(\d*)\})?\s*-->$/gm,
    (_, path: string, first?: string, last?: string) => {
      const lines = textOf(join(dirname(file), path)).split("\n");
      return lines.slice(first ? Number(first) - 1 : 0, last ? Number(last) : undefined).join("\n");
    },
  );
}

export interface Block {
  readonly language: string;
  readonly code: string;
  /** The comment `<!-- before: … -->` above it. */
  readonly before?: string;
  /** `en/start.md`, and the line within the text with all that it includes. */
  readonly place: string;
}

/** The fenced blocks of a page. */
export function blocksOf(language: Language, page: string): Block[] {
  const text = textOf(join(GUIDE, language, page));
  const fence = /^(?:<!-- before:((?:(?!-->).)*)-->\n+)?( *)```(\S*)[^\n]*\n(.*?)^\2```$/gms;
  return [...text.matchAll(fence)].map((match) => {
    const [all, before, , kind, code] = match as unknown as [
      string,
      string | undefined,
      string,
      string,
      string,
    ];
    const start = match.index + all.lastIndexOf(code);
    return {
      language: kind,
      code: code.trimEnd(),
      place: `${language}/${page}:${text.slice(0, start).split("\n").length}`,
      ...(before !== undefined && { before: before.trim() }),
    };
  });
}

/** The text without its fenced blocks. */
export const proseOf = (language: Language, page: string): string =>
  textOf(join(GUIDE, language, page)).replace(/^( *)```.*?^\1```$/gms, "");
