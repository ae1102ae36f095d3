import { html, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { isStill } from "../animation";
import { gapOf, overshoots } from "../descent";
import { brief, fixed } from "../numbers";
import { chart } from "./chart";
import type { View } from "./context";
import { slider } from "./slider";

const STEP_SIZE = { min: 0.1, max: 5, step: 0.1 };

/** The chart is as wide as its column, so that its letters keep their size. */
const chartWidth = (): number => Math.min(Math.max(document.documentElement.clientWidth - 72, 240), 620);

function verdict({ state, store, texts }: View, finite: boolean): string {
  if (state.path.length === 0) return texts.ready;
  if (!finite) return texts.runsAway;
  if (isStill(store)) return texts.settled;
  return overshoots(state.path, state.sample) ? texts.overshoots : texts.approaching;
}

/** Steps down the gradient of the shown situation, and where they lead. */
export function descent(view: View): TemplateResult {
  const { store, state, texts, toggleRun } = view;
  const { goal } = state.results.samples[state.sample]!;
  const gap = gapOf(state.situation.logits[state.sample]!);
  const width = chartWidth();
  return html`<section class="descent" aria-labelledby="descent-title">
    <h2 id="descent-title">${texts.descent}</h2>
    <div class="columns">
      <div>
        <div class="buttons">
          <button type="button" class="primary" data-action="run" @click=${toggleRun}>
            ${state.running ? texts.pause : texts.run}
          </button>
          <button type="button" data-action="step" ?disabled=${state.running} @click=${() => store.descend(1)}>
            ${texts.oneStep}
          </button>
          <button
            type="button"
            data-action="back"
            ?disabled=${state.running || state.path.length === 0}
            @click=${() => store.backToStart()}
          >
            ${texts.backToStart}
          </button>
        </div>
        <div class="option">
          <span class="name" aria-hidden="true">${texts.stepSize}</span>
          ${slider({
            name: "stepSize",
            label: texts.stepSize,
            value: state.stepSize,
            range: STEP_SIZE,
            origin: STEP_SIZE.min,
            changed: (stepSize) => store.set({ stepSize }),
          })}
          <span class="value">${brief(state.stepSize)}</span>
        </div>
        <dl class="facts">
          <div><dt>${texts.steps}</dt><dd data-number="steps">${Math.max(state.path.length - 1, 0)}</dd></div>
          <div><dt>${texts.gap}</dt><dd data-number="gap">${fixed(gap)}</dd></div>
          <div>
            <dt>${texts.gapGoal}</dt>
            <dd data-number="gapGoal">${goal === null ? texts.infinite : fixed(gapOf(goal))}</dd>
          </div>
        </dl>
        <p class="verdict">${verdict(view, goal !== null)}</p>
      </div>
      <figure>
        <figcaption>${texts.chartTitle} ${goal === null || state.path.length === 0 ? "" : html`<small>${texts.chartKey}</small>`}</figcaption>
        ${
          state.path.length === 0
            ? html`<p class="empty">${texts.chartEmpty}</p>`
            : guard([state.path, state.sample, goal, texts, width], () =>
                chart(state.path, state.sample, goal, gap, width, texts),
              )
        }
      </figure>
    </div>
  </section>`;
}
