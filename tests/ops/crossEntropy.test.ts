import { functional, manualSeed, ones, randn, setWarnings, type Tensor, tensor, zeros } from "../../src";
import { gradcheck } from "../gradcheck";

const { crossEntropy, softmax } = functional;
const REDUCTIONS = ["none", "mean", "sum"] as const;
const WEIGHT = tensor([0.5, 2, 1, 0.25], { dtype: "float64" });

manualSeed(0); // among enough random logits are some that look like probabilities, which is warned of
const double = (shape: readonly number[]): Tensor => randn(shape, { dtype: "float64" });

const SHAPES = [
  ["(C)", [4], tensor(1)],
  ["(N, C)", [3, 4], tensor([1, 3, 0])],
  [
    "(N, C, d)",
    [2, 4, 3],
    tensor([
      [1, 3, 0],
      [2, 2, 1],
    ]),
  ],
  [
    "(N, C, d1, d2)",
    [1, 4, 2, 2],
    tensor([
      [
        [1, 3],
        [2, 0],
      ],
    ]),
  ],
] as const;

describe.each(SHAPES)("gradients are those of differences for input %s", (_, shape, indices) => {
  const probabilities = softmax(double(shape), shape.length === 1 ? 0 : 1);

  test.each([0, 0.1, 1])("smoothing %d", (labelSmoothing) => {
    for (const reduction of REDUCTIONS) {
      const options = { reduction, labelSmoothing };
      const weighted = { ...options, weight: WEIGHT };
      gradcheck((x) => crossEntropy(x, indices, options), [double(shape)]);
      gradcheck((x) => crossEntropy(x, indices, { ...weighted, ignoreIndex: 3 }), [double(shape)]);
      gradcheck((x, t) => crossEntropy(x, t, options), [double(shape), probabilities]);
      gradcheck((x, t) => crossEntropy(x, t, weighted), [double(shape), probabilities]);
      gradcheck(
        (x, t, weight) => crossEntropy(x, t, { ...options, weight }),
        [double(shape), probabilities, WEIGHT],
      );
    }
  });
});

test("one tensor may be logits and probabilities at once", () => {
  setWarnings(false); // its rows sum to anything
  gradcheck((x) => crossEntropy(x, x), [double([2, 3])]);
  setWarnings(true);
});

test("learnable weights give the loss of fixed ones", () => {
  const [x, t] = [double([3, 4]), softmax(double([3, 4]), 1)];
  for (const labelSmoothing of [0, 0.1]) {
    const fixed = crossEntropy(x, t, { weight: WEIGHT, labelSmoothing });
    const learnable = crossEntropy(x, t, { weight: WEIGHT.clone().requiresGrad_(), labelSmoothing });
    expect(learnable.item()).toBeCloseTo(fixed.item(), 14);
  }
});

test("only inputs that want a gradient get one", () => {
  const x = double([2, 3]);
  const t = softmax(double([2, 3]), 1).requiresGrad_();
  crossEntropy(x, t).backward();
  expect(x.grad).toBeNull();
  expect(t.grad!.shape).toEqual([2, 3]);
});

test("forward and backward make one array of the size of the logits, the gradient, or none where one is free", () => {
  const sizes: number[] = [];
  const size = 64 * 32;
  const counted = <A extends { new (...args: never[]): { readonly length: number } }>(array: A): A =>
    new Proxy(array, {
      construct(target, args, newTarget) {
        const made = Reflect.construct(target, args, newTarget) as { readonly length: number };
        const view = Object.prototype.toString.call(args[0]) === "[object ArrayBuffer]";
        if (!view) sizes.push(made.length); // a view takes no memory
        return made;
      },
    });
  const large = (run: () => void): number => {
    sizes.length = 0;
    run();
    return sizes.filter((n) => n >= size).length;
  };
  const names = ["Float32Array", "Float64Array", "Int32Array", "BigInt64Array"] as const;
  const originals = names.map((name) => globalThis[name]);
  try {
    for (const name of names) Object.assign(globalThis, { [name]: counted(globalThis[name]) });
    jest.isolateModules(() => {
      // The library keeps the classes that it finds when it is loaded.
      const library = require("../../src") as typeof import("../../src");
      const x = library.randn([64, 32], { requiresGrad: true });
      const target = library.tensor(Array.from({ length: 64 }, (_, i) => i % 32));
      const run = (labelSmoothing = 0): Tensor =>
        library.functional.crossEntropy(x, target, { labelSmoothing });
      for (const labelSmoothing of [0, 0.1]) {
        let loss: Tensor | undefined;
        expect(large(() => library.noGrad(() => run(labelSmoothing)))).toBe(0);
        expect(sizes.length).toBeGreaterThan(0); // the counter counts
        const seen = x.grad; // so it cannot be used again
        x.grad = null;
        expect(large(() => (loss = run(labelSmoothing)))).toBe(1);
        expect(large(() => loss!.backward())).toBe(0);
        expect(seen).not.toBe(x.grad);
        x.grad = null;
      }
      run().backward();
      x.grad = null; // nobody has seen it: the next gradient takes its place
      expect(large(() => run().backward())).toBe(0);
      expect(x.grad!.data).toHaveLength(size);
    });
  } finally {
    for (const [i, name] of names.entries()) Object.assign(globalThis, { [name]: originals[i] });
  }
});

test("a class of probability 0 at a logit of -Infinity gives a learnable weight exactly 0", () => {
  const weight = tensor([0.5, 2, 1], { requiresGrad: true });
  const logits = tensor([[Number.NEGATIVE_INFINITY, 1, 2]]);
  crossEntropy(logits, tensor([[0, 0.25, 0.75]]), { weight, reduction: "sum" }).backward();
  const logP = [1, 2].map((x) => x - Math.log(Math.exp(1) + Math.exp(2)));
  const expected = [0, -0.25 * logP[0]!, -0.75 * logP[1]!];
  expect(weight.grad!.tolist()).toEqual(expected.map((g) => expect.closeTo(g, 6)));
  expect(weight.grad!.data[0]).toBe(0);
});

test("a certain target prints -0. with 'none', as in PyTorch; an ignored one and one without weight do not", () => {
  const x = tensor([
    [1000, 0],
    [1000, 0],
    [0, 3],
  ]).float();
  const run = (target: Tensor, options = {}) =>
    String(functional.crossEntropy(x, target, { reduction: "none", ...options }));
  expect(run(tensor([0, -100, 1]))).toBe("tensor([-0.0000, 0.0000, 0.0486])");
  expect(run(tensor([0, 0, 1]), { weight: tensor([1, 0]).float() })).toBe("tensor([-0., -0., 0.])");
  const certain = tensor([[1000, 0]]).float();
  const probabilities = tensor([[1, 0]]).float();
  for (const reduction of ["none", "mean", "sum"] as const) {
    const loss = functional.crossEntropy(certain, probabilities, { reduction });
    expect(Object.is(loss.sum().data[0], -0) || reduction === "none").toBe(true);
    expect(String(loss)).toContain("-0.");
  }
  for (const reduction of ["mean", "sum"] as const)
    expect(String(functional.crossEntropy(certain, tensor([0]), { reduction }))).toBe("tensor(0.)");
});

test("the mean of probabilities is a division, also of a single number; sum, 'none' and the mean of nothing are not", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation(); // of a single class
  const node = (reduction: "none" | "mean" | "sum", shape: readonly number[]): string =>
    String(crossEntropy(zeros(shape, { requiresGrad: true }), ones(shape), { reduction })).match(/<\w+>/)![0];
  expect([node("mean", [1, 1]), node("mean", [1]), node("mean", [2, 3])]).toEqual(
    new Array(3).fill("<DivBackward1>"),
  );
  expect([node("sum", [1, 1]), node("none", [1, 1]), node("mean", [2, 0])]).toEqual(
    new Array(3).fill("<NegBackward0>"),
  );
  warn.mockRestore();
});
