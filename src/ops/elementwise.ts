import {
  type BinaryName,
  binary,
  binaryInto,
  compare,
  gradient,
  gradientLike,
  map,
  mapInto,
  type UnaryName,
} from "../arrays/elementwise.ts";
import { gradFor, ownGradFor } from "../arrays/reduce.ts";
import { run } from "../backends/choose.ts";
import type { DType } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { scalar } from "../values/promotion.ts";
import { NOTHING, type Op } from "./op.ts";

type Unary = Op<[x: NDArray]>;
type Binary = Op<[a: NDArray, b: NDArray], [dtype: DType]>;

/** −dy, the gradient of `input`. */
const negative = (input: NDArray, dy: NDArray): NDArray => mapInto("neg", dy, gradientLike(input, dy));

/** The gradient of an input that is `dy ∘ x`, where `x` is another operand of any dtype. */
const gradBy = (input: NDArray, name: BinaryName, dy: NDArray, x: NDArray): NDArray =>
  ownGradFor(input, gradient(name, input, dy, castTo(x, dy.dtype)));

export const neg: Unary = ([x]) => ({
  name: "NegBackward0",
  y: map("neg", x),
  saved: NOTHING,
  pullback: (dy) => [negative(x, dy)],
});

export const exp: Unary = ([x]) => {
  const y = map("exp", x);
  return { name: "ExpBackward0", y, saved: [y], pullback: (dy) => [gradient("mul", x, dy, y)] }; // dx = dy · y
};

export const log: Unary = ([x]) => ({
  name: "LogBackward0",
  y: map("log", x),
  saved: [x],
  pullback: (dy) => [gradient("div", x, dy, x)], // dx = dy / x
});

export const sqrt: Unary = ([x]) => {
  const y = map("sqrt", x);
  return { name: "SqrtBackward0", y, saved: [y], pullback: (dy) => [gradient("sqrtGrad", x, dy, y)] }; // dx = dy / (2 y)
};

export const abs: Unary = ([x]) => ({
  name: "AbsBackward0",
  y: map("abs", x),
  saved: [x],
  pullback: (dy) => [gradient("absGrad", x, dy, x)], // dx = dy · sign x, with sign 0 = 0
});

export const relu: Unary = ([x]) => {
  const y = map("relu", x);
  // dx = dy where y > 0, else 0
  return { name: "ReluBackward0", y, saved: [y], pullback: (dy) => [gradient("reluGrad", x, dy, y)] };
};

export const sigmoid: Unary = ([x]) => {
  const y = map("sigmoid", x);
  // dx = dy · (1 − y) · y
  return { name: "SigmoidBackward0", y, saved: [y], pullback: (dy) => [gradient("sigmoidGrad", x, dy, y)] };
};

export const tanh: Unary = ([x]) => {
  const y = map("tanh", x);
  // dx = dy · (1 − y²)
  return { name: "TanhBackward0", y, saved: [y], pullback: (dy) => [gradient("tanhGrad", x, dy, y)] };
};

export const log1p: Unary = ([x]) => ({
  name: "Log1PBackward0",
  y: map("log1p", x),
  saved: [x],
  // dx = dy / (x + 1)
  pullback: (dy) => {
    const dx = binaryInto("add", x, scalar(1, x.dtype), gradientOf(x));
    return [binaryInto("div", dy, dx, dx)];
  },
});

export const expm1: Unary = ([x]) => {
  const y = map("expm1", x);
  return {
    name: "Expm1Backward0",
    y,
    saved: [y],
    // dx = dy · (y + 1)
    pullback: (dy) => {
      const dx = binaryInto("add", y, scalar(1, y.dtype), gradientOf(x));
      return [binaryInto("mul", dy, dx, dx)];
    },
  };
};

export const reciprocal: Unary = ([x]) => {
  const y = binary("div", scalar(1, x.dtype), x, x.dtype);
  return {
    name: "ReciprocalBackward0",
    y,
    saved: [y],
    // dx = −dy · y²
    pullback: (dy) => {
      const dx = binaryInto("mul", y, y, gradientOf(x));
      return [mapInto("neg", binaryInto("mul", dy, dx, dx), dx)];
    },
  };
};

/** `min(max(x, low), high)`; null is no bound. The dtype holds the bounds. */
export const clamp: Op<[x: NDArray], [low: number | null, high: number | null]> = ([x], _, low, high) => {
  const bound = (value: number): NDArray => scalar(value, x.dtype);
  let y = x;
  if (low !== null) y = binary("maximum", y, bound(low), x.dtype);
  if (high !== null) y = binary("minimum", y, bound(high), x.dtype);
  return {
    name: "ClampBackward1",
    y,
    saved: [x],
    // dx = dy where low < x < high, else 0: on a bound it is 0
    pullback: (dy) => {
      let dx = dy;
      const keep = (inside: NDArray): void => {
        dx = binaryInto("whereNonzero", dx, castTo(inside, x.dtype), dx === dy ? gradientOf(x) : dx);
      };
      if (low !== null) keep(compare("lt", bound(low), x, x.dtype));
      if (high !== null) keep(compare("lt", x, bound(high), x.dtype));
      return [dx];
    },
  };
};

export const add: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "AddBackward0",
  y: binary("add", a, b, dtype),
  saved: NOTHING,
  pullback: (dy) => [needA ? gradFor(a, dy) : null, needB ? gradFor(b, dy) : null],
});

export const sub: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "SubBackward0",
  y: binary("sub", a, b, dtype),
  saved: NOTHING,
  pullback: (dy) => [needA ? gradFor(a, dy) : null, needB ? ownGradFor(b, negative(b, dy)) : null],
});

/** `b − a`. `plain` says that b is no tensor: PyTorch has another overload for that. */
export const rsub: Op<[a: NDArray, b: NDArray], [dtype: DType, plain: boolean]> = (
  [a, b],
  [needA, needB],
  dtype,
  plain,
) => ({
  name: plain ? "RsubBackward1" : "RsubBackward0",
  y: binary("sub", b, a, dtype),
  saved: NOTHING,
  pullback: (dy) => [needA ? ownGradFor(a, negative(a, dy)) : null, needB ? gradFor(b, dy) : null],
});

export const mul: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "MulBackward0",
  y: binary("mul", a, b, dtype),
  saved: needA && needB ? [a, b] : [needA ? b : a],
  // da = dy · b, db = dy · a
  pullback: (dy) => [needA ? gradBy(a, "mul", dy, b) : null, needB ? gradBy(b, "mul", dy, a) : null],
});

export const div: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "DivBackward0",
  y: binary("div", a, b, dtype),
  saved: needB ? [a, b] : [b],
  // da = dy / b, db = −dy · (a / b) / b
  pullback: (dy) => {
    const gradB = (): NDArray => {
      const divisor = castTo(b, dtype);
      const db = binaryInto("div", castTo(a, dtype), divisor, gradientLike(b, dy));
      binaryInto("div", db, divisor, db);
      binaryInto("mul", dy, db, db);
      return ownGradFor(b, mapInto("neg", db, db));
    };
    return [needA ? gradBy(a, "div", dy, b) : null, needB ? gradB() : null];
  },
});

/** PyTorch takes roots for the powers ±0.5, which differ from C's pow at −Infinity and −0. */
const ROOTS: { readonly [exponent: number]: UnaryName } = { 0.5: "sqrt", [-0.5]: "rsqrt" };

/** `x ** e` for a plain exponent. */
function powerOf(x: NDArray, e: number): NDArray {
  const root = ROOTS[e];
  if (root !== undefined) return map(root, x);
  return e === 2
    ? binary("mul", x, x, x.dtype)
    : binaryInto("pow", x, scalar(e, "float64"), zerosOf(x.shape, x.dtype));
}

export const powScalar: Op<[x: NDArray], [exponent: number]> = ([x], _, e) => ({
  name: "PowBackward0",
  y: powerOf(x, e),
  saved: [x],
  // dx = dy · e · x^(e−1), 0 where e = 0
  pullback: (dy) => {
    if (e === 0) return [zerosOf(x.shape, x.dtype)];
    const dx = gradientOf(x);
    const flat = [{ size: x.data.length, strideA: 1, strideB: 1 }];
    run("powScalarGrad", flat, { a: dy.data, b: x.data, exponent: e, y: dx.data });
    return [dx];
  },
});

export const pow: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "PowBackward1",
  y: binary("pow", a, b, dtype),
  saved: [a, b],
  // da = dy · b · a^(b−1), 0 where b = 0;  db = dy · (a^b · log a, 0 where a = 0 and b ≥ 0)
  pullback: (dy) => {
    const [base, exponent] = [castTo(a, dtype), castTo(b, dtype)];
    const gradA = (): NDArray => {
      const da = binaryInto("powSlope", base, exponent, gradientLike(a, dy));
      binaryInto("mul", dy, da, da);
      return ownGradFor(a, binaryInto("whereNonzero", da, exponent, da));
    };
    const gradB = (): NDArray => {
      const db = binaryInto("powExponentSlope", base, exponent, gradientLike(b, dy));
      return ownGradFor(b, binaryInto("mul", dy, db, db));
    };
    return [needA ? gradA() : null, needB ? gradB() : null];
  },
});
