/**
 * The picture: above, how confident the network is and how right (Guo et al. 2017, figure 1); below, what the
 * activations of its penultimate layer look like (Müller et al. 2019, figure 1). One column for each outcome.
 */

import * as Plot from "@observablehq/plot";
import { PALETTE } from "../../shared/palette.ts";
import { legend, MARGIN, PANEL, panel, svgFile, text } from "../panels.ts";
import { reliability } from "../reliability.ts";
import type { Outcome } from "./experiment.ts";
import type { Point } from "./projection.ts";

const GAP = 30;
const CLUSTERS = [PALETTE.blue, PALETTE.vermilion, PALETTE.bluishGreen];

const percent = (part: number): string => `${(100 * part).toFixed(1)} %`;

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

/** The whole picture as the text of an SVG file. */
export function picture(outcomes: readonly Outcome[]): string {
  const rows = { title: 30, facts: 52, reliability: 72, activations: 586 };
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
      reliability(left, rows.reliability, outcome.calibration.bins),
      text(x, rows.activations, "penultimate layer:"),
      legend(
        x + 116,
        rows.activations,
        digits.map((digit, k) => [CLUSTERS[k]!, String(digit), 40]),
      ),
      activations(left, rows.activations, outcome.points),
    ].join("\n");
  });
  return svgFile(width, height, columns);
}
