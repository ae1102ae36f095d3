import { html, type TemplateResult } from "lit-html";
import type { View } from "./context";

/** Things to do, in the order in which they make sense. */
export function ideas({ texts }: View): TemplateResult {
  return html`<section class="ideas" aria-labelledby="ideas-title">
    <h2 id="ideas-title">${texts.tryTitle}</h2>
    <p class="note">${texts.intro}</p>
    <ol>
      <li>${texts.tryFinite}</li>
      <li>${texts.tryInfinite}</li>
      <li>${texts.tryFloor}</li>
      <li>${texts.tryTemperature}</li>
      <li>${texts.tryWeights}</li>
      <li>${texts.tryScore}</li>
    </ol>
  </section>`;
}
