import { html, type TemplateResult } from "lit-html";
import { LANGUAGE_TAGS, LANGUAGES, TEXTS } from "../texts";
import { THEMES } from "../theme";
import type { View } from "./context";
import { links } from "./links";
import { segments } from "./segments";

export function header(view: View): TemplateResult {
  const { store, state, texts } = view;
  const themeNames = { auto: texts.themeAuto, light: texts.themeLight, dark: texts.themeDark };
  return html`<header>
    <h1>${texts.title}</h1>
    ${links(view)}
    <div class="switches">
      ${segments(
        "language",
        texts.language,
        LANGUAGES.map((value) => ({ value, content: TEXTS[value].name, language: LANGUAGE_TAGS[value] })),
        state.language,
        (language) => store.set({ language, languageChosen: true }),
      )}
      ${segments(
        "theme",
        texts.theme,
        THEMES.map((value) => ({ value, content: themeNames[value] })),
        state.theme,
        (theme) => store.set({ theme }),
      )}
    </div>
  </header>`;
}
