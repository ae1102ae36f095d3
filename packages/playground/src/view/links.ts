import { html, type TemplateResult } from "lit-html";
import type { View } from "./context";

/** Where the guide is, seen from this page; empty where the page stands alone. Vite fills it in. */
export const GUIDE: string = import.meta.env["VITE_GUIDE"] ?? "";

/** The guide, in place of this page also where that is a frame of the guide; and the program further down. */
export function links({ state, texts }: View): TemplateResult {
  const guide = state.language === "en" ? GUIDE : `${GUIDE}${state.language}/`;
  return html`<nav class="links" aria-label=${texts.links}>
    ${
      GUIDE === ""
        ? null
        : html`<a href=${guide} target="_top">${texts.guide}</a>
            <a href="${guide}api/" target="_top">${texts.reference}</a>`
    }
    <a href="#code-title" @click=${showCode}>${texts.toCode}</a>
  </nav>`;
}

/** By hand, because the hash of the URL holds the situation. */
function showCode(event: Event): void {
  event.preventDefault();
  const title = document.getElementById("code-title")!;
  title.scrollIntoView();
  title.focus({ preventScroll: true });
}
