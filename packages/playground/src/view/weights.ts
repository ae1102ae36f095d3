import { html, type TemplateResult } from "lit-html";
import { brief } from "../numbers";
import { LIMITS, replaced } from "../situation";
import { classLabel } from "./classLabel";
import type { View } from "./context";
import { panel } from "./panel";
import { slider } from "./slider";

export function weights(view: View): TemplateResult {
  const { store, state, texts } = view;
  const { situation } = state;
  return panel(
    "weights",
    texts.weights,
    texts.weightsNote,
    html`<ul class="rows">
      ${situation.weights.map(
        (value, c) => html`<li>
          ${classLabel(view, c)}
          ${slider({
            name: `weight-${c}`,
            label: texts.weightOf(c),
            value,
            range: LIMITS.weight,
            origin: 1,
            changed: (weight) =>
              store.edit({ ...situation, weights: replaced(situation.weights, c, weight) }),
          })}
          <span class="value">${brief(value)}</span>
        </li>`,
      )}
    </ul>`,
  );
}
