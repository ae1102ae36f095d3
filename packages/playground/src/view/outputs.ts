/** What comes out for the chosen sample: probabilities, shares of the loss, gradient. */

import { html, type TemplateResult } from "lit-html";
import { fixed, percent } from "../numbers";
import { isWeighted } from "../situation";
import { bar } from "./bar";
import { classLabel } from "./classLabel";
import type { View } from "./context";
import { panel } from "./panel";

const shown = ({ state }: View) => state.results.samples[state.sample]!;

/** A list with a row for each class. */
const rows = (view: View, row: (c: number) => TemplateResult): TemplateResult =>
  html`<ul class="rows">
    ${view.state.situation.weights.map((_, c) => html`<li>${classLabel(view, c)}${row(c)}</li>`)}
  </ul>`;

export function probabilities(view: View): TemplateResult {
  const { probabilities: p, smoothed } = shown(view);
  const { texts } = view;
  return panel(
    "probabilities",
    texts.probabilities,
    html`<span class="key p"></span>${texts.probability} <span class="key q"></span>${texts.smoothedTarget}`,
    rows(
      view,
      (c) => html`<span class="pair">${bar("p", p[c]!, 0, 1)}${bar("q", smoothed[c]!, 0, 1)}</span>
        <span class="value two"
          ><span><i>p</i> <b data-number="p">${fixed(p[c]!)}</b></span
          ><span><i>q</i> <b data-number="q">${fixed(smoothed[c]!)}</b></span></span
        >`,
    ),
  );
}

export function shares(view: View): TemplateResult {
  const { shares: parts, loss } = shown(view);
  const { texts, state } = view;
  return panel(
    "shares",
    texts.shares,
    html`<span class="formula">${isWeighted(state.situation) ? "−w q log p" : "−q log p"}</span>`,
    rows(
      view,
      (c) => html`${bar("share", loss > 0 ? parts[c]! / loss : 0, 0, 1)}
        <span class="value two"
          ><b data-number="share">${fixed(parts[c]!)}</b
          ><span>${loss > 0 ? percent(parts[c]! / loss) : "–"}</span></span
        >`,
    ),
  );
}

/** `(Σ w q) p − w q`, over T. */
function gradientFormula(weighted: boolean, temperature: number): string {
  const difference = weighted ? "p · Σ w q − w q" : "p − q";
  return temperature === 1 ? difference : `(${difference}) / T`;
}

export function gradient(view: View): TemplateResult {
  const { gradient: g } = shown(view);
  const { texts, state } = view;
  const reach = Math.max(1, ...g.map(Math.abs));
  return panel(
    "gradient",
    texts.gradient,
    html`<span class="formula">${gradientFormula(isWeighted(state.situation), state.situation.temperature)}</span>
      ${texts.gradientNote}`,
    rows(
      view,
      (c) => html`${bar("gradient", g[c]!, -reach, reach)}
        <span class="value"><b data-number="gradient">${fixed(g[c]!)}</b></span>`,
    ),
  );
}
