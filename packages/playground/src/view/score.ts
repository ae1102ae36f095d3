import { html, type TemplateResult } from "lit-html";
import { fixed, shortest } from "../numbers";
import { classCount } from "../situation";
import type { View } from "./context";
import { panel } from "./panel";

/** What `functional.score` says of the chosen sample. It does not see smoothing or weights. */
export function score({ state, texts }: View): TemplateResult {
  const { situation, results, sample } = state;
  const { logProb, rank, entropy, argmax } = results.samples[sample]!.score;
  const options = situation.temperature === 1 ? "" : `, { temperature: ${shortest(situation.temperature)} }`;
  const row = (name: string, value: string, note: string): TemplateResult =>
    html`<div>
      <dt><span class="formula" lang="en">${name}</span> <small>${note}</small></dt>
      <dd data-number=${name}>${value}</dd>
    </div>`;
  return panel(
    "score",
    texts.score,
    html`<span class="formula" lang="en">functional.score(logits, target${options})</span>`,
    html`<dl class="facts">
      ${row("logProb", logProb === null ? "–" : fixed(logProb), logProb === null ? texts.needsClass : texts.logProb)}
      ${row("rank", rank === null ? "–" : String(rank), rank === null ? texts.needsClass : texts.rank)}
      ${row("entropy", fixed(entropy), texts.entropy(fixed(Math.log(classCount(situation)))))}
      ${row("argmax", String(argmax), texts.argmax)}
    </dl>`,
  );
}
