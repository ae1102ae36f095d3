/** What label smoothing makes of the target "class 1 of 3": q = (1 − ε) y + ε / C. */

import * as Plot from "@observablehq/plot";
import { COLOURS, draw, type Language, type Picture } from "./draw.ts";

const CLASSES = 3;
const TARGET = 1;
const EPSILONS = [0, 0.3, 0.6];

const TEXTS = {
  en: {
    axis: "↑ target q",
    class: "class",
    caption: "The target of class 1 of three, for labelSmoothing ε of 0, 0.3 and 0.6.",
  },
  zh: {
    axis: "↑ 目标 q",
    class: "类别",
    caption: "三个类别中类别 1 的目标，labelSmoothing ε 分别为 0、0.3 和 0.6。",
  },
} as const;

export function smoothing(language: Language): Picture {
  const texts = TEXTS[language];
  const bars = EPSILONS.flatMap((epsilon) =>
    Array.from({ length: CLASSES }, (_, c) => ({
      epsilon: `ε = ${epsilon}`,
      class: String(c),
      q: (1 - epsilon) * Number(c === TARGET) + epsilon / CLASSES,
      colour: c === TARGET ? COLOURS.crossent : COLOURS.onnxruntime,
    })),
  );
  return draw(
    {
      width: 440,
      height: 240,
      marginTop: 44,
      marginBottom: 34,
      x: { type: "band", label: texts.class, labelAnchor: "right", labelArrow: "none", tickSize: 0 },
      y: { label: texts.axis, domain: [0, 1.15], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], labelArrow: "none" },
      fx: { label: null, padding: 0.12 },
      marks: [
        Plot.barY(bars, { fx: "epsilon", x: "class", y: "q", fill: "colour", insetLeft: 6, insetRight: 6 }),
        Plot.text(bars, {
          fx: "epsilon",
          x: "class",
          y: "q",
          dy: -8,
          text: ({ q }) => String(Number(q.toFixed(4))),
        }),
        Plot.ruleY([0]),
      ],
    },
    texts.caption,
  );
}
