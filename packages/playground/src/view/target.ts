import { html, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { brief } from "../numbers";
import { withProbability } from "../simplex";
import { LIMITS, replaced, type TargetKind } from "../situation";
import { classLabel } from "./classLabel";
import type { View } from "./context";
import { panel } from "./panel";
import { segments } from "./segments";
import { slider } from "./slider";

function classRows(view: View): TemplateResult[] {
  const { store, state, texts } = view;
  const { situation, sample } = state;
  return situation.weights.map(
    (_, c) => html`<li>
      ${classLabel(view, c)}
      <label class="choice">
        <input
          type="radio"
          name="trueClass"
          value=${c}
          aria-label=${texts.trueClassOf(c)}
          .checked=${live(situation.classes[sample] === c)}
          @change=${() => store.edit({ ...situation, classes: replaced(situation.classes, sample, c) })}
        />
        <span aria-hidden="true">${situation.classes[sample] === c ? texts.trueClass : ""}</span>
      </label>
    </li>`,
  );
}

/** The row when a drag began: on the way to 1 and back the others are to keep their proportions. */
let heldRow: readonly number[] | null = null;

function probabilityRows(view: View): TemplateResult[] {
  const { store, state, texts } = view;
  const { situation, sample } = state;
  const row = situation.probabilities[sample]!;
  return row.map(
    (value, c) => html`<li>
      ${classLabel(view, c)}
      ${slider({
        name: `target-${c}`,
        label: texts.targetOf(c),
        value,
        range: LIMITS.probability,
        origin: 0,
        changed: (p) => {
          heldRow ??= row;
          const edited = withProbability(heldRow, c, p);
          store.edit({ ...situation, probabilities: replaced(situation.probabilities, sample, edited) });
        },
        released: () => {
          heldRow = null;
        },
      })}
      <span class="value">${brief(value)}</span>
    </li>`,
  );
}

export function target(view: View): TemplateResult {
  const { store, state, texts } = view;
  const { situation } = state;
  const byClass = situation.targetKind === "classes";
  return panel(
    "target",
    texts.target,
    segments<TargetKind>(
      "targetKind",
      texts.targetKind,
      [
        { value: "classes", content: texts.targetClasses },
        { value: "probabilities", content: texts.targetProbabilities },
      ],
      situation.targetKind,
      (targetKind) => store.edit({ ...situation, targetKind }),
    ),
    html`<ul class="rows">${byClass ? classRows(view) : probabilityRows(view)}</ul>
      <p class="hint">${byClass ? texts.targetNoteClasses : texts.targetNoteProbabilities}</p>`,
  );
}
