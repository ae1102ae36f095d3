import { html, type TemplateResult } from "lit-html";

/** A titled part of the page with a line of explanation. */
export function panel(id: string, title: unknown, note: unknown, content: unknown): TemplateResult {
  return html`<section class="panel ${id}" aria-labelledby="${id}-title">
    <h3 id="${id}-title">${title}</h3>
    <div class="note">${note}</div>
    ${content}
  </section>`;
}
