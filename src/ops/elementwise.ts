import type { DType, FloatArray } from "../dtype.ts";
import { binary, castTo, gradFor, map, zip } from "../values/broadcast.ts";
import { powFloat } from "../values/elementwise.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { type Op, stateless } from "./op.ts";

type Unary = Op<[x: NDArray]>;
type Binary = Op<[a: NDArray, b: NDArray], [dtype: DType]>;

const times = (a: NDArray, b: NDArray): NDArray => zip(a, b, (x, y) => x * y);

export const neg: Unary = ([x]) => [map("neg", x), stateless((dy) => [map("neg", dy)])];

export const exp: Unary = ([x]) => {
  const y = map("exp", x);
  return [y, (dy) => [times(dy, y)]]; // dx = dy · y
};

export const log: Unary = ([x]) => [map("log", x), (dy) => [zip(dy, x, (g, v) => g / v)]]; // dx = dy / x

export const sqrt: Unary = ([x]) => {
  const y = map("sqrt", x);
  return [y, (dy) => [zip(dy, y, (g, r) => g / (2 * r))]]; // dx = dy / (2 y)
};

// dx = dy · sign x, with sign 0 = 0
export const abs: Unary = ([x]) => [
  map("abs", x),
  (dy) => [zip(dy, x, (g, v) => g * (v > 0 ? 1 : v < 0 ? -1 : 0))],
];

// dx = dy where x > 0, else 0
export const relu: Unary = ([x]) => [map("relu", x), (dy) => [zip(dy, x, (g, v) => (v <= 0 ? 0 : g))]];

export const add: Binary = ([a, b], dtype) => [
  binary("add", a, b, dtype),
  stateless((dy, [needA, needB]) => [needA ? gradFor(a, dy) : null, needB ? gradFor(b, dy) : null]),
];

export const sub: Binary = ([a, b], dtype) => [
  binary("sub", a, b, dtype),
  stateless((dy, [needA, needB]) => [
    needA ? gradFor(a, dy) : null,
    needB ? gradFor(b, map("neg", dy)) : null,
  ]),
];

// da = dy · b, db = dy · a
export const mul: Binary = ([a, b], dtype) => [
  binary("mul", a, b, dtype),
  (dy, [needA, needB]) => [
    needA ? gradFor(a, binary("mul", dy, b, dtype)) : null,
    needB ? gradFor(b, binary("mul", dy, a, dtype)) : null,
  ],
];

// da = dy / b, db = −dy · (a / b) / b
export const div: Binary = ([a, b], dtype) => {
  const quotient = (): NDArray => binary("div", binary("div", a, b, dtype), b, dtype);
  return [
    binary("div", a, b, dtype),
    (dy, [needA, needB]) => [
      needA ? gradFor(a, binary("div", dy, b, dtype)) : null,
      needB
        ? gradFor(
            b,
            zip(dy, quotient(), (g, q) => -g * q),
          )
        : null,
    ],
  ];
};

/** `x ** e` for a plain exponent. PyTorch takes roots for ±0.5, which differ from C's pow at −Infinity and −0. */
const powerOf = (e: number): ((x: number) => number) => {
  if (e === 0.5) return Math.sqrt;
  return e === -0.5 ? (x) => 1 / Math.sqrt(x) : (x) => powFloat(x, e);
};

// dx = dy · e · x^(e−1), 0 where e = 0
export const powScalar: Op<[x: NDArray], [exponent: number]> = ([x], e) => {
  const slope = powerOf(e - 1);
  return [
    ndarray((x.data as FloatArray).map(powerOf(e)), x.shape, x.dtype),
    (dy) => [zip(dy, x, (g, v) => (e === 0 ? 0 : g * (e * slope(v))))],
  ];
};

// da = dy · b · a^(b−1), 0 where b = 0;  db = dy · (a^b · log a, 0 where a = 0 and b ≥ 0)
export const pow: Binary = ([a, b], dtype) => [
  binary("pow", a, b, dtype),
  (dy, [needA, needB]) => {
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
];
