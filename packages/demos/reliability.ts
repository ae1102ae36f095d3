/** Reliability diagrams: how confident a network is and how right (Guo et al. 2017, figure 1). */

import * as Plot from "@observablehq/plot";
import type { metrics } from "crossent";
import { PALETTE } from "../shared/palette.ts";
import { legend, MARGIN, PANEL, panel, text } from "./panels.ts";

/** The images whose confidence lies in `(low, high]`. */
interface Bin extends metrics.CalibrationBin {
  readonly low: number;
  readonly high: number;
}

const FEW = 10; // images, whose accuracy says little
const HISTOGRAM = { top: 10, height: 84 };
const DIAGRAM = { legend: 130, top: 130 };

const ACCURACY = PALETTE.blue;
const TOO_SURE = PALETTE.orange;
const TOO_UNSURE = PALETTE.skyBlue;

export const RELIABILITY_HEIGHT = DIAGRAM.top + PANEL;

const unitScale = { domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };

function histogram(x: number, y: number, bins: readonly Bin[]): string {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return panel(x, y, {
    height: HISTOGRAM.height,
    marginTop: 12,
    marginBottom: 8,
    x: { ...unitScale, axis: null },
    y: { domain: [0, 1], ticks: [0, 0.5, 1], label: null, tickFormat: (part: number) => `${100 * part} %` },
    marks: [
      Plot.rectY(bins, {
        x1: "low",
        x2: "high",
        y: (bin: Bin) => bin.count / all,
        fill: "#888",
        insetLeft: 1,
      }),
      Plot.ruleY([0]),
    ],
  });
}

/** Accuracy in every bin. What it lacks of the confidence, or has beyond it, is the calibration error. */
function diagram(x: number, y: number, all: readonly Bin[]): string {
  const bins = all.filter(({ count }) => count > 0);
  const fillOpacity = ({ count }: Bin): number => (count < FEW ? 0.3 : 1);
  const edges = { x1: "low", x2: "high", insetLeft: 1, fillOpacity };
  const gaps = (fill: string, among: (bin: Bin) => boolean): Plot.Markish =>
    Plot.rectY(bins.filter(among), { ...edges, y1: "accuracy", y2: "confidence", fill });
  return panel(x, y, {
    height: PANEL,
    marginTop: 10,
    marginBottom: 40,
    x: {
      ...unitScale,
      label: `confidence (pale: fewer than ${FEW} images)`,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 36,
    },
    y: { ...unitScale, label: null },
    marks: [
      Plot.rectY(bins, { ...edges, y: (bin: Bin) => Math.min(bin.accuracy, bin.confidence), fill: ACCURACY }),
      gaps(TOO_SURE, ({ accuracy, confidence }) => confidence > accuracy),
      gaps(TOO_UNSURE, ({ accuracy, confidence }) => confidence < accuracy),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: "#222", strokeDasharray: "4 3" },
      ),
      Plot.ruleY([0]),
    ],
  });
}

/** The images by confidence, and below their accuracy in every bin. */
export function reliability(x: number, y: number, counted: readonly metrics.CalibrationBin[]): string {
  const bins = counted.map((bin, i) => ({ ...bin, low: i / counted.length, high: (i + 1) / counted.length }));
  return [
    text(x + MARGIN, y + HISTOGRAM.top, "test images by confidence"),
    histogram(x, y + HISTOGRAM.top, bins),
    legend(x + MARGIN, y + DIAGRAM.legend, [
      [ACCURACY, "accuracy", 80],
      [TOO_SURE, "too sure", 80],
      [TOO_UNSURE, "too unsure", 80],
    ]),
    diagram(x, y + DIAGRAM.top, bins),
  ].join("\n");
}
