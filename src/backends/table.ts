/**
 * Every kernel once: which operands it reads and writes, and how each of them lies. The executors (`reference/`, `wasm/`)
 * run this table: the types of a call, tiles, blocks, the layout in the module's memory and the test that compares the
 * executors follow from it.
 *
 * A kernel over lines sees arrays as {@link Lines}: `outer · inner` lines of `length` elements, element `k` of line
 * `(o, i)` at `(o · length + k) · inner + i`. Line `(o, i)` has the number `o · inner + i`. Outputs are written whole and
 * lie apart from inputs. A line with a NaN or `+Infinity`, or of `-Infinity` only, gives NaN, as in PyTorch.
 *
 * A kernel over pairs works element by element: it walks a loop nest, writes y in order, and reads its operands by the
 * strides of the nest, which are 0 where broadcasting stretches one. Its outputs may be its inputs, unless these are
 * stretched. A reduction leaves one number of each line. An update changes arrays of one length where they are, element by
 * element.
 *
 * Results depend on the line alone: the same line gives the same bits whatever lies beside it. An element of a product
 * depends on its row and column alone, one of a kernel over pairs on its operands alone.
 */

import type { FloatArray, TypedArray } from "../dtype.ts";
import type { Halves } from "../values/half.ts";
import type { Lines, Loop, ProductSize } from "../values/shape.ts";

/**
 * How an operand lies: `line` has every element of every line, `perLine` some numbers a line, `perClass` one for each
 * position in a line, `whole` one for all lines together, `matrix` is one side of a product, `perColumn` one for each of its
 * columns, `scalar` a plain number.
 * Of the loops over pairs, `first` and `second` go by the strides `strideA` and `strideB`, `each` has one element for each
 * round.
 */
export type Layout =
  | "line"
  | "perLine"
  | "perClass"
  | "whole"
  | "matrix"
  | "perColumn"
  | "first"
  | "second"
  | "each"
  | "scalar";

/**
 * What an array holds: `float` the floating dtype of the call, `any` its dtype, `sums` float64, or int64 for int64, `truth`
 * bytes of 0 and 1, the others what they say.
 */
type Elements = "float" | "float64" | "int32" | "any" | "sums" | "truth";

/** One operand of a kernel. `T` is what a call passes. */
export interface Operand<T = unknown> {
  readonly layout: Layout;
  readonly elements: Elements;
  /** Whether the kernel reads it, writes it, adds to what is there, or makes something else of that. */
  readonly access: "in" | "out" | "sum" | "change";
  /** Numbers a line of a `perLine` operand; 0 means as many as the array has for each. */
  readonly each: number;
  /** Whether a call may pass null. */
  readonly optional: boolean;
  /** Whether an array of one number stands for all lines. */
  readonly oneForAll: boolean;
  /** Whether numbers of half precision may stand for float32: executors convert them line by line. */
  readonly halves: boolean;
  /** An input in whose place an executor may write it, which uses that input up in the executor's own memory. */
  readonly over: string | null;
  /** Nothing: it carries the type. */
  readonly passes?: T;
}

function operand<T>(layout: Layout, elements: Elements, access: Operand["access"], each = 1): Operand<T> {
  return { layout, elements, access, each, optional: false, oneForAll: false, halves: false, over: null };
}

const optional = <T>(of: Operand<T>): Operand<T | null> => ({ ...of, optional: true });
const oneForAll = <T>(of: Operand<T>): Operand<T> => ({ ...of, oneForAll: true });
const over = <T>(input: string, of: Operand<T>): Operand<T> => ({ ...of, over: input });

const line = {
  in: operand<FloatArray>("line", "float", "in"),
  /** The same, or of half precision. */
  stored: { ...operand<FloatArray | Halves>("line", "float", "in"), halves: true },
  out: operand<FloatArray>("line", "float", "out"),
};
const classIndex = operand<Int32Array>("perLine", "int32", "in");
const perLine = (each: number) => ({
  in: operand<Float64Array>("perLine", "float64", "in", each),
  out: operand<Float64Array>("perLine", "float64", "out", each),
});
/** Some elements of each line, and where they are in it; how many, the arrays say. */
const some = {
  values: operand<Float64Array>("perLine", "float64", "out", 0),
  places: operand<Int32Array>("perLine", "int32", "out", 0),
};
const perClass = {
  in: operand<FloatArray>("perClass", "float", "in"),
  sum: operand<Float64Array>("perClass", "float64", "sum"),
};
const whole = {
  sum: operand<Float64Array>("whole", "float64", "sum"),
};
const scalar = operand<number>("scalar", "float64", "in");
const matrix = {
  in: operand<TypedArray>("matrix", "any", "in"),
  out: operand<TypedArray>("matrix", "any", "out"),
  sum: operand<TypedArray>("matrix", "any", "sum"),
};
const perColumn = operand<TypedArray>("perColumn", "any", "in");

const first = operand<TypedArray>("first", "any", "in");
const second = operand<TypedArray>("second", "any", "in");
const each = {
  out: operand<TypedArray>("each", "any", "out"),
  truth: operand<Uint8Array>("each", "truth", "out"),
  sum: operand<TypedArray>("each", "any", "sum"),
};
const reduced = {
  of: operand<TypedArray>("line", "any", "in"),
  sums: operand<Float64Array | BigInt64Array>("perLine", "sums", "out"),
  element: operand<TypedArray>("perLine", "any", "out"),
  place: operand<Int32Array>("perLine", "int32", "out"),
};
const gradient = operand<FloatArray>("each", "float", "in");
const changed = operand<FloatArray>("each", "float", "change");

/** A kernel: the kind of loops it runs in, and its operands by name. */
interface Kernel<L extends "lines" | "product" | "pairs" | "reduction" | "update", G, O> {
  readonly loops: L;
  readonly operands: O;
  /** Nothing: it carries the type. */
  readonly geometry?: G;
}
const lines = <O>(operands: O): Kernel<"lines", Lines, O> => ({ loops: "lines", operands });
const product = <O>(operands: O): Kernel<"product", ProductSize, O> => ({ loops: "product", operands });
const pairs = <O>(operands: O): Kernel<"pairs", readonly Loop[], O> => ({ loops: "pairs", operands });
const reduction = <O>(operands: O): Kernel<"reduction", Lines, O> => ({ loops: "reduction", operands });
const update = <O>(operands: O): Kernel<"update", number, O> => ({ loops: "update", operands });

const binary = pairs({ a: first, b: second, y: each.out });
const comparison = pairs({ a: first, b: second, y: each.truth });
const unary = pairs({ x: first, y: each.out });

export const KERNELS = {
  /** `y = exp(x − m) / Σ exp(x − m)` along each line, `m` the line's maximum. */
  softmax: lines({ x: line.stored, y: over("x", line.out) }),

  /** `dx = y · (dy − Σ dy · y)`. */
  softmaxGrad: lines({ dy: line.in, y: line.in, dx: line.out }),

  /**
   * `y = (x − m) − log Σ exp(x − m)`. `stats` are for the gradient: the maximum `m` and `log Σ exp(x − m)`, apart because
   * their sum loses the second where the logits are large: `3e38 + 0.69 = 3e38`.
   */
  logSoftmax: lines({ x: line.stored, y: line.out, stats: perLine(2).out }),

  /** `dx = dy − p · Σ dy` with `p = exp((x − m) − log Σ)`, which is more exact than exp of the rounded `y`. */
  logSoftmaxGrad: lines({ dy: line.in, x: line.stored, stats: perLine(2).in, dx: line.out }),

  /** `y = m + log Σ exp(x − m)`; an infinite maximum is itself the result. */
  logsumexp: lines({ x: line.stored, y: perLine(1).out }),

  /**
   * Cross-entropy against class indices, per line: `w_t (1 − ε) ℓ_t + (ε / C) Σ_c w_c ℓ_c` with
   * `ℓ_c = −log softmax(x)_c`; 0 for a line whose target is no class, which means ignored. And, where there is a `dx`, its
   * gradient `dx_c = s [(w_t (1 − ε) + (ε / C) Σ w) p_c − w_t (1 − ε) δ_ct − (ε / C) w_c]`, exactly 0 on ignored lines. Both
   * at once take one exponential per logit. `labelSmoothing` is ε, `scale` is s. `total` takes up the sum of the losses, which
   * takes less than the losses do.
   */
  crossEntropy: lines({
    x: line.stored,
    dx: optional(over("x", line.out)),
    targets: classIndex,
    losses: optional(perLine(1).out),
    total: optional(whole.sum),
    scale: oneForAll(perLine(1).in),
    weights: optional(perClass.in),
    labelSmoothing: scalar,
  }),

  /**
   * Cross-entropy against class probabilities, per line: `Σ_c w_c t'_c ℓ_c` with `t' = t (1 − ε) + ε / C`. A class of
   * `t' = 0` adds exactly 0, whatever its logit. The gradient is `dx_c = s [(Σ w t') p_c − w_c t'_c]`, exactly 0 on a line
   * whose `t'` are all 0. `stats` as for logSoftmax, for the other two gradients.
   */
  crossEntropyProbs: lines({
    x: line.stored,
    dx: optional(over("x", line.out)),
    target: line.stored,
    losses: perLine(1).out,
    stats: perLine(2).out,
    scale: oneForAll(perLine(1).in),
    weights: optional(perClass.in),
    labelSmoothing: scalar,
  }),

  /** `dt_c = s (1 − ε) w_c ℓ_c`, the gradient with respect to the probabilities. */
  crossEntropyProbsTargetGrad: lines({
    x: line.stored,
    dTarget: line.out,
    stats: perLine(2).in,
    scale: oneForAll(perLine(1).in),
    weights: optional(perClass.in),
    labelSmoothing: scalar,
  }),

  /** `dw_c = Σ over the lines of s t'_c ℓ_c`, added to `dWeights`; a class of `t' = 0` adds exactly 0. */
  crossEntropyProbsWeightGrad: lines({
    x: line.stored,
    target: line.stored,
    dWeights: perClass.sum,
    stats: perLine(2).in,
    scale: oneForAll(perLine(1).in),
    labelSmoothing: scalar,
  }),

  /**
   * What there is to say of a line. With its maximum `m` and `d = (x − m) / temperature`: `rest = Σ exp(d) − 1`, the sum
   * without one of the maxima, and `cross = Σ d exp(d)`, where a `d` of −Infinity adds nothing. `place` is that of the first
   * maximum, `own` the logit of the target and `rank` the number of logits before it in descending order, equal ones in
   * that of their indices; where the target is no class they are 0 and −1. To place and rank NaN is the greatest; it makes
   * the maximum and the sums NaN, and an infinite maximum the sums.
   */
  score: lines({
    x: line.stored,
    targets: classIndex,
    max: perLine(1).out,
    rest: perLine(1).out,
    cross: perLine(1).out,
    place: perLine(1).out,
    own: perLine(1).out,
    rank: perLine(1).out,
    temperature: scalar,
  }),

  /** The first elements of each line in descending order, and their places. NaN is the greatest; equal ones keep their order. */
  topK: lines({ x: line.stored, values: some.values, places: some.places }),

  /**
   * `y = a · b + bias`, `(n, k)` by `(k, m)`, either side maybe lying transposed. Integers wrap. The reference sums floats in
   * double precision; others sum in the precision of the elements over some hundred products at a time, as every BLAS does.
   */
  matmul: product({ a: matrix.in, b: matrix.in, bias: optional(perColumn), y: matrix.out }),

  /** `y += a · b`, as `matmul`: the sum begins with what `y` has. */
  addmm: product({ a: matrix.in, b: matrix.in, y: matrix.sum }),

  /** `y = a ∘ b`. Floats are rounded once, integers wrap; `or` is the sum of booleans. */
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  pow: binary,
  or: binary,
  /** The larger, and the smaller of the two; a NaN wins. */
  maximum: binary,
  minimum: binary,

  /** `y = (a = b)`, `(a ≠ b)`, `(a < b)`, `(a ≤ b)`. With the sides exchanged the last two are `>` and `≥`. */
  eq: comparison,
  ne: comparison,
  lt: comparison,
  le: comparison,

  /** `y = f(x)`. `rsqrt` is `1 / √x`, `sigmoid` is `1 / (1 + exp(−x))`. */
  neg: unary,
  exp: unary,
  log: unary,
  sqrt: unary,
  rsqrt: unary,
  abs: unary,
  relu: unary,
  sigmoid: unary,
  tanh: unary,
  log1p: unary,
  expm1: unary,

  /** `y += alpha · x`. */
  axpy: pairs({ y: each.sum, x: second, alpha: scalar }),

  /** `y = a` where `b > 0`, or is NaN, else 0. */
  reluGrad: binary,
  /** `y = a · sign b`, with sign 0 = 0. */
  absGrad: binary,
  /** `y = a / (2 b)`. */
  sqrtGrad: binary,
  /** `y = a · (1 − b) · b`. */
  sigmoidGrad: binary,
  /** `y = a · (1 − b²)`. */
  tanhGrad: binary,
  /** `y = a` where `b ≠ 0`, else 0. */
  whereNonzero: binary,
  /** `y = b · a^(b − 1)`. */
  powSlope: binary,
  /** `y = a^b · log a`, 0 where `a = 0` and `b ≥ 0`. */
  powExponentSlope: binary,
  /** `y = a · (e · b^(e − 1))`. */
  powScalarGrad: pairs({ a: first, b: second, exponent: scalar, y: each.out }),
  /** `y = exp(a − b)`. */
  expDifference: binary,

  /** `y = Σ x`, in double precision; int64 wraps. */
  sum: reduction({ x: reduced.of, y: reduced.sums }),
  /** `y = max x`; a NaN wins. */
  amax: reduction({ x: reduced.of, y: reduced.element }),
  /** `y = min x`; a NaN wins. */
  amin: reduction({ x: reduced.of, y: reduced.element }),
  /** The position of the largest: of the first of equals, and of the first NaN before everything. */
  argmax: reduction({ x: reduced.of, y: reduced.place }),
  /** The position of the smallest, as that of the largest. */
  argmin: reduction({ x: reduced.of, y: reduced.place }),

  /**
   * A step of SGD down the gradient `g`, or up where `sign` is −1: `g += weightDecay · p`, `v = momentum · v + share · g`,
   * `p −= rate · v`, with `nesterov` (1, else 0) `p −= rate · (g + momentum · v)`, without `v` `p −= rate · g`.
   *
   * Both updates round as PyTorch does with fused instructions: each step to the elements' precision, `a + b · c` once. Without such
   * an instruction the sum is one of float64, whose own rounding shows where the sum lies within 10⁻¹⁶ of a tie.
   */
  sgd: update({
    p: changed,
    gradient,
    velocity: optional(changed),
    sign: scalar,
    weightDecay: scalar,
    momentum: scalar,
    share: scalar,
    nesterov: scalar,
    rate: scalar,
  }),

  /**
   * A step of Adam: `p *= keep`, `g += weightDecay · p`, `m += share1 · (g − m)`, `s = beta2 · s + share2 · g²`, and where
   * there is a `largest`, `s` is the largest `s` so far; `p −= rate · m / (√s / root + eps)`.
   */
  adam: update({
    p: changed,
    gradient,
    mean: changed,
    square: changed,
    largest: optional(changed),
    keep: scalar,
    weightDecay: scalar,
    share1: scalar,
    beta2: scalar,
    share2: scalar,
    root: scalar,
    eps: scalar,
    rate: scalar,
  }),
};

export type KernelName = keyof typeof KERNELS;

type KernelOf<K extends KernelName> = (typeof KERNELS)[K];

/** The loops of a call: lines, the sizes of a product, a loop nest, or how many elements there are. */
export type GeometryOf<K extends KernelName> =
  KernelOf<K> extends Kernel<KernelOf<K>["loops"], infer G, unknown> ? G : never;

/** What a call of a kernel passes: each operand by its name, null where an optional one is absent. */
export type Call<K extends KernelName> = {
  readonly [N in keyof KernelOf<K>["operands"]]: KernelOf<K>["operands"][N] extends Operand<infer T>
    ? T
    : never;
};

/** A call whose numbers of half precision have become float32. */
export type FloatCall<K extends KernelName> = {
  readonly [N in keyof Call<K>]: Exclude<Call<K>[N], Halves>;
};

type KernelIn<L extends string> = {
  [K in KernelName]: KernelOf<K>["loops"] extends L ? K : never;
}[KernelName];

/** The kernels over lines, those over pairs, the reductions, and the updates. */
export type LineKernel = KernelIn<"lines">;
export type PairKernel = KernelIn<"pairs">;
export type ReductionKernel = KernelIn<"reduction">;
export type UpdateKernel = KernelIn<"update">;

/** One of the implementations of the table. */
export interface Executor {
  run<K extends KernelName>(kernel: K, geometry: GeometryOf<K>, call: Call<K>): void;
}

/** The operands of a kernel, in their order. */
export type Operands = readonly (readonly [name: string, operand: Operand])[];

const OPERANDS = Object.fromEntries(
  Object.entries(KERNELS).map(([name, { operands }]) => [name, Object.entries(operands)]),
) as unknown as { readonly [K in KernelName]: Operands };

/** The operands of a kernel, in their order. */
export const operandsOf = (kernel: KernelName): Operands => OPERANDS[kernel];

/** A call as the executors see it, who go by the table. */
export type AnyCall = { readonly [name: string]: TypedArray | Halves | number | null };
