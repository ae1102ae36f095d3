/** The picture: time per logit against the number of classes, one line a library. */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { PALETTE } from "../shared/palette";
import { emptyDocument, STYLE } from "../shared/plot";
import type { Entry } from "./contestants";
import { type Run, timesOf } from "./rounds";
import { numel } from "./shapes";

/** crossent stands out, PyTorch is black and grey. */
const COLOURS: { readonly [id: string]: string } = {
  "torch-avx2": PALETTE.black,
  "crossent-relaxed-simd": PALETTE.vermilion,
  "crossent-simd128": PALETTE.orange,
  "crossent-reference": "#8b5a2b",
  onnxruntime: PALETTE.blue,
  jax: PALETTE.bluishGreen,
  tfjs: PALETTE.reddishPurple,
  loops: PALETTE.skyBlue,
};

interface Point {
  readonly id: string;
  readonly title: string;
  readonly classes: number;
  readonly ns: number;
}

const POWERS = [1, 10, 100, 1e3, 1e4, 1e5];
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500];

const LABEL_GAP = 13; // pixels between the names at the right edge

/** Moves the names apart where their lines end close together; returns the shift of each in pixels. */
function spread(ends: readonly { readonly id: string; readonly y: number }[]): Map<string, number> {
  const shifts = new Map<string, number>();
  let above = -Infinity;
  for (const { id, y } of [...ends].sort((a, b) => a.y - b.y)) {
    const placed = Math.max(y, above + LABEL_GAP);
    shifts.set(id, placed - y);
    above = placed;
  }
  return shifts;
}

const SVG = "http://www.w3.org/2000/svg";

export function draw(sweep: readonly Run[], entries: readonly Entry[]): string {
  const points: Point[] = entries.flatMap(({ id, title }) =>
    sweep.flatMap((run) => {
      const times = run.id === id ? timesOf(run) : null;
      if (times === null) return [];
      return [{ id, title, classes: run.case.classes, ns: times.median / numel(run.case.shape) }];
    }),
  );
  const ends = entries.flatMap((entry) => points.filter(({ id }) => id === entry.id).slice(-1));
  const [low, high] = [
    0.8 * Math.min(...points.map(({ ns }) => ns)),
    1.2 * Math.max(...points.map(({ ns }) => ns)),
  ];
  const steps = STEPS.filter((ns) => ns >= low && ns <= high);
  const document = emptyDocument(parseHTML);
  const options: Plot.PlotOptions = {
    document,
    width: 820,
    height: 460,
    marginRight: 175,
    marginLeft: 55,
    style: { background: "white", ...STYLE },
    x: { type: "log", label: "classes", ticks: POWERS, tickFormat: (n: number) => n.toLocaleString("en") },
    y: {
      type: "log",
      label: "ns per logit",
      grid: true,
      domain: [low, high],
      ticks: steps,
      tickFormat: String,
    },
  };
  const line = Plot.line(points, {
    x: "classes",
    y: "ns",
    z: "id",
    stroke: (p: Point) => COLOURS[p.id]!,
    strokeWidth: (p: Point) => (p.id.startsWith("crossent") ? 2.5 : 1.5),
  });
  const y = Plot.plot({ ...options, marks: [line] }).scale("y")!;
  const shifts = spread(ends.map(({ id, ns }) => ({ id, y: y.apply(ns) as number })));
  const names = ends.map((end) =>
    Plot.text([end], {
      x: "classes",
      y: "ns",
      text: "title",
      fill: COLOURS[end.id]!,
      textAnchor: "start",
      dx: 8,
      dy: shifts.get(end.id)!,
    }),
  );
  const svg = Plot.plot({ ...options, marks: [line, ...names] });
  svg.setAttribute("xmlns", SVG);
  const title = document.createElementNS(SVG, "title");
  title.textContent = "Nanoseconds per logit against the number of classes, forward and gradient";
  svg.prepend(title);
  return `${svg.outerHTML}\n`;
}
