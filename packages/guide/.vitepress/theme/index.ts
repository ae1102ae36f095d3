import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme-without-fonts";
import "katex/dist/katex.min.css";
import "./style.css";
import Picture from "./Picture.vue";
import Playground from "./Playground.vue";

export default {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component("Picture", Picture);
    app.component("Playground", Playground);
  },
} satisfies Theme;
