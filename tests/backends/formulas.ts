/** The formulas of the kernels, written out, and all kernels run at once: for the tests of every implementation. */

import { Generator, randn } from "../../src";
import type { Executor } from "../../src/backends/table";
import type { FloatArray } from "../../src/dtype";
import type { Lines } from "../../src/values/shape";

/** Everything that the kernels read or write; `line` sees one line of it as plain numbers. */
export interface Case {
  readonly lines: Lines;
  readonly x: FloatArray;
  readonly dy: FloatArray;
  readonly target: FloatArray;
  readonly targets: Int32Array;
  readonly weights: FloatArray | null;
  readonly scale: Float64Array;
  readonly smoothing: number;
}

export type Row = number[];
const sum = (row: Row): number => row.reduce((a, b) => a + b, 0);
const zip = (a: Row, b: Row, f: (a: number, b: number) => number): Row => a.map((v, k) => f(v, b[k]!));

/** The formulas, with nothing done against overflow. */
const softmax = (x: Row): Row => x.map((v) => Math.exp(v) / sum(x.map(Math.exp)));
const nll = (x: Row): Row => softmax(x).map((p) => -Math.log(p));
const spread = (t: Row, e: number): Row => t.map((v) => v * (1 - e) + e / t.length);
const oneHot = (x: Row, target: number): Row => x.map((_, k) => (k === target ? 1 : 0));

/** ℓ = Σ w m ℓ_c and its gradients for the class masses `m`, which is cross-entropy of either kind of target. */
function formula(x: Row, m: Row, w: Row) {
  const wm = zip(w, m, (a, b) => a * b);
  const losses = sum(zip(wm, nll(x), (a, b) => a * b));
  return { losses, dx: zip(softmax(x), wm, (p, v) => sum(wm) * p - v), dm: zip(w, nll(x), (a, b) => a * b) };
}

/** The row of masses of a class index: `w_t (1 − ε)` at the class, `ε / C` times the weight everywhere. */
const indexFormula = (x: Row, target: number, w: Row, e: number) => {
  const hit = formula(
    x,
    oneHot(x, target).map((v) => v * (1 - e)),
    w,
  );
  const all = formula(
    x,
    x.map(() => e / x.length),
    w,
  );
  return { losses: hit.losses + all.losses, dx: zip(hit.dx, all.dx, (a, b) => a + b) };
};

/** Runs all kernels of a case over lines, into arrays full of rubbish. */
export function run(executor: Executor, sample: Case) {
  const { lines, x, dy, target, targets, weights, scale, smoothing: labelSmoothing } = sample;
  const like = (): FloatArray => x.slice().fill(99);
  const perLine = (n = 1): Float64Array => new Float64Array(n * lines.outer * lines.inner).fill(99);
  const out = {
    softmax: like(),
    softmaxGrad: like(),
    logSoftmax: like(),
    logSoftmaxGrad: like(),
    logsumexp: perLine(),
    losses: perLine(),
    grad: like(),
    probsLosses: perLine(),
    probsGrad: like(),
    targetGrad: like(),
  };
  executor.run("softmax", lines, { x, y: out.softmax });
  executor.run("softmaxGrad", lines, { dy, y: out.softmax, dx: out.softmaxGrad });
  const stats = perLine(2);
  executor.run("logSoftmax", lines, { x, y: out.logSoftmax, stats });
  executor.run("logSoftmaxGrad", lines, { dy, x, stats, dx: out.logSoftmaxGrad });
  executor.run("logsumexp", lines, { x, y: out.logsumexp });
  const options = { scale, weights, labelSmoothing };
  executor.run("crossEntropy", lines, {
    x,
    dx: out.grad,
    targets,
    losses: out.losses,
    total: null,
    ...options,
  });
  const probs = { x, dx: out.probsGrad, target, losses: out.probsLosses, stats, ...options };
  executor.run("crossEntropyProbs", lines, probs);
  executor.run("crossEntropyProbsTargetGrad", lines, { x, dTarget: out.targetGrad, stats, ...options });
  return out;
}

export type Outputs = ReturnType<typeof run>;

/** The same by the formulas, line by line. */
export function naive({ dy, target, targets, weights, scale, smoothing, x, lines }: Case, line: number) {
  const row = (data: FloatArray): Row => rowOf(data, lines, line);
  const logits = row(x);
  const w = logits.map((_, k) => weights?.[k] ?? 1);
  const s = scale[scale.length === 1 ? 0 : line]!;
  const p = softmax(logits);
  const byIndex = indexFormula(logits, targets[line]!, w, smoothing);
  const ignored = targets[line]! < 0;
  const byProbs = formula(logits, spread(row(target), smoothing), w);
  const dot = sum(zip(p, row(dy), (a, b) => a * b));
  return {
    softmax: p,
    softmaxGrad: zip(p, row(dy), (a, b) => a * (b - dot)),
    logSoftmax: nll(logits).map((v) => -v),
    logSoftmaxGrad: zip(p, row(dy), (a, b) => b - a * sum(row(dy))),
    logsumexp: [Math.log(sum(logits.map(Math.exp)))],
    losses: [ignored ? 0 : byIndex.losses],
    grad: byIndex.dx.map((v) => (ignored ? 0 : s * v)),
    probsLosses: [byProbs.losses],
    probsGrad: byProbs.dx.map((v) => s * v),
    targetGrad: byProbs.dm.map((v) => s * (1 - smoothing) * v),
  } satisfies Record<keyof Outputs, Row>;
}

function rowOf(data: FloatArray, { length, inner }: Lines, line: number): Row {
  const start = Math.floor(line / inner) * length * inner + (line % inner);
  return Array.from({ length }, (_, k) => data[start + k * inner]!);
}

const isPerLine = (name: string): boolean => name === "logsumexp" || name.toLowerCase().endsWith("losses");
/** What a kernel gave for one line. */
export const resultOf = (out: Outputs, name: keyof Outputs, lines: Lines, line: number): Row =>
  isPerLine(name) ? [out[name][line]!] : rowOf(out[name], lines, line);

/** Random logits in two outer steps; the second line is ignored. */
export function randomCase(length: number, inner: number, smoothing: number, weighted: boolean): Case {
  const lines = { outer: 2, length, inner };
  const generator = new Generator().manualSeed(length * 10 + inner);
  const random = (n: number): Float64Array =>
    randn([n], { dtype: "float64", generator }).data as Float64Array;
  const [rows, size] = [2 * inner, 2 * inner * length];
  return {
    lines,
    smoothing,
    x: random(size).map((v) => 3 * v),
    dy: random(size),
    target: random(size).map(Math.abs),
    targets: Int32Array.from({ length: rows }, (_, i) => (i === 1 || length === 0 ? -1 : (i * 5) % length)),
    weights: weighted ? random(length).map(Math.abs) : null,
    scale: weighted ? random(rows) : random(1),
  };
}
