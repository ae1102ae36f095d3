/**
 * How texts and queries become words. A name is one word however it is written: `cross_entropy`, `crossEntropy` and
 * `CrossEntropy` are the same, so that PyTorch's names find ours.
 *
 * VitePress writes `wordsOfText`, `wordsOfQuery` and `boostDocument` into the pages as text: they can use nothing from outside.
 */

import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

/** Names whole and in parts, in titles also two words as one; Chinese as `Intl.Segmenter` cuts it. */
export function wordsOfText(text: string, field: string): string[] {
  const runs = text.match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+/gu) ?? [];
  const words = runs.flatMap((run) => {
    if (/\p{Script=Han}/u.test(run))
      return Array.from(
        new Intl.Segmenter("zh", { granularity: "word" }).segment(run),
        (word) => word.segment,
      );
    const parts = run.split(/_+|(?<=[a-z0-9])(?=[A-Z])/).filter((part) => part !== "");
    return parts.length > 1 ? [parts.join(""), ...parts] : parts;
  });
  const isTitle = field === "title" || field === "titles";
  return isTitle ? [...words, ...words.slice(1).map((word, i) => words[i]! + word)] : words;
}

/** Names whole, and without the path to them: `F.cross_entropy` is `cross_entropy`. */
export function wordsOfQuery(text: string): string[] {
  const names = text.replace(/\b(?:(?:torch|nn|F|functional|optim|metrics)\.)+/g, "");
  const runs = names.match(/\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}_])+/gu) ?? [];
  return runs.flatMap((run) =>
    /\p{Script=Han}/u.test(run)
      ? Array.from(new Intl.Segmenter("zh", { granularity: "word" }).segment(run), (word) => word.segment)
      : [run.replaceAll("_", "")],
  );
}

/**
 * What the guide says of a name comes before the API; there functions and classes before their properties, losses before
 * metrics, and what takes options before the options.
 */
export function boostDocument(id: string, _term: string, stored: Record<string, unknown> = {}): number {
  if (!id.includes("/api/")) return 2;
  const isProperty = /^[a-z]\w*$/.test(String(stored["title"])); // functions and methods end in ()
  const isPlain = /(Options|Result)\.html/.test(id);
  return (isProperty ? 0.5 : 1) * (isPlain ? 0.5 : 1) * (id.includes("/metrics/") ? 0.9 : 1);
}

/** Nobody searches for the pieces of a formula. */
export function leaveOutFormulas({ renderer: { rules } }: MarkdownRenderer): void {
  for (const name of ["math_inline", "math_block"]) {
    const render = rules[name]!;
    rules[name] = (...args) => (args[3].isForSearch ? "" : render(...args));
  }
}

/**
 * A page as the search reads it. Behind the title of a Chinese page stands the name of its file, which is English, so that
 * `label_smoothing` finds 标签平滑.
 */
export function renderForSearch(source: string, env: MarkdownEnv, md: MarkdownRenderer): string {
  const html = md.render(source, Object.assign(env, { isForSearch: true }));
  if (env.frontmatter?.["search"] === false) return "";
  const [, name] = /^zh\/([\w-]+)\.md$/.exec(env.relativePath) ?? [];
  return name === undefined
    ? html
    : html.replace(/(<h1[^>]*>.*?)( *<a class="header-anchor")/s, `$1 ${name}$2`);
}

interface Section {
  readonly anchor: string;
  readonly titles: string[];
  readonly text: string;
}

const HEADING = /<h([13])[^>]*>(.*?)<a class="header-anchor" href="#([^"]*)".*?<\/h\1>/gs;

const withoutTags = (html: string): string => html.replace(/<[^>]*>/g, "").trim();

/**
 * A page of the API is one section, and so is each member of a class (their names begin with small letters): headings such
 * as Parameters and Returns are no answers. Other pages are left to VitePress, which cuts them at each heading.
 */
export function sectionsOfApi(file: string, html: string): Section[] | undefined {
  const path = /\/api\/(?:(\w+)\/)?[\w-]+\.md$/.exec(file.replaceAll("\\", "/"));
  if (path === null) return undefined;
  const page = path[1] === undefined ? ["API"] : ["API", path[1]];
  const [, ...parts] = html.split(HEADING);
  const sections: Section[] = [];
  for (let i = 0; i < parts.length; i += 4) {
    const [level, heading, anchor, content] = parts.slice(i, i + 4) as [string, string, string, string];
    const title = withoutTags(heading);
    const text = withoutTags(content);
    const last = sections.at(-1);
    if (level === "1") sections.push({ anchor, titles: [...page, title], text });
    else if (/^[a-z]/.test(title)) sections.push({ anchor, titles: [...sections[0]!.titles, title], text });
    else if (last !== undefined)
      sections[sections.length - 1] = { ...last, text: `${last.text} ${title} ${text}` };
  }
  return sections;
}
