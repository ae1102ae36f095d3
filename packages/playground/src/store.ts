/** The state of the page and what may happen to it. Views read it, and call its functions. */

import { reachOf } from "./axis";
import { type Moment, stepped } from "./descent";
import { PRESETS } from "./presets";
import { type Results, resultsOf } from "./results";
import type { Situation } from "./situation";
import type { Language } from "./texts";
import type { Theme } from "./theme";

export interface State {
  readonly situation: Situation;
  readonly results: Results;
  /** Index of the sample that is shown. */
  readonly sample: number;
  /** The axis of the logits is from −reach to reach. */
  readonly reach: number;
  /** Where gradient descent has been: the start first. Empty before the first step. */
  readonly path: readonly Moment[];
  readonly running: boolean;
  readonly stepSize: number;
  readonly language: Language;
  /** Whether the visitor chose the language: then it goes into the link. */
  readonly languageChosen: boolean;
  readonly theme: Theme;
}

export interface Store {
  readonly state: State;
  /** A change by hand: ends a descent and forgets its path. `steady` keeps the axis, while a bar is dragged. */
  edit(situation: Situation, options?: { readonly steady?: boolean }): void;
  /** Fits the axis, after a bar was dragged. */
  fitAxis(): void;
  /** One step of gradient descent, or several at once. */
  descend(steps: number): void;
  backToStart(): void;
  set(
    change: Partial<Pick<State, "sample" | "running" | "stepSize" | "language" | "languageChosen" | "theme">>,
  ): void;
}

export function createStore(
  initial: Pick<State, "language" | "languageChosen" | "theme"> & {
    readonly situation: Situation | null;
    readonly sample: number;
  },
  changed: (state: State) => void,
): Store {
  const situation = initial.situation ?? PRESETS.smoothing;
  let state: State = {
    ...initial,
    situation,
    results: resultsOf(situation),
    reach: reachOf(situation.logits),
    path: [],
    running: false,
    stepSize: 1,
  };

  const update = (change: Partial<State>): void => {
    state = { ...state, ...change };
    changed(state);
  };

  return {
    get state() {
      return state;
    },
    edit(next, { steady = false } = {}) {
      update({
        situation: next,
        results: resultsOf(next),
        sample: Math.min(state.sample, next.logits.length - 1),
        path: [],
        running: false,
        ...(steady ? {} : { reach: reachOf(next.logits) }),
      });
    },
    fitAxis() {
      update({ reach: reachOf(state.situation.logits) });
    },
    descend(steps) {
      const path = [...state.path];
      if (path.length === 0) path.push({ step: 0, logits: state.situation.logits });
      let next = state.situation;
      for (let i = 0; i < steps; i++) {
        next = stepped(next, state.stepSize);
        path.push({ step: path.length, logits: next.logits });
      }
      update({
        situation: next,
        results: resultsOf(next),
        path,
        reach: Math.max(state.reach, reachOf(next.logits)),
      });
    },
    backToStart() {
      const [start] = state.path;
      if (start !== undefined) this.edit({ ...state.situation, logits: start.logits });
    },
    set: update,
  };
}
