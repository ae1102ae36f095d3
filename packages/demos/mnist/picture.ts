/**
 * The picture: above, how confident the network is and how right (Guo et al. 2017, figure 1); below, what the
 * activations of its penultimate layer look like (Müller et al. 2019, figure 1). One column for each outcome.
 */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { PALETTE } from "../../shared/palette.ts";
import { emptyDocument, STYLE } from "../../shared/plot.ts";
import type { Bin } from "./calibration.ts";
import type { Outcome } from "./experiment.ts";
import type { Point } from "./projection.ts";

const PANEL = 340;
const MARGIN = 48; // left of the axes, for their numbers
const GAP = 30;
const HISTOGRAM = 84;
const FEW = 10; // images, whose accuracy says little

const ACCURACY = PALETTE.blue;
const TOO_SURE = PALETTE.orange;
const TOO_UNSURE = PALETTE.skyBlue;
const CLUSTERS = [PALETTE.blue, PALETTE.vermilion, PALETTE.bluishGreen];

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

const document = emptyDocument(parseHTML);

/** One panel as the text of an `<svg>`, placed at (x, y) of the picture. */
function panel(x: number, y: number, options: Plot.PlotOptions): string {
  const svg = Plot.plot({
    document,
    width: PANEL,
    marginLeft: MARGIN,
    marginRight: 12,
    style: STYLE,
    ...options,
  });
  svg.setAttribute("x", String(x));
  svg.setAttribute("y", String(y));
  return svg.outerHTML;
}

const unitScale = { domain: [0, 1], ticks: [0, 0.2, 0.4, 0.6, 0.8, 1] };

function histogram(x: number, y: number, bins: readonly Bin[]): string {
  const all = bins.reduce((sum, { count }) => sum + count, 0);
  return panel(x, y, {
    height: HISTOGRAM,
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
function reliability(x: number, y: number, { calibration }: Outcome): string {
  const bins = calibration.bins.filter(({ count }) => count > 0);
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

/** The same length of axis in both directions, so that distances in the plane are seen as they are. */
function square(points: readonly Point[]): { readonly x: number[]; readonly y: number[] } {
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  const half = 0.53 * Math.max(...[xs, ys].map((values) => Math.max(...values) - Math.min(...values)));
  const around = (centre: number): number[] => [centre - half, centre + half];
  return { x: around(middle(xs)), y: around(middle(ys)) };
}

function activations(x: number, y: number, points: readonly Point[]): string {
  const domain = square(points);
  return panel(x, y, {
    height: PANEL,
    x: { domain: domain.x, label: null, ticks: 5 },
    y: { domain: domain.y, label: null, ticks: 5 },
    color: { type: "categorical", range: CLUSTERS },
    marks: [
      Plot.frame({ stroke: "#ccc" }),
      Plot.dot(points, { x: "x", y: "y", fill: "digit", r: 1.8, fillOpacity: 0.6 }),
    ],
  });
}

const text = (x: number, y: number, content: string, size = 12, weight = "normal"): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}">${content}</text>`;

/** Coloured squares, each followed by its word and the room that the word takes. */
function legend(
  x: number,
  y: number,
  entries: readonly (readonly [colour: string, word: string, room: number])[],
): string {
  let at = x;
  return entries
    .map(([colour, word, room]) => {
      const square = `<rect x="${at}" y="${y - 9}" width="10" height="10" fill="${colour}"/>`;
      const label = text(at + 14, y, word);
      at += room;
      return square + label;
    })
    .join("");
}

/** The whole picture as the text of an SVG file. */
export function picture(outcomes: readonly Outcome[]): string {
  const rows = { title: 30, facts: 52, histogram: 82, reliability: 202, activations: 586 };
  const width = outcomes.length * (PANEL + GAP) + GAP;
  const height = rows.activations + PANEL + 10;
  const digits = [...new Set(outcomes[0]!.points.map(({ digit }) => digit))].sort();
  const columns = outcomes.map((outcome, i) => {
    const left = GAP + i * (PANEL + GAP);
    const x = left + MARGIN;
    const title = outcome.labelSmoothing === 0 ? "no smoothing" : `label smoothing ${outcome.labelSmoothing}`;
    const { accuracy, confidence, ece } = outcome.calibration;
    const facts = `accuracy ${percent(accuracy)}, confidence ${percent(confidence)}, ECE ${percent(ece)}`;
    return [
      text(x, rows.title, title, 16, "bold"),
      text(x, rows.facts, facts),
      text(x, rows.histogram, "test images by confidence"),
      histogram(left, rows.histogram, outcome.calibration.bins),
      legend(x, rows.reliability, [
        [ACCURACY, "accuracy", 80],
        [TOO_SURE, "too sure", 80],
        [TOO_UNSURE, "too unsure", 80],
      ]),
      reliability(left, rows.reliability, outcome),
      text(x, rows.activations, "penultimate layer:"),
      legend(
        x + 116,
        rows.activations,
        digits.map((digit, k) => [CLUSTERS[k]!, String(digit), 40]),
      ),
      activations(left, rows.activations, outcome.points),
    ].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${STYLE.fontFamily}" fill="${STYLE.color}">
<rect width="100%" height="100%" fill="white"/>
${columns.join("\n")}
</svg>
`;
}
