/** Takes gradient steps until the logits stand still or have gone far enough: so many a second on any machine. */

import type { Store } from "./store";

const STILL = 1e-4; // largest gradient at which the logits count as arrived: half of the last digit that is shown
const STEPS_OF_A_RUN = 2000;
const FIRST_SPEED = 60; // steps a second
const FASTER = 90; // steps a second, each second
const LONGEST_FRAME = 250; // ms: a tab that comes back goes on, and does not jump

/** How many steps a run has taken after a time in milliseconds. */
const stepsAfter = (ms: number): number => {
  const s = ms / 1000;
  return Math.min(1 + Math.floor((FIRST_SPEED + (FASTER / 2) * s) * s), STEPS_OF_A_RUN);
};

export const isStill = ({ state }: Pick<Store, "state">): boolean =>
  state.results.samples.every(({ gradient }) => gradient.every((g) => Math.abs(g) < STILL));

/** The function that starts a run, and stops one that is under way. */
export function createRunner(store: Store): () => void {
  let frame = 0;

  const next = (taken: number, elapsed: number, last: number): void => {
    if (!store.state.running) return;
    if (isStill(store) || taken >= STEPS_OF_A_RUN) {
      store.set({ running: false });
      return;
    }
    const due = stepsAfter(elapsed);
    if (due > taken) store.descend(due - taken);
    frame = requestAnimationFrame((now) => {
      next(due, elapsed + Math.min(Math.max(now - last, 0), LONGEST_FRAME), now);
    });
  };

  return () => {
    cancelAnimationFrame(frame);
    if (store.state.running) {
      store.set({ running: false });
      return;
    }
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (let taken = 0; taken < STEPS_OF_A_RUN && !isStill(store); taken += 20) store.descend(20);
      return;
    }
    store.set({ running: true });
    next(0, 0, performance.now());
  };
}
