/** The texts of VitePress's own parts in Chinese. */

import type { DefaultTheme, LocaleSpecificConfig } from "vitepress";

export const CHINESE: LocaleSpecificConfig<DefaultTheme.Config> = {
  description: "TypeScript 版的 PyTorch 交叉熵：数值、梯度和错误都相同",
  themeConfig: {
    outline: { level: [2, 3], label: "本页目录" },
    docFooter: { prev: "上一页", next: "下一页" },
    darkModeSwitchLabel: "外观",
    lightModeSwitchTitle: "切换到浅色",
    darkModeSwitchTitle: "切换到深色",
    sidebarMenuLabel: "目录",
    returnToTopLabel: "回到顶部",
    langMenuLabel: "切换语言",
    skipToContentLabel: "跳到正文",
    notFound: {
      title: "没有这个页面",
      quote: "地址可能有误，或者页面已经移走。",
      linkLabel: "回到首页",
      linkText: "回到首页",
    },
  },
};

export const SEARCH_IN_CHINESE: NonNullable<DefaultTheme.LocalSearchOptions["locales"]>[string] = {
  translations: {
    button: { buttonText: "搜索", buttonAriaLabel: "搜索" },
    modal: {
      displayDetails: "显示详情",
      resetButtonTitle: "清除",
      backButtonTitle: "关闭搜索",
      noResultsText: "没有找到：",
      footer: {
        selectText: "选择",
        selectKeyAriaLabel: "回车",
        navigateText: "移动",
        navigateUpKeyAriaLabel: "上箭头",
        navigateDownKeyAriaLabel: "下箭头",
        closeText: "关闭",
        closeKeyAriaLabel: "Esc",
      },
    },
  },
};
