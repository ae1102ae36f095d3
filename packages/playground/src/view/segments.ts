import { html, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";

export interface Segment<T extends string> {
  readonly value: T;
  readonly content: unknown;
  /** The language of the content, where it is another than the page's. */
  readonly language?: string;
}

/** One of several, side by side: native radio buttons, so that the arrow keys work. */
export function segments<T extends string>(
  name: string,
  legend: string,
  choices: readonly Segment<T>[],
  chosen: T,
  choose: (value: T) => void,
): TemplateResult {
  return html`<fieldset class="segments">
    <legend class="unseen">${legend}</legend>
    ${choices.map(
      ({ value, content, language }) => html`<label>
        <input
          type="radio"
          name=${name}
          value=${value}
          .checked=${live(value === chosen)}
          @change=${() => choose(value)}
        />
        <span lang=${language ?? (document.documentElement.lang || "en")}>${content}</span>
      </label>`,
    )}
  </fieldset>`;
}
