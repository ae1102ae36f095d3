/** Light or dark: the system's choice unless the visitor made one, which this browser remembers. */

export type Theme = "auto" | "light" | "dark";

export const THEMES: readonly Theme[] = ["auto", "light", "dark"];

const KEY = "crossent-playground-theme";

/** Storage is forbidden in some private windows: then nothing is remembered. */
export function rememberedTheme(): Theme {
  try {
    const name = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === name) ?? "auto";
  } catch {
    return "auto";
  }
}

/** Shows a theme, and remembers it. */
export function applyTheme(theme: Theme): void {
  if (document.documentElement.dataset["theme"] === theme) return;
  document.documentElement.dataset["theme"] = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Shown all the same.
  }
}
