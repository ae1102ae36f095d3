import { html, type TemplateResult } from "lit-html";
import { PRESET_NAMES, PRESETS } from "../presets";
import type { Situation } from "../situation";
import { writeHash } from "../urlState";
import type { View } from "./context";

/** Same numbers, same link. */
const keyOf = (situation: Situation): string => writeHash({ situation, sample: 0, language: null });

export function presetButtons({ store, state, texts }: View): TemplateResult {
  const names = {
    indices: texts.presetIndices,
    probabilities: texts.presetProbabilities,
    smoothing: texts.presetSmoothing,
    weights: texts.presetWeights,
  };
  const now = keyOf(state.situation);
  return html`<div class="presets" role="group" aria-label=${texts.presets}>
    <span aria-hidden="true">${texts.presets}</span>
    ${PRESET_NAMES.map(
      (name) => html`<button
        type="button"
        data-preset=${name}
        aria-pressed=${keyOf(PRESETS[name]) === now}
        @click=${() => {
          store.set({ sample: 0 });
          store.edit(PRESETS[name]);
        }}
      >
        ${names[name]}
      </button>`,
    )}
  </div>`;
}
