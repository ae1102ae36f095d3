/** Takes gradient steps, frame by frame, until the logits stand still or have gone far enough. */

import type { Store } from "./store";

const STILL = 1e-4; // largest gradient at which the logits count as arrived: half of the last digit that is shown
const STEPS_OF_A_RUN = 2000;
const FRAMES_PER_SPEED = 40; // after so many frames each frame takes one more step

export const isStill = ({ state }: Pick<Store, "state">): boolean =>
  state.results.samples.every(({ gradient }) => gradient.every((g) => Math.abs(g) < STILL));

/** The function that starts a run, and stops one that is under way. */
export function createRunner(store: Store): () => void {
  let frame = 0;

  const next = (begun: number, frames: number): void => {
    const taken = store.state.path.length - begun;
    if (!store.state.running) return;
    if (isStill(store) || taken >= STEPS_OF_A_RUN) {
      store.set({ running: false });
      return;
    }
    store.descend(Math.min(1 + Math.floor(frames / FRAMES_PER_SPEED), STEPS_OF_A_RUN - taken));
    frame = requestAnimationFrame(() => next(begun, frames + 1));
  };

  return () => {
    cancelAnimationFrame(frame);
    if (store.state.running) {
      store.set({ running: false });
      return;
    }
    const begun = Math.max(store.state.path.length, 1); // the start is part of the path
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      for (let taken = 0; taken < STEPS_OF_A_RUN && !isStill(store); taken += 20) store.descend(20);
      return;
    }
    store.set({ running: true });
    next(begun, 0);
  };
}
