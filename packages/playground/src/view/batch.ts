import { html, type TemplateResult } from "lit-html";
import { brief, fixed } from "../numbers";
import { withoutSample, withSample } from "../resize";
import { LIMITS, sampleCount } from "../situation";
import type { View } from "./context";
import { segments } from "./segments";

/** Chooses the sample that the panels show, and shows how the losses of all become one. */
export function batch({ store, state, texts }: View): TemplateResult {
  const { situation, results, sample } = state;
  const count = sampleCount(situation);
  const sum = results.samples.map(({ loss }) => fixed(loss)).join(" + ");
  return html`<section class="batch" aria-labelledby="batch-title">
    <h2 id="batch-title">${texts.batch}</h2>
    ${segments(
      "sample",
      texts.batch,
      results.samples.map(({ loss }, i) => ({
        value: String(i),
        content: html`${texts.sample(i + 1)} <small>${texts.sampleLoss(fixed(loss))}</small>`,
      })),
      String(sample),
      (value) => store.set({ sample: Number(value) }),
    )}
    <button
      type="button"
      ?disabled=${count >= LIMITS.samples.max}
      @click=${() => {
        store.edit(withSample(situation));
        store.set({ sample: count });
      }}
    >
      <span aria-hidden="true">+</span> <span class="word">${texts.addSample}</span>
    </button>
    <button
      type="button"
      ?disabled=${count <= LIMITS.samples.min}
      @click=${() => store.edit(withoutSample(situation, sample))}
    >
      <span aria-hidden="true">−</span> <span class="word">${texts.removeSample}</span>
    </button>
    <p class="mean">
      ${texts.mean} <span class="formula">(${sum}) / ${brief(results.divisor)} = <strong>${fixed(results.loss)}</strong></span>
    </p>
  </section>`;
}
