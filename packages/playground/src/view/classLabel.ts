import { html, type TemplateResult } from "lit-html";
import { classMap } from "lit-html/directives/class-map.js";
import type { View } from "./context";

export const isTrueClass = ({ state: { situation, sample } }: View, c: number): boolean =>
  situation.targetKind === "classes" && situation.classes[sample] === c;

/** The number of a class in front of its row; the true class carries a ring. */
export function classLabel(view: View, c: number): TemplateResult {
  const isTrue = isTrueClass(view, c);
  const { texts } = view;
  return html`<span class=${classMap({ label: true, true: isTrue })}>
    <span class="unseen">${texts.className(c)}${isTrue ? ` (${texts.trueClass})` : ""}</span>
    <span aria-hidden="true">${c}</span>
  </span>`;
}
