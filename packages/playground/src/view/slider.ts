import { html, type TemplateResult } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { styleMap } from "lit-html/directives/style-map.js";
import { brief } from "../numbers";

export interface SliderOptions {
  readonly name: string;
  readonly label: string;
  readonly value: number;
  readonly range: { readonly min: number; readonly max: number; readonly step: number };
  /** Where the bar begins. */
  readonly origin: number;
  /** A place to mark. */
  readonly goal?: number | null;
  readonly changed: (value: number) => void;
  /** The bar was let go. */
  readonly released?: () => void;
}

/** `value` on the grid of the slider, without the digits that adding steps leaves behind. */
const snapped = (value: number, step: number): number => Number((Math.round(value / step) * step).toFixed(4));

/**
 * A bar that can be dragged: a native range input, which brings keys, touch and screen readers, over a bar that shows
 * the exact value.
 */
export function slider(options: SliderOptions): TemplateResult {
  const { name, label, value, range, origin, goal = null, changed, released } = options;
  const { min, max, step } = range;
  const place = (x: number): string => `${((Math.min(Math.max(x, min), max) - min) / (max - min)) * 100}%`;
  const [left, right] = value < origin ? [value, origin] : [origin, value];
  const bar = { "--left": place(left), "--right": place(right), "--origin": place(origin) };
  const goalIsOutside = goal !== null && (goal < min || goal > max);
  return html`<span class="slider" style=${styleMap(bar)}>
    <span class="track" aria-hidden="true">
      <span class="bar"></span>
      <span class="origin"></span>
      ${
        goal === null
          ? null
          : html`<span class="goal ${goalIsOutside ? "outside" : ""}" style=${styleMap({ left: place(goal) })}></span>`
      }
    </span>
    <input
      type="range"
      name=${name}
      aria-label=${label}
      aria-valuetext=${brief(value)}
      min=${min}
      max=${max}
      step=${step}
      .value=${live(String(value))}
      @input=${(event: Event) => changed(snapped((event.target as HTMLInputElement).valueAsNumber, step))}
      @change=${() => released?.()}
    />
  </span>`;
}
