import { html, type TemplateResult } from "lit-html";
import { sampleCount } from "../situation";
import { batch } from "./batch";
import { code } from "./code";
import type { View } from "./context";
import { descent } from "./descent";
import { header } from "./header";
import { ideas } from "./ideas";
import { GUIDE } from "./links";
import { logits } from "./logits";
import { options } from "./options";
import { gradient, probabilities, shares } from "./outputs";
import { presetButtons } from "./presetButtons";
import { readout } from "./readout";
import { score } from "./score";
import { target } from "./target";
import { weights } from "./weights";

export function page(view: View): TemplateResult {
  const { state, texts } = view;
  const which = sampleCount(state.situation) === 1 ? "" : texts.ofSample(state.sample + 1);
  return html`<a class="skip" href="#main" @click=${focusMain}>${texts.skip}</a>
    ${header(view)}
    <main id="main" tabindex="-1">
      ${presetButtons(view)} ${readout(view)} ${options(view)} ${batch(view)}
      <div class="workbench">
        <section class="group" aria-labelledby="inputs-title">
          <h2 id="inputs-title">${texts.inputs} <small>${which}</small></h2>
          ${logits(view)} ${target(view)} ${weights(view)}
        </section>
        <section class="group" aria-labelledby="outputs-title">
          <h2 id="outputs-title">${texts.outputs} <small>${which}</small></h2>
          ${probabilities(view)} ${shares(view)} ${gradient(view)} ${score(view)}
        </section>
      </div>
      ${ideas(view)} ${descent(view)} ${code(view)}
    </main>
    ${GUIDE === "" ? html`<footer class="note">${texts.alone} <code class="formula" lang="en">npm run guide</code></footer>` : null}`;
}

/** By hand, because the hash of the URL holds the situation. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
