/** Starts the page: the state, what shows it, and the URL that holds it. */

import "./styles/index.css";
import { setWarnings } from "crossent";
import { render } from "lit-html";
import { createAddress } from "./address";
import { createRunner } from "./animation";
import { createAnnouncer } from "./announcer";
import { fixed } from "./numbers";
import { createStore, type State } from "./store";
import { isLanguage, LANGUAGE_TAGS, type Language, TEXTS } from "./texts";
import { applyTheme, rememberedTheme } from "./theme";
import { readHash } from "./urlState";
import { page } from "./view/page";

/** Chinese for a browser that prefers any Chinese, English for all others. */
const preferredLanguage = (): Language => (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

setWarnings(false); // the loss is shown term by term: of parts of a target, which do not sum to 1

const shared = readHash(location.hash);
const store = createStore(
  {
    situation: shared.situation,
    sample: shared.sample,
    language: isLanguage(shared.language) ? shared.language : preferredLanguage(),
    languageChosen: isLanguage(shared.language),
    theme: rememberedTheme(),
  },
  schedule,
);
const toggleRun = createRunner(store);
const announce = createAnnouncer();
const keepAddress = createAddress();
const root = document.getElementById("page")!;

function show(state: State): void {
  const texts = TEXTS[state.language];
  document.documentElement.lang = LANGUAGE_TAGS[state.language];
  document.title = texts.title;
  applyTheme(state.theme);
  render(page({ store, state, texts, toggleRun }), root);
  announce(texts.announce(fixed(state.results.loss), fixed(state.results.floor)));
  keepAddress(state);
}

let scheduled = false;

/** Shows the last state once after any number of changes. */
function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  queueMicrotask(() => {
    scheduled = false;
    show(store.state);
  });
}

addEventListener("hashchange", () => {
  const { situation, sample, language } = readHash(location.hash);
  if (isLanguage(language)) store.set({ language, languageChosen: true });
  if (situation === null) return;
  store.edit(situation);
  store.set({ sample });
});
addEventListener("resize", schedule);
show(store.state);
