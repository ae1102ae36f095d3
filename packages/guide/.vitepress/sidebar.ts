/** The links around a page. The sidebar is read from the folders: a page is listed under its heading as soon as it is there. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { DefaultTheme } from "vitepress";

export type Language = "en" | "zh";

const GROUPS: readonly { readonly title: Readonly<Record<Language, string>>; readonly pages: string[] }[] = [
  { title: { en: "Start", zh: "开始" }, pages: ["start", "porting"] },
  {
    title: { en: "Tasks", zh: "任务" },
    pages: ["scoring", "training", "label-smoothing", "react-and-vue", "workers", "browsers-and-bundlers"],
  },
  {
    title: { en: "Reference", zh: "参考" },
    pages: ["compatibility", "errors", "precision-and-speed", "threads", "from-other-libraries"],
  },
];

/** All pages but the first, in the order in which they are read. */
export const PAGES: readonly string[] = GROUPS.flatMap(({ pages }) => pages);

const GUIDE = fileURLToPath(new URL("..", import.meta.url));

/** The first heading, without the marks of code. */
const headingOf = (file: string): string =>
  /^# (.*)$/m.exec(readFileSync(file, "utf8"))![1]!.replaceAll("`", "");

const rootOf = (language: Language): string => (language === "en" ? "" : `/${language}`);

/** The links above every page. */
export function nav(language: Language): DefaultTheme.NavItem[] {
  const root = rootOf(language);
  const [guide, playground] = language === "en" ? ["Guide", "Playground"] : ["指南", "演示"];
  return [
    { text: guide, link: `${root}/start`, activeMatch: `^${root}/(${PAGES.join("|")})` },
    { text: "API", link: `${root}/api/`, activeMatch: `^${root}/api/` },
    { text: playground, link: `/playground/index.html#lang=${language}`, target: "_self" },
  ];
}

export function sidebar(language: Language): DefaultTheme.SidebarItem[] {
  const folder = join(GUIDE, language);
  const root = rootOf(language);
  const guide = GROUPS.map(({ title, pages }) => ({
    text: title[language],
    items: pages
      .map((page) => ({ page, file: join(folder, `${page}.md`) }))
      .filter(({ file }) => existsSync(file))
      .map(({ page, file }) => ({ text: headingOf(file), link: `${root}/${page}` })),
  }));
  const api = {
    text: "API",
    link: `${root}/api/`,
    collapsed: true,
    items: JSON.parse(readFileSync(join(folder, "api", "typedoc-sidebar.json"), "utf8")),
  };
  return [...guide, api];
}
