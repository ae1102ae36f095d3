import { html, type TemplateResult } from "lit-html";
import { styleMap } from "lit-html/directives/style-map.js";

/** A bar from `origin` to `value` on the axis from `min` to `max`; the number beside it says the same in words. */
export function bar(kind: string, value: number, min: number, max: number, origin = 0): TemplateResult {
  const place = (x: number): number => ((Math.min(Math.max(x, min), max) - min) / (max - min)) * 100;
  const [left, right] = [Math.min(origin, value), Math.max(origin, value)].map(place) as [number, number];
  const style = { "--left": `${left}%`, "--right": `${right}%`, "--origin": `${place(origin)}%` };
  return html`<span class="track ${kind}" aria-hidden="true" style=${styleMap(style)}><span class="bar"></span><span class="origin"></span></span>`;
}
