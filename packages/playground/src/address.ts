/** Keeps the situation in the URL. */

import type { State } from "./store";
import { writeHash } from "./urlState";

const QUIET = 150; // milliseconds; browsers refuse an address that changes a hundred times a second

export function createAddress(): (state: State) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return ({ situation, sample, language, languageChosen }) => {
    const hash = writeHash({ situation, sample, language: languageChosen ? language : null });
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (location.hash !== hash) history.replaceState(null, "", hash);
    }, QUIET);
  };
}
