import { html, type TemplateResult } from "lit-html";
import { brief } from "../numbers";
import { withClassCount } from "../resize";
import { classCount, LIMITS, type Situation } from "../situation";
import type { View } from "./context";
import { slider } from "./slider";

/** The options that are one number for the whole batch. */
export function options({ store, state, texts }: View): TemplateResult {
  const { situation } = state;
  const edit = (change: Partial<Situation>): void => store.edit({ ...situation, ...change });
  const count = classCount(situation);
  const others = situation.smoothing / count;
  const row = (label: string, note: string, value: number, control: TemplateResult): TemplateResult =>
    html`<div class="option ${note === "" ? "plain" : ""}">
      <span class="name" aria-hidden="true">${label}</span>
      ${control}
      <span class="value">${brief(value)}</span>
      <span class="note">${note}</span>
    </div>`;
  return html`<section class="options" aria-label=${texts.options}>
    ${row(
      texts.smoothing,
      situation.targetKind === "classes"
        ? texts.smoothingNote(brief(1 - situation.smoothing + others), brief(others))
        : texts.smoothingNoteProbabilities,
      situation.smoothing,
      slider({
        name: "smoothing",
        label: texts.smoothing,
        value: situation.smoothing,
        range: LIMITS.smoothing,
        origin: 0,
        changed: (smoothing) => edit({ smoothing }),
      }),
    )}
    ${row(
      texts.temperature,
      texts.temperatureNote,
      situation.temperature,
      slider({
        name: "temperature",
        label: texts.temperature,
        value: situation.temperature,
        range: LIMITS.temperature,
        origin: 1,
        changed: (temperature) => edit({ temperature }),
      }),
    )}
    ${row(
      texts.classCount,
      "",
      count,
      slider({
        name: "classCount",
        label: texts.classCount,
        value: count,
        range: { ...LIMITS.classes, step: 1 },
        origin: LIMITS.classes.min,
        changed: (length) => store.edit(withClassCount(situation, length)),
      }),
    )}
  </section>`;
}
