/** The picture: time per logit against the number of classes, one line a library. */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { Contestant } from "./contestants";
import { medianOf } from "./report";
import type { Measurement } from "./rounds";
import { numel } from "./shapes";

/** Okabe and Ito's palette, which colour-blind readers can tell apart; crossent stands out, PyTorch is black and grey. */
const COLOURS: { readonly [id: string]: string } = {
  "torch-1": "#000000",
  "torch-2": "#888888",
  "crossent-relaxed-simd": "#d55e00",
  "crossent-simd128": "#e69f00",
  "crossent-reference": "#c7a100",
  onnxruntime: "#0072b2",
  jax: "#009e73",
  tfjs: "#cc79a7",
  loops: "#56b4e9",
};

interface Point {
  readonly id: string;
  readonly title: string;
  readonly classes: number;
  readonly ns: number;
}

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

export function draw(sweep: readonly Measurement[], contestants: readonly Contestant[]): string {
  const points: Point[] = contestants.flatMap(({ entry: { id, title } }) =>
    sweep.flatMap((m) => {
      const median = medianOf(m, id);
      return median === undefined
        ? []
        : [{ id, title, classes: m.case.classes, ns: median / numel(m.case.shape) }];
    }),
  );
  const ends = contestants.flatMap(({ entry }) => points.filter(({ id }) => id === entry.id).slice(-1));
  const { document } = parseHTML("<html><body></body></html>");
  const options: Plot.PlotOptions = {
    document: document as unknown as Document,
    width: 820,
    height: 460,
    marginRight: 165,
    marginLeft: 55,
    style: { background: "white", color: "#222", fontSize: "12px", fontFamily: "system-ui, sans-serif" },
    x: { type: "log", label: "classes", tickFormat: (n: number) => n.toLocaleString("en"), ticks: 6 },
    y: { type: "log", label: "ns per logit", grid: true, tickFormat: (n: number) => String(n), ticks: 6 },
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
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  return `${svg.outerHTML}\n`;
}
