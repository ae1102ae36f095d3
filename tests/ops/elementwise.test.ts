import { full, ones, type Tensor, tensor, zeros } from "../../src";
import { abs, div, exp, log, mul, neg, pow, relu, sqrt, sub } from "../../src/ops/elementwise";
import { withRooms } from "../../src/values/memory";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const BINARY = ["add", "sub", "rsub", "mul", "div", "pow"] as const;
const UNARY = [
  "neg",
  "exp",
  "log",
  "sqrt",
  "abs",
  "relu",
  "sigmoid",
  "tanh",
  "log1p",
  "expm1",
  "reciprocal",
] as const;
const ROUGH: ReadonlySet<string> = new Set(["log", "sqrt", "log1p", "reciprocal"]); // not everywhere smooth
const SHAPES = [
  [
    [2, 3],
    [2, 3],
  ],
  [[2, 3], [3]],
  [
    [2, 1, 3],
    [4, 1],
  ],
  [[], [2, 2]],
  [[3], []],
  [[], []],
  [
    [0, 3],
    [1, 3],
  ],
].map(([a, b]) => ({ a: a!, b: b! }));

/** Away from 0, where log, sqrt, pow and div are smooth. */
const positive = (shape: readonly number[], seed = 1): Tensor => normal(shape, seed).abs().add(0.5);

describe.each(BINARY)("%s", (op) => {
  test.each(SHAPES)("has the gradients of $a and $b", ({ a, b }) => {
    gradcheck((x, y) => x[op](y), [positive(a), positive(b, 2)]);
    gradcheck((x, y) => y[op](x), [positive(a), positive(b, 2)]);
  });

  test.each([2, -1.5, 0.5])("has the gradient with respect to x of x and the scalar %p", (s) => {
    gradcheck((x) => x[op](s), [positive([2, 3])]);
  });

  test("with itself sends both gradients to the one leaf", () => {
    gradcheck((x) => x[op](x), [positive([4])]);
  });

  test("of a stretched operand equals that of its written-out copy", () => {
    const [x, row] = [positive([3, 4]), positive([4], 2)];
    const copied = tensor([row.tolist(), row.tolist(), row.tolist()], { dtype: "float64" });
    expectClose(x[op](row), x[op](copied));
    expectClose(row[op](x), copied[op](x));
  });

  test("of a scalar equals that of a tensor full of it", () => {
    const x = positive([2, 3]);
    for (const s of [2, -0.5]) expectClose(x[op](s), x[op](full([2, 3], s, { dtype: "float64" })));
  });
});

describe.each(UNARY)("%s", (op) => {
  test.each([{ shape: [] }, { shape: [5] }, { shape: [2, 1, 3] }, { shape: [0] }])(
    "has the gradient of $shape",
    ({ shape }) => {
      gradcheck((x) => x[op](), [positive(shape)]);
      if (!ROUGH.has(op)) gradcheck((x) => x[op](), [normal(shape).sub(0.25)]);
    },
  );
});

describe("relations", () => {
  const [x, y] = [positive([3, 4]), positive([4], 2)];

  test.each([
    ["subtracting is adding the negative", x.sub(y), x.add(y.neg())],
    ["addition and multiplication commute", x.add(y).mul(y), y.mul(y.add(x))],
    ["dividing undoes multiplying", x.mul(y).div(y), x],
    ["log undoes exp", x.exp().log(), x],
    ["rsub exchanges the sides of sub", x.rsub(y), y.sub(x)],
    ["log1p and expm1 undo each other", x.log1p().expm1(), x],
    ["tanh is a sigmoid, stretched", x.tanh(), x.mul(2).sigmoid().mul(2).sub(1)],
    ["a reciprocal is a quotient of 1", x.reciprocal(), x.pow(0).div(x)],
    ["sqrt is the power of one half", x.sqrt(), x.pow(0.5)],
    ["a square is a product", x.neg().pow(2), x.mul(x)],
    ["a power is the exponential of a logarithm", x.pow(y), x.log().mul(y).exp()],
    ["abs is the sum of both halves", x.sub(1).abs(), x.sub(1).relu().add(x.neg().add(1).relu())],
  ])("%s", (_, left, right) => expectClose(left, right));

  test("the slopes of abs and relu at 0 are 0", () => {
    for (const op of ["abs", "relu"] as const) {
      const zero = zeros([1], { requiresGrad: true });
      zero[op]().backward();
      expect(zero.grad!.tolist()).toEqual([0]);
    }
  });

  test("eq is true exactly where the values are equal, and NaN equals nothing", () => {
    expect(
      tensor([1, 2, NaN, 0])
        .eq(tensor([1, 3, NaN, -0]))
        .tolist(),
    ).toEqual([true, false, false, true]);
    expect(x.eq(x.clone()).sum().item()).toBe(x.numel());
    expect(
      tensor([[1], [2]])
        .eq(tensor([1, 2]))
        .tolist(),
    ).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(x.requiresGrad_().eq(x).requiresGrad).toBe(false);
  });
});

test("the powers ±1/2 at the ends, and their slopes, are PyTorch's", () => {
  const ends = [-Infinity, -0, 0, Infinity, 4, -4];
  for (const dtype of ["float32", "float64"] as const) {
    const run = (exponent: number): unknown[] => {
      const x = tensor(ends, { dtype, requiresGrad: true });
      const y = x.pow(exponent);
      y.sum().backward();
      return [y.tolist(), x.grad!.tolist()];
    };
    expect(run(-0.5)).toEqual([
      [NaN, -Infinity, Infinity, 0, 0.5, NaN],
      [-0, -Infinity, -Infinity, -0, -0.0625, NaN],
    ]);
    expect(run(0.5)).toEqual([
      [NaN, -0, 0, Infinity, 2, NaN],
      [NaN, -Infinity, Infinity, 0, 0.25, NaN],
    ]);
  }
});

test("gradients go where the zeroed gradient of their input lies, whichever operand it is", () => {
  const [x, other, dy] = [positive([5, 4]), positive([5, 4], 2), ones([5, 4], { dtype: "float64" })];
  const landed = (pullback: (dy: Tensor) => unknown): boolean => {
    const room = { of: x.data, gradient: new Float64Array(20).fill(Number.NaN), taken: false };
    withRooms([room], () => pullback(dy));
    return room.taken && !room.gradient.includes(Number.NaN);
  };
  for (const op of [neg, exp, log, sqrt, abs, relu]) expect(landed(op([x], [true]).pullback)).toBe(true);
  for (const op of [mul, div, pow]) {
    expect(landed(op([x, other], [true, false], "float64").pullback)).toBe(true);
    expect(landed(op([other, x], [false, true], "float64").pullback)).toBe(true);
  }
  expect(landed(sub([other, x], [false, true], "float64").pullback)).toBe(true);
});
