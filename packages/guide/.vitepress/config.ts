/** The site: English in en/, which stands at the root, and Chinese in zh/. */

import { katex } from "@mdit/plugin-katex";
import { type DefaultTheme, defineConfig, type LocaleSpecificConfig } from "vitepress";
import {
  boostDocument,
  leaveOutFormulas,
  renderForSearch,
  sectionsOfApi,
  wordsOfQuery,
  wordsOfText,
} from "./search.ts";
import { nav, sidebar } from "./sidebar.ts";
import { CHINESE, SEARCH_IN_CHINESE } from "./texts.ts";

/** The playground's: bars of logits. */
const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path d="M2 3h7v2H2zm0 4h12v2H2zm0 4h4v2H2z" fill="#0072b2"/></svg>';

const locale = (
  language: "en" | "zh",
  config: LocaleSpecificConfig<DefaultTheme.Config>,
): LocaleSpecificConfig<DefaultTheme.Config> & { label: string } => ({
  label: language === "en" ? "English" : "简体中文",
  lang: language === "en" ? "en" : "zh-CN",
  ...config,
  themeConfig: { ...config.themeConfig, nav: nav(language), sidebar: sidebar(language) },
});

export default defineConfig({
  title: "crossent",
  // Where the site will stand on its server, with a slash at both ends.
  base: process.env["GUIDE_BASE"] ?? "/",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(ICON)}` }]],
  outDir: "dist",
  srcExclude: ["README.md"],
  rewrites: { "en/:rest*": ":rest*" },
  locales: {
    root: locale("en", {
      description: "PyTorch's cross-entropy for TypeScript: the same numbers, gradients and errors",
    }),
    zh: locale("zh", CHINESE),
  },
  markdown: {
    // What programs print stands in comments, which other themes make too pale to read.
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (md) => {
      // A formula may contain {{, which would be Vue's.
      md.use(katex, { throwOnError: true, transformer: (html) => html.replace(/^<(p|span)/, "<$1 v-pre") });
      leaveOutFormulas(md);
    },
  },
  themeConfig: {
    outline: [2, 3],
    search: {
      provider: "local",
      options: {
        locales: { zh: SEARCH_IN_CHINESE },
        miniSearch: {
          options: { tokenize: wordsOfText },
          searchOptions: { tokenize: wordsOfQuery, boost: { title: 4, text: 2, titles: 2 }, boostDocument },
          _splitIntoSections: sectionsOfApi,
        },
        _render: renderForSearch,
      },
    },
  },
});
