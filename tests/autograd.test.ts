import { functional, noGrad, ones, rand, randn, type Tensor, tensor, zeros } from "../src";
import type { Op } from "../src/ops/op";
import { apply } from "../src/tensor/core";
import { gradientOf, recycle } from "../src/values/memory";
import { type NDArray, ndarray } from "../src/values/ndarray";

const leaf = (...values: number[]): Tensor => tensor(values, { requiresGrad: true });

/** The gradient of a leaf as plain numbers, null before the first. */
const gradOf = (x: Tensor): unknown => x.grad?.tolist() ?? null;

describe("accumulation", () => {
  test("a leaf starts without a gradient, and backward sums into it", () => {
    const x = leaf(1, 2);
    expect(x.grad).toBeNull();
    x.mul(3).sum().backward();
    expect(gradOf(x)).toEqual([3, 3]);
    x.mul(x).sum().backward();
    expect(gradOf(x)).toEqual([5, 7]);
  });

  test("setting grad to null starts anew", () => {
    const x = leaf(1, 2);
    x.sum().backward();
    x.grad = null;
    x.mul(4).sum().backward();
    expect(gradOf(x)).toEqual([4, 4]);
  });

  test("a gradient that was read or assigned is added to where it is, as in PyTorch", () => {
    const x = leaf(1, 2);
    x.sum().backward();
    const [first, { data }] = [x.grad, x.grad!];
    x.sum().backward();
    expect([x.grad === first, first!.data === data, gradOf(x)]).toEqual([true, true, [2, 2]]);
    const own = tensor([5, 6]).float();
    x.grad = own;
    x.mul(2).sum().backward();
    expect([x.grad === own, own.tolist(), first!.tolist()]).toEqual([true, [7, 8], [2, 2]]);
  });

  test("a gradient that two leaves have gets both sums, zero or not", () => {
    const [a, b] = [randn([3, 7]).requiresGrad_(), randn([3, 7]).requiresGrad_()];
    for (const start of [1, 0]) {
      const shared = ones([3, 7]);
      a.grad = shared;
      b.grad = shared;
      if (start === 0) shared.zero_();
      a.mul(2).add(b.softmax(1)).add(b.mul(3)).sum().backward();
      for (const value of shared.data) expect(value).toBeCloseTo(start + 5, 5);
    }
  });

  test("a leaf that is used twice gets both gradients", () => {
    const x = leaf(3, 4);
    x.mul(x).sum().backward();
    expect(gradOf(x)).toEqual([6, 8]);
    const y = leaf(1);
    y.add(y).add(y).backward();
    expect(gradOf(y)).toEqual([3]);
  });

  test("the two sides of a diamond meet before their common part is walked", () => {
    const x = leaf(2);
    const shared = x.mul(x); // 4, d/dx = 4
    const y = shared.mul(3).add(shared.mul(shared)); // d/dshared = 3 + 8
    y.sum().backward();
    expect(gradOf(x)).toEqual([44]);
  });

  test("stacked diamonds take one walk each, not two to the power of their number", () => {
    const x = tensor([1], { dtype: "float64", requiresGrad: true });
    let y: Tensor = x;
    for (let i = 0; i < 200; i++) y = y.add(y).mul(0.5);
    y.backward();
    expect(gradOf(x)).toEqual([1]);
  });

  test("only the leaves that a result depends on get a gradient", () => {
    const [a, b, c] = [leaf(1), leaf(2), leaf(3)];
    const ab = a.mul(b);
    ab.mul(c);
    ab.sum().backward();
    expect([a, b, c].map(gradOf)).toEqual([[2], [1], null]);
  });

  test("a computed tensor keeps no gradient", () => {
    const warn = jest.spyOn(console, "warn").mockImplementation(); // PyTorch's, of that grad
    const x = leaf(1, 2);
    const y = x.exp();
    y.sum().backward();
    expect([y.requiresGrad, y.grad]).toEqual([true, null]);
    warn.mockRestore();
  });

  test("a gradient has the shape and the dtype of its leaf, and no graph", () => {
    const x = tensor([1, 2], { dtype: "float64", requiresGrad: true });
    x.float()
      .add(zeros([3, 2]))
      .sum()
      .backward();
    expect(String(x.grad)).toBe("tensor([3., 3.], dtype=torch.float64)");
  });
});

describe("the gradient that is passed in", () => {
  test("weighs the elements of the result", () => {
    const x = leaf(1, 2);
    x.mul(3).backward(tensor([1, 0.5]));
    expect(gradOf(x)).toEqual([3, 1.5]);
  });

  test.each(["float64", "int64", "bool"] as const)(
    "may be %s: it is converted to the result's dtype",
    (dtype) => {
      const x = leaf(1, 2);
      x.mul(3).backward(ones([2], { dtype }));
      expect(String(x.grad)).toBe("tensor([3., 3.])");
    },
  );

  test("is needed for any shape but that of one element", () => {
    const x = tensor([[2.5]], { requiresGrad: true });
    x.mul(3).backward();
    expect(gradOf(x)).toEqual([[3]]);
  });

  test("may start at a leaf", () => {
    const x = leaf(1, 2);
    x.backward(tensor([5, 6]));
    expect(gradOf(x)).toEqual([5, 6]);
  });
});

describe("buffers", () => {
  test("two leaves never share the memory of their gradients", () => {
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    a.add(b).backward(ones([2]));
    expect(a.grad!.data).not.toBe(b.grad!.data);
    a.grad!.data[0] = 9;
    expect(gradOf(b)).toEqual([1, 1]);
  });

  test("nor does a leaf with the gradient of the caller, also through views", () => {
    const gradient = ones([2]);
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    a.backward(gradient);
    b.reshape([2, 1]).clone().reshape([2]).backward(gradient);
    gradient.data[0] = 9;
    expect([gradOf(a), gradOf(b)]).toEqual([
      [1, 1],
      [1, 1],
    ]);
    a.grad!.data[1] = 7;
    expect(gradient.tolist()).toEqual([9, 1]);
  });

  test("nor with the values of any tensor of the graph", () => {
    const [a, b] = [leaf(1, 2), leaf(3, 4)];
    a.mul(b).sum().backward();
    a.grad!.data[0] = 9;
    b.grad!.data[0] = 9;
    expect([a.tolist(), b.tolist()]).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe("the graph", () => {
  test("20,000 operations in a row do not overflow the stack", () => {
    const x = leaf(1, 2);
    let y: Tensor = x;
    for (let i = 0; i < 20_000; i++) y = i % 2 === 0 ? y.add(1) : y.neg();
    y.sum().backward();
    expect(gradOf(x)).toEqual([1, 1]);
  });

  test("a sum of 20,000 uses of a leaf counts each", () => {
    const x = leaf(1);
    let y: Tensor = x;
    for (let i = 1; i < 20_000; i++) y = y.add(x);
    y.backward();
    expect(gradOf(x)).toEqual([20_000]);
  });

  test("detach gives a constant over the same memory", () => {
    const x = leaf(2, 3);
    const constant = x.detach();
    expect([constant.requiresGrad, constant.data]).toEqual([false, x.data]);
    constant.mul(x).sum().backward();
    expect(gradOf(x)).toEqual([2, 3]);
  });

  test("clone stays in the graph over memory of its own", () => {
    const x = leaf(2, 3);
    const copy = x.clone();
    expect(copy.data).not.toBe(x.data);
    copy.mul(2).sum().backward();
    expect([gradOf(x), copy.grad]).toEqual([[2, 2], null]);
  });

  test("integers break the graph", () => {
    const x = leaf(1, 2);
    expect(x.long().float().requiresGrad).toBe(false);
    expect([x.argmax().requiresGrad, x.eq(1).requiresGrad]).toEqual([false, false]);
  });
});

describe("a second backward through the same graph", () => {
  test.each<[string, (x: Tensor) => Tensor, number[]]>([
    ["sum", (x) => x.sum(), [2, 2, 2]],
    ["mean", (x) => x.mean(0), [2 / 3, 2 / 3, 2 / 3].map(Math.fround)],
    ["add", (x) => x.add(x).sum(), [4, 4, 4]],
    ["sub and neg", (x) => x.neg().sub(1).sum(), [-2, -2, -2]],
    ["clone", (x) => x.clone().sum(), [2, 2, 2]],
    ["to", (x) => x.double().sum(), [2, 2, 2]],
    [
      "shape operations",
      (x) => x.reshape([3, 1]).permute([1, 0]).transpose(0, 1).unsqueeze(0).squeeze().sum(),
      [2, 2, 2],
    ],
  ])("works where PyTorch keeps nothing: %s", (_, compute, expected) => {
    const x = leaf(1, 2, 3);
    const y = compute(x);
    y.backward();
    y.backward();
    expect(gradOf(x)).toEqual(expected);
  });

  test("works for two results that share no more than such operations", () => {
    const x = leaf(1, 2);
    const shared = x.add(1);
    shared.sum().backward();
    shared.mul(3).sum().backward();
    expect(gradOf(x)).toEqual([4, 4]);
  });

  test("fails for two results that share an operation that keeps values", () => {
    const x = leaf(1, 2);
    const shared = x.mul(2);
    shared.sum().backward();
    expect(() => shared.mean().backward()).toThrow("Trying to backward through the graph a second time");
    expect(gradOf(x)).toEqual([2, 2]);
  });
});

describe("requiresGrad_", () => {
  test("switches recording on, and returns the tensor", () => {
    const x = ones([2]);
    expect(x.requiresGrad_()).toBe(x);
    expect([x.requiresGrad, x.mul(2).requiresGrad]).toEqual([true, true]);
  });

  test("twice on is once on", () => {
    const x = leaf(1);
    const y = x.mul(2);
    x.requiresGrad_();
    y.backward();
    expect(gradOf(x)).toEqual([2]);
  });

  test("switched off, later operations are constants and the gradient stays", () => {
    const x = leaf(1);
    x.mul(2).backward();
    x.requiresGrad_(false);
    expect([x.requiresGrad, x.mul(2).requiresGrad, gradOf(x)]).toEqual([false, false, [2]]);
  });

  test("switched off after the graph was made, the leaf gets no gradient any more, as in PyTorch", () => {
    const x = leaf(1);
    const y = x.mul(2);
    x.requiresGrad_(false);
    y.backward();
    expect(x.grad).toBeNull();
  });

  test("switched off and on again, a graph from before reaches the leaf, as in PyTorch", () => {
    const x = leaf(1);
    const y = x.mul(2);
    x.requiresGrad_(false).requiresGrad_();
    y.backward();
    expect(gradOf(x)).toEqual([2]);
  });

  test("a leaf is one leaf however often it is switched: old and new graphs reach the same sum", () => {
    const x = leaf(1, 2);
    const y = x.mul(2);
    x.requiresGrad_(false).requiresGrad_();
    x.mul(3).add(y).sum().backward();
    expect(gradOf(x)).toEqual([5, 5]);
  });

  test("switched on and off, a tensor of integers stays what it is", () => {
    const x = tensor([1, 2]);
    expect(x.requiresGrad_(false).requiresGrad).toBe(false);
    expect(() => x.requiresGrad_()).toThrow(TypeError);
  });

  test("on a computed tensor there is nothing to switch on", () => {
    const y = leaf(1).exp();
    expect(y.requiresGrad_()).toBe(y);
    const constant = noGrad(() => leaf(1).exp()).requiresGrad_();
    constant.mul(2).backward();
    expect(gradOf(constant)).toEqual([2]);
  });
});

describe("a gradient that zero_() made zero is written over, where it is", () => {
  const target = tensor([1, 0, 2]);
  const w = randn([3, 7]);
  /** What two gradients are, in which x stands in all sorts of places. */
  const losses: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
    ["an op that makes its gradient", (x) => x.softmax(1).mul(w)],
    ["the gradient that the forward made", (x) => functional.crossEntropy(x, target)],
    ["a gradient that is dy", (x) => x.add(w)],
    ["a stretched sum", (x) => x.sum()],
    ["a product, on the left", (x) => x.matmul(w.transpose(0, 1))],
    ["a product, on the right", (x) => w.transpose(0, 1).matmul(x)],
    ["a product with itself", (x) => x.matmul(x.transpose(0, 1))],
    ["two paths", (x) => x.softmax(1).add(x.logSoftmax(1).mul(w))],
    ["many paths", (x) => x.add(x).mul(x).sub(x.exp()).add(x.softmax(0)).mul(x)],
    ["two inputs of one op", (x) => x.mul(x)],
    ["a view", (x) => x.reshape([21]).softmax(0).reshape([3, 7]).mul(w)],
    [
      "itself and a view of it",
      (x) =>
        x
          .mul(x.reshape([3, 7]))
          .softmax(1)
          .mul(w),
    ],
    ["a view of it and itself", (x) => x.unsqueeze(0).softmax(1).mul(x).mul(w)],
    ["what becomes another dtype", (x) => x.double().softmax(1).mul(w)],
    ["an input that is smaller than the result", (x) => x.mul(ones([2, 3, 7]))],
    ["rows", (x) => [...x].reduce((sum, row) => sum.add(row.mul(row)), zeros([7]))],
  ];

  test.each(losses)("%s", (_, loss) => {
    const x = randn([3, 7]).requiresGrad_();
    const once = (t: Tensor): void => loss(t).sum().backward();
    once(x);
    const [grad, { data }] = [x.grad!, x.grad!];
    const expected = data.slice();
    for (let i = 0; i < 3; i++) {
      expect(grad.zero_().data.every((v) => v === 0)).toBe(true);
      once(x);
      expect([x.grad === grad, grad.data === data]).toEqual([true, true]);
      expect(data).toEqual(expected);
    }
    once(x); // and added to where it is not zero
    const twice = x.detach().requiresGrad_();
    once(twice);
    once(twice);
    expect(data).toEqual(twice.grad!.data);
  });

  /** Asks for the memory of the gradient of x, and says what it got. */
  const asking = (got: unknown[]): Op<[x: NDArray]> => {
    return ([x]) => ({
      name: "AskingBackward0",
      y: ndarray(x.data.slice(), x.shape, x.dtype),
      saved: [],
      pullback: (dy) => {
        const dx = gradientOf(x);
        got.push(dx.data);
        dx.data.set(dy.data as never);
        return [dx];
      },
    });
  };
  const zeroed = (): Tensor => {
    const x = randn([3, 7]).requiresGrad_();
    x.sum().backward();
    x.grad!.zero_();
    return x;
  };

  test("a pullback writes straight into it: nothing is copied", () => {
    const x = zeroed();
    const got: unknown[] = [];
    apply(asking(got), [x]).sum().backward();
    expect(got).toEqual([x.grad!.data]);
    expect(got[0]).toBe(x.grad!.data);
    expect(x.grad!.data.every((v) => v === 1)).toBe(true);
  });

  test.each<[string, (x: Tensor, y: Tensor) => void]>([
    ["the gradient that backward starts with", (x, y) => y.backward(x.grad!)],
    ["values that another way back reads", (x, y) => y.mul(x.grad!).add(x.mul(x.grad!)).sum().backward()],
  ])("but not where it is %s", (_, goBack) => {
    const x = zeroed();
    const got: unknown[] = [];
    goBack(x, apply(asking(got), [x]));
    expect(got).toHaveLength(1);
    expect(got[0]).not.toBe(x.grad!.data);
    expect(x.grad!.data.every((v) => v === 0)).toBe(true);
  });

  test("memory that a pullback asked for and did not give to the leaf is zero again", () => {
    const x = zeroed();
    const scratch: Op<[x: NDArray]> = ([x]) => ({
      name: "ScratchBackward0",
      y: ndarray(x.data.slice(), x.shape, x.dtype),
      saved: [],
      pullback: (dy) => {
        const own = gradientOf(x);
        own.data.fill(7 as never);
        recycle(own.data);
        return [dy];
      },
    });
    const { data } = x.grad!;
    apply(scratch, [x]).mul(2).sum().backward();
    expect([x.grad!.data === data, data.every((v) => v === 2)]).toEqual([true, true]);
    expect(gradientOf(zeros([3, 7])).data).not.toBe(data);
  });

  test("what changes it again, through a view too, is kept and added to", () => {
    const x = zeroed();
    x.grad!.add_(1);
    x.sum().backward();
    expect(x.grad!.data.every((v) => v === 2)).toBe(true);
    x.grad!.zero_().reshape([21]).fill_(3);
    x.sum().backward();
    expect(x.grad!.data.every((v) => v === 4)).toBe(true);
    x.grad!.reshape([21]).zero_();
    x.sum().backward();
    expect(x.grad!.data.every((v) => v === 1)).toBe(true);
  });

  test("a leaf that is switched off keeps its zeros", () => {
    const x = zeroed();
    const y = x.softmax(1).mul(w).sum();
    x.requiresGrad_(false);
    y.backward();
    expect(x.grad!.data.every((v) => v === 0)).toBe(true);
  });
});

describe("a backward that fails in the middle", () => {
  /** An op whose way back fails once. */
  const failing = (): Op<[x: NDArray]> => {
    let left = 1;
    return ([x]) => ({
      name: "FailingBackward0",
      y: ndarray(x.data.slice(), x.shape, x.dtype),
      saved: [x],
      pullback: (dy) => {
        if (left-- > 0) throw new RangeError("out of memory");
        return [dy];
      },
    });
  };

  test("changes no gradient, and is spent: tried again it says so instead of scaling twice", () => {
    const x = randn([3, 20]).requiresGrad_();
    const target = tensor([0, 1, 2]);
    functional.crossEntropy(x, target).backward();
    const held = x.grad!;
    const values = held.data.slice();
    const bad = apply(failing(), [x]); // before the loss, so that its way back comes after the loss's
    const total = functional.crossEntropy(x, target).mul(3).add(bad.sum());
    expect(() => total.backward()).toThrow("out of memory");
    expect(() => total.backward()).toThrow("Trying to backward through the graph a second time");
    expect(x.grad).toBe(held);
    expect(held.data).toEqual(values);
    x.grad = null;
    functional.crossEntropy(x, target).backward();
    expect(x.grad!.data).toEqual(values);
  });

  test("a gradient that was zero is zero again", () => {
    const x = randn([3, 20]).requiresGrad_();
    x.sum().backward();
    const { data } = x.grad!.zero_();
    const bad = apply(failing(), [x]); // its way back comes after that of the softmax, which has written by then
    const total = x
      .softmax(1)
      .mul(randn([3, 20]))
      .sum()
      .add(bad.sum());
    expect(() => total.backward()).toThrow("out of memory");
    expect([x.grad!.data === data, data.every((v) => v === 0)]).toEqual([true, true]);
    x.sum().backward();
    expect(data.every((v) => v === 1)).toBe(true);
  });

  test("a gradient whose buffer is gone is missed before anything runs", () => {
    const x = randn([3, 20]).requiresGrad_();
    x.sum().backward();
    structuredClone(x.grad!.data, { transfer: [x.grad!.data.buffer as ArrayBuffer] });
    const y = x.exp().sum();
    expect(() => y.backward()).toThrow("detached");
    x.grad = null;
    y.backward();
    expect(x.grad!.data).toEqual(x.detach().exp().data);
  });

  test("an op that never ran is not spent", () => {
    const x = leaf(1, 2);
    const y = x.exp();
    const total = apply(failing(), [y.sum()]);
    expect(() => total.backward()).toThrow("out of memory");
    y.sum().backward();
    expect(gradOf(x)).toEqual([Math.fround(Math.E), Math.fround(Math.exp(2))]);
  });
});

describe("NaN and infinity from above reach what counts", () => {
  const run = (target: readonly number[], f: (loss: Tensor) => Tensor): number[][] => {
    const x = tensor([
      [1000, 0],
      [0.5, 3],
    ])
      .float()
      .requiresGrad_();
    f(functional.crossEntropy(x, tensor(target))).backward();
    return x.grad!.tolist() as number[][];
  };

  test.each([
    ["mul(NaN)", (loss: Tensor) => loss.mul(Number.NaN)],
    ["mul(Infinity)", (loss: Tensor) => loss.mul(Number.POSITIVE_INFINITY)],
    ["the root of a loss of 0", (loss: Tensor) => loss.sqrt()],
  ])("%s: also where the gradient is 0, but not where the target is ignored", (_, f) => {
    expect(run([0, -100], f)).toEqual([
      [NaN, NaN],
      [0, 0],
    ]);
  });
});

test("values that were transferred between forward and backward are missed before anything runs", () => {
  const transfer = (t: Tensor): unknown =>
    structuredClone(t.data, { transfer: [t.data.buffer as ArrayBuffer] });
  const ops: readonly (readonly [string, (x: Tensor, other: Tensor) => Tensor])[] = [
    ["mul", (x, other) => x.mul(other)],
    ["div", (x, other) => x.div(other)],
    ["matmul", (x, other) => x.matmul(other)],
    ["pow", (x, other) => x.pow(other)],
    ["crossEntropy", (x, other) => functional.crossEntropy(x, other.softmax(1)).add(x.mul(other).sum())],
    [
      "nllLoss",
      (x, other) => functional.nllLoss(x.neg(), tensor([0, 1]), { weight: other.reshape([4]).detach() }),
    ],
  ];
  for (const [name, op] of ops) {
    const x = rand([2, name === "nllLoss" ? 4 : 2]).requiresGrad_();
    const other = rand([2, 2]);
    const y = op(x, other);
    transfer(other);
    expect(() => y.sum().backward()).toThrow("detached");
    expect([name, x.grad]).toEqual([name, null]);
  }
  for (const op of [
    (x: Tensor) => x.exp(),
    (x: Tensor) => x.sqrt(),
    (x: Tensor) => x.softmax(0),
    (x: Tensor) => x.amax(0),
  ]) {
    const x = rand([3]).requiresGrad_();
    const y = op(x);
    const total = y.sum();
    transfer(y);
    expect(() => total.backward()).toThrow("detached");
  }
});

test("values that the way back does not need may be transferred: those of the only side with a gradient", () => {
  for (const op of ["mul", "div"] as const) {
    const x = leaf(1, 2);
    const other = tensor([4, 8]).float();
    const y = x[op](other).sum();
    structuredClone(x.data, { transfer: [x.data.buffer as ArrayBuffer] });
    y.backward();
    expect(gradOf(x)).toEqual(op === "mul" ? [4, 8] : [1 / 4, 1 / 8]);
  }
  const [constant, x] = [tensor([4, 8]).float(), leaf(1, 2)];
  const y = constant.mul(x).sum();
  structuredClone(x.data, { transfer: [x.data.buffer as ArrayBuffer] });
  y.backward();
  expect(gradOf(x)).toEqual([4, 8]);
});

test("a backward over 40 000 leaves that each pass a softmax takes as long as their number", () => {
  const leaves = Array.from({ length: 40_000 }, () => ones([20]).requiresGrad_());
  let total: Tensor = tensor(0.5);
  for (const x of leaves) total = total.add(x.softmax(0).sum());
  total.backward();
  expect(leaves.every((x) => x.grad !== null)).toBe(true);
});

test("a leaf younger than a chain of softmaxes that share a gradient gets a gradient of its own", () => {
  const x = randn([2, 20], { requiresGrad: true });
  const soft = x.softmax(1).softmax(1);
  const young = randn([2, 20], { requiresGrad: true });
  const weights = randn([2, 20]);
  soft.add(young).mul(weights).sum().backward();
  expect(young.grad!.data).toEqual(weights.data);
  const alone = x.detach().requiresGrad_();
  alone.softmax(1).softmax(1).mul(weights).sum().backward();
  expect(x.grad!.data).toEqual(alone.grad!.data);
  expect(young.grad!.data).toEqual(weights.data);
});

test("the way back of three nodes goes from the latest to the first, in whatever order they are found", () => {
  const x = leaf(2, 3);
  const a = x.mul(x);
  const b = a.mul(5);
  b.add(a).add(x).sum().backward(); // found: b and a before b's own input is done
  expect(gradOf(x)).toEqual([25, 37]);
  const y = leaf(2);
  const z = y.exp();
  y.add(z).backward(tensor([1])); // the root's inputs: the leaf first, then a node that needs it
  expect(gradOf(y)).toEqual([Math.fround(1 + Math.fround(Math.exp(2)))]);
});
