import type { DType, FloatArray } from "../dtype.ts";
import { binary, castTo, gradFor, map, zip } from "../values/broadcast.ts";
import { powFloat } from "../values/elementwise.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { NOTHING, type Op } from "./op.ts";

type Unary = Op<[x: NDArray]>;
type Binary = Op<[a: NDArray, b: NDArray], [dtype: DType]>;

const times = (a: NDArray, b: NDArray): NDArray => zip(a, b, (x, y) => x * y);

export const neg: Unary = ([x]) => ({
  name: "NegBackward0",
  y: map("neg", x),
  saved: NOTHING,
  pullback: (dy) => [map("neg", dy)],
});

export const exp: Unary = ([x]) => {
  const y = map("exp", x);
  return { name: "ExpBackward0", y, saved: [y], pullback: (dy) => [times(dy, y)] }; // dx = dy · y
};

export const log: Unary = ([x]) => ({
  name: "LogBackward0",
  y: map("log", x),
  saved: [x],
  pullback: (dy) => [zip(dy, x, (g, v) => g / v)], // dx = dy / x
});

export const sqrt: Unary = ([x]) => {
  const y = map("sqrt", x);
  const pullback = (dy: NDArray) => [zip(dy, y, (g, r) => g / (2 * r))]; // dx = dy / (2 y)
  return { name: "SqrtBackward0", y, saved: [y], pullback };
};

export const abs: Unary = ([x]) => ({
  name: "AbsBackward0",
  y: map("abs", x),
  saved: [x],
  pullback: (dy) => [zip(dy, x, (g, v) => g * (v > 0 ? 1 : v < 0 ? -1 : 0))], // dx = dy · sign x, with sign 0 = 0
});

export const relu: Unary = ([x]) => ({
  name: "ReluBackward0",
  y: map("relu", x),
  saved: [x],
  pullback: (dy) => [zip(dy, x, (g, v) => (v <= 0 ? 0 : g))], // dx = dy where x > 0, else 0
});

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
  pullback: (dy) => [needA ? gradFor(a, dy) : null, needB ? gradFor(b, map("neg", dy)) : null],
});

export const mul: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "MulBackward0",
  y: binary("mul", a, b, dtype),
  saved: needA && needB ? [a, b] : [needA ? b : a],
  // da = dy · b, db = dy · a
  pullback: (dy) => [
    needA ? gradFor(a, binary("mul", dy, b, dtype)) : null,
    needB ? gradFor(b, binary("mul", dy, a, dtype)) : null,
  ],
});

export const div: Binary = ([a, b], [needA, needB], dtype) => {
  const quotient = (): NDArray => binary("div", binary("div", a, b, dtype), b, dtype);
  return {
    name: "DivBackward0",
    y: binary("div", a, b, dtype),
    saved: needB ? [a, b] : [b],
    // da = dy / b, db = −dy · (a / b) / b
    pullback: (dy) => [
      needA ? gradFor(a, binary("div", dy, b, dtype)) : null,
      needB
        ? gradFor(
            b,
            zip(dy, quotient(), (g, q) => -g * q),
          )
        : null,
    ],
  };
};

/** `x ** e` for a plain exponent. PyTorch takes roots for ±0.5, which differ from C's pow at −Infinity and −0. */
const powerOf = (e: number): ((x: number) => number) => {
  if (e === 0.5) return Math.sqrt;
  return e === -0.5 ? (x) => 1 / Math.sqrt(x) : (x) => powFloat(x, e);
};

export const powScalar: Op<[x: NDArray], [exponent: number]> = ([x], _, e) => {
  const slope = powerOf(e - 1);
  return {
    name: "PowBackward0",
    y: ndarray((x.data as FloatArray).map(powerOf(e)), x.shape, x.dtype),
    saved: [x],
    pullback: (dy) => [zip(dy, x, (g, v) => (e === 0 ? 0 : g * (e * slope(v))))], // dx = dy · e · x^(e−1), 0 where e = 0
  };
};

export const pow: Binary = ([a, b], [needA, needB], dtype) => ({
  name: "PowBackward1",
  y: binary("pow", a, b, dtype),
  saved: [a, b],
  // da = dy · b · a^(b−1), 0 where b = 0;  db = dy · (a^b · log a, 0 where a = 0 and b ≥ 0)
  pullback: (dy) => {
    const [base, exponent] = [castTo(a, dtype), castTo(b, dtype)];
    const gradA = (): NDArray => {
      const slope = zip(base, exponent, (x, e) => e * powFloat(x, e - 1));
      return zip(times(dy, slope), exponent, (g, e) => (e === 0 ? 0 : g));
    };
    const gradB = (): NDArray =>
      times(
        dy,
        zip(base, exponent, (x, e) => (x === 0 && e >= 0 ? 0 : powFloat(x, e) * Math.log(x))),
      );
    return [needA ? gradFor(a, gradA()) : null, needB ? gradFor(b, gradB()) : null];
  },
});
