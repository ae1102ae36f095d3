/** What every view is given. */

import type { State, Store } from "../store";
import type { Texts } from "../texts";

export interface View {
  readonly store: Store;
  readonly state: State;
  readonly texts: Texts;
  /** Starts a run of gradient steps, or pauses it. */
  readonly toggleRun: () => void;
}
