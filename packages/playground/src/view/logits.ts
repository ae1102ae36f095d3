import { html, type TemplateResult } from "lit-html";
import { brief } from "../numbers";
import { LIMITS, replaced } from "../situation";
import { classLabel } from "./classLabel";
import type { View } from "./context";
import { panel } from "./panel";
import { slider } from "./slider";

export function logits(view: View): TemplateResult {
  const { store, state, texts } = view;
  const { situation, sample, reach, results } = state;
  const row = situation.logits[sample]!;
  const { goal } = results.samples[sample]!;
  const change = (c: number, x: number): void =>
    store.edit(
      { ...situation, logits: replaced(situation.logits, sample, replaced(row, c, x)) },
      { steady: true },
    );
  return panel(
    "logits",
    texts.logits,
    goal === null ? texts.logitsNoteNoGoal : texts.logitsNoteGoal,
    html`<ul class="rows">
        ${row.map(
          (x, c) => html`<li>
            ${classLabel(view, c)}
            ${slider({
              name: `logit-${c}`,
              label: texts.logitOf(c),
              value: x,
              range: { min: -reach, max: reach, step: LIMITS.logit.step },
              origin: 0,
              goal: goal?.[c] ?? null,
              changed: (value) => change(c, value),
              released: () => store.fitAxis(),
            })}
            <span class="value">${brief(x)}</span>
          </li>`,
        )}
      </ul>
      <p class="axis" aria-hidden="true"><span>${brief(-reach)}</span><span>0</span><span>${brief(reach)}</span></p>`,
  );
}
