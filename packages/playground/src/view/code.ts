import { html, type TemplateResult } from "lit-html";
import { crossentCode, pytorchCode } from "../code";
import type { View } from "./context";
import { copyFrom } from "./copy";

/** The programs that compute the loss of the page, with what they print. */
export function code({ state, texts }: View): TemplateResult {
  const { situation, results } = state;
  const block = (id: string, name: string, text: string): TemplateResult =>
    html`<figure>
      <figcaption>
        <span lang="en">${name}</span>
        <button
          type="button"
          aria-label=${texts.copyOf(name)}
          @click=${(event: Event) => copyFrom(event.currentTarget as HTMLButtonElement, `code-${id}`, texts)}
        >
          ${texts.copy}
        </button>
        <span class="copied" role="status"></span>
      </figcaption>
      <pre tabindex="0" role="region" aria-label=${name} lang="en"><code id="code-${id}">${text}</code></pre>
    </figure>`;
  return html`<section class="code" aria-labelledby="code-title">
    <h2 id="code-title" tabindex="-1">${texts.code}</h2>
    <p class="note">${texts.codeNote}</p>
    <div class="columns">
      ${block("pytorch", "PyTorch", pytorchCode(situation, results.printed))}
      ${block("crossent", "crossent", crossentCode(situation, results.printed))}
    </div>
  </section>`;
}
