/** The picture: the loss of every shard, and how far the network's confidence can be believed. */

import * as Plot from "@observablehq/plot";
import { PALETTE } from "../../shared/palette.ts";
import { MARGIN, PANEL, panel, svgFile, text } from "../panels.ts";
import { RELIABILITY_HEIGHT, reliability } from "../reliability.ts";
import { type Report, Scores } from "./scores.ts";

const GAP = 30;
const ROWS = { title: 30, panels: 48 };
const LOSSES = 560; // width of the panel

const lossOf = (scores: Scores): number => scores.crossEntropy.compute().loss;

function losses(x: number, y: number, { shards, total }: Report): string {
  const points = shards.map(({ scores }, shard) => ({ shard, loss: lossOf(new Scores(scores)) }));
  return panel(x, y, {
    width: LOSSES,
    height: RELIABILITY_HEIGHT,
    marginBottom: 40,
    x: { label: "shard", labelAnchor: "center", labelArrow: "none", labelOffset: 36, interval: 1 },
    y: { label: null, zero: true, nice: true, grid: true },
    marks: [
      Plot.barY(points, { x: "shard", y: "loss", fill: PALETTE.blue }),
      Plot.ruleY([lossOf(new Scores(total))], { stroke: "#222", strokeDasharray: "4 3" }),
      Plot.ruleY([0]),
    ],
  });
}

/** The whole picture as the text of an SVG file. */
export function picture(report: Report): string {
  const { bins, ece } = new Scores(report.total).calibration.compute();
  const right = GAP + LOSSES + GAP;
  return svgFile(right + PANEL + GAP, ROWS.panels + RELIABILITY_HEIGHT + 10, [
    text(GAP + MARGIN, ROWS.title, "mean loss per shard (dashed: of all)", 16, "bold"),
    losses(GAP, ROWS.panels, report),
    text(right + MARGIN, ROWS.title, `reliability, ECE ${(100 * ece).toFixed(1)} %`, 16, "bold"),
    reliability(right, ROWS.panels, bins),
  ]);
}
