import { html, type TemplateResult } from "lit-html";
import { styleMap } from "lit-html/directives/style-map.js";
import { fixed } from "../numbers";
import { sampleCount } from "../situation";
import type { View } from "./context";

/** Powers of two, so that the bar seldom changes its scale. */
const scaleOf = (loss: number): number => 2 ** Math.max(1, Math.ceil(Math.log2(loss + 1e-9)));

/** The loss and its floor; it stays in sight while the page is scrolled. */
export function readout({ state, texts, toggleRun }: View): TemplateResult {
  const { loss, floor } = state.results;
  const scale = scaleOf(loss);
  const places = { "--floor-end": `${(floor / scale) * 100}%`, "--loss-end": `${(loss / scale) * 100}%` };
  return html`<section class="readout" aria-label=${texts.loss}>
    <dl>
      <div class="now">
        <dt>${texts.lossNow} <small>${texts.lossOfBatch(sampleCount(state.situation))}</small></dt>
        <dd data-number="loss">${fixed(loss)}</dd>
      </div>
      <div class="floor">
        <dt>${texts.floor}</dt>
        <dd data-number="floor">${fixed(floor)}</dd>
      </div>
      <div class="excess">
        <dt>${texts.excess}</dt>
        <dd data-number="excess">${fixed(Math.max(loss - floor, 0))}</dd>
      </div>
    </dl>
    <button type="button" class="primary" data-action="run-here" @click=${toggleRun}>
      ${state.running ? texts.pause : texts.run}
    </button>
    <div class="meter" aria-hidden="true" style=${styleMap(places)}><span class="loss"></span><span class="floor"></span></div>
  </section>`;
}
