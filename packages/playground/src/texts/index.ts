/** The languages of the page. */

import { en } from "./en";
import { zh } from "./zh";

/** English decides which texts there are and what they need to be told. */
export type Texts = {
  readonly [key in keyof typeof en]: (typeof en)[key] extends (...values: infer A) => string
    ? (...values: A) => string
    : string;
};

export type Language = "en" | "zh";

/** What the `lang` attribute says. */
export const LANGUAGE_TAGS: { readonly [language in Language]: string } = { en: "en", zh: "zh-Hans" };

export const TEXTS: { readonly [language in Language]: Texts } = { en, zh };

export const LANGUAGES: readonly Language[] = ["en", "zh"];

export const isLanguage = (name: string | null): name is Language =>
  LANGUAGES.some((known) => known === name);
