/** How long a training step takes beside PyTorch: the first table of docs/speed.md. */

import * as Plot from "@observablehq/plot";
import { COLOURS, draw, type Language, type Picture, tableOf } from "./draw.ts";

const HEADING = /^\| one step: median/;
const SHAPES = ["(64,784,10)", "(256,512,1000)", "(64,768,32000)", "(1024,768,1000)"];
const SHOWN: Readonly<Record<string, keyof typeof COLOURS>> = {
  "crossent, relaxed-simd": "crossent",
  "crossent, simd128": "simd128",
  "onnxruntime-web (wasm)": "onnxruntime",
  "jax-js (wasm)": "jax",
  "tfjs (wasm)": "tfjs",
};
const UNITS: Readonly<Record<string, number>> = { µs: 1e-3, ms: 1 };

const TEXTS = {
  en: {
    forward: "onnxruntime-web, forward only",
    axis: "× the time of PyTorch →",
    caption:
      "A training step, x·W + b, cross-entropy, backward, update, of (N,D,C): time relative to PyTorch 2.15 " +
      "with AVX2, on a logarithmic axis, Node 24, one thread. Less is better. onnxruntime-web goes forward only. " +
      "The table and the machine are in docs/speed.md.",
  },
  zh: {
    forward: "onnxruntime-web，仅前向",
    axis: "PyTorch 用时的倍数 →",
    caption:
      "一个训练步（x·W + b、交叉熵、反向传播、更新），形状为 (N,D,C)：相对于使用 AVX2 的 PyTorch 2.15 的用时，" +
      "对数坐标，Node 24，单线程，越小越好。onnxruntime-web 只做前向。完整的表格和机器见 docs/speed.md。",
  },
} as const;

/** `9.73 ms (-1/+2 %; 250 pf)` is 9.73. */
function milliseconds(cell: string): number {
  const [, number, unit] = /^([\d.]+) (µs|ms) /.exec(cell) ?? [];
  if (unit === undefined) throw new Error(`no time: ${cell}`);
  return Number(number) * UNITS[unit]!;
}

export function step(language: Language): Picture {
  const texts = TEXTS[language];
  const rows = new Map(tableOf("docs/speed.md", HEADING).map(([name, ...cells]) => [name!, cells]));
  const torch = rows.get("PyTorch AVX2")!;
  const points = Object.entries(SHOWN).flatMap(([name, colour]) =>
    SHAPES.map((shape, i) => {
      const cell = rows.get(name)![i]!;
      return {
        name: colour === "onnxruntime" ? texts.forward : name.replace(" (wasm)", ""),
        shape,
        ratio: milliseconds(cell) / milliseconds(torch[i]!),
        time: cell.replace(/ \(.*/, ""),
        colour: COLOURS[colour],
      };
    }),
  );
  return draw(
    {
      height: 480,
      marginLeft: 205,
      marginRight: 110,
      marginBottom: 40,
      x: {
        type: "log",
        label: texts.axis,
        domain: [0.35, 40],
        ticks: [0.5, 1, 2, 5, 10, 20],
        tickFormat: String,
      },
      y: { label: null, domain: [...new Set(points.map(({ name }) => name))], tickSize: 0 },
      fy: { label: null, domain: SHAPES, padding: 0.15 },
      marks: [
        Plot.ruleX([0.5, 2, 5, 10, 20], { strokeOpacity: 0.12 }),
        Plot.ruleX([1], { stroke: COLOURS.torch }),
        Plot.ruleY(points, { fy: "shape", y: "name", x1: 1, x2: "ratio", stroke: "colour", strokeWidth: 2 }),
        Plot.dot(points, { fy: "shape", y: "name", x: "ratio", fill: "colour", r: 4 }),
        Plot.text(points, {
          fy: "shape",
          y: "name",
          x: (p) => Math.max(p.ratio, 1),
          text: "time",
          textAnchor: "start",
          dx: 9,
        }),
      ],
    },
    texts.caption,
  );
}
