import { Linear, Module, noGrad, ones, optim, Parameter, randn, type Tensor, tensor, zeros } from "../../src";

const leaf = (): Tensor => tensor([1, 2, 3], { requiresGrad: true });

describe("parameters", () => {
  test("are those of a module, which learn", () => {
    const linear = new Linear(3, 1);
    const x = randn([20, 3]);
    const y = x.matmul(tensor([[0.5], [-1], [2]])); // from noise there may be nothing to learn
    const optimizer = new optim.SGD(linear.parameters(), { lr: 0.1 });
    const loss = (): Tensor => linear(x).sub(y).pow(2).mean();
    const before = loss().item();
    for (let step = 0; step < 50; step++) {
      optimizer.zeroGrad();
      loss().backward();
      optimizer.step();
    }
    expect(loss().item()).toBeLessThan(0.9 * before);
  });

  test("are read once: a list that changes later changes nothing", () => {
    const [a, b] = [leaf(), leaf()];
    const list = [a];
    const optimizer = new optim.SGD(list, { lr: 1 });
    list[0] = b;
    for (const t of [a, b]) t.grad = ones([3]);
    optimizer.step();
    expect([a.tolist(), b.tolist()]).toEqual([
      [0, 1, 2],
      [1, 2, 3],
    ]);
  });

  test("without gradient stay as they are, and have no state", () => {
    const [a, b, c] = [leaf(), leaf(), tensor([1, 2])];
    const optimizer = new optim.Adam([a, b, c], { lr: 1 });
    a.grad = ones([3]);
    optimizer.step();
    expect(a.tolist()).not.toEqual([1, 2, 3]);
    expect([b.tolist(), c.tolist()]).toEqual([
      [1, 2, 3],
      [1, 2],
    ]);
  });

  test("that come twice are warned of, and change twice, as in PyTorch", () => {
    const warn = jest.spyOn(console, "warn").mockImplementation();
    const a = leaf();
    a.grad = ones([3]);
    new optim.SGD([a, a], { lr: 1 }).step();
    expect(a.tolist()).toEqual([-1, 0, 1]);
    expect(warn.mock.calls.flat().join()).toContain("duplicate parameters");
    warn.mockRestore();
  });

  test.each([
    [[], RangeError, "optimizer got an empty parameter list"],
    [
      leaf(),
      TypeError,
      "params argument given to the optimizer should be an iterable of Tensors or dicts, but got Tensor",
    ],
    [
      new Linear(1, 1),
      TypeError,
      "params argument given to the optimizer should be an iterable of Tensors or dicts",
    ],
    [undefined, TypeError, "params argument given to the optimizer"],
    [
      [leaf(), 3],
      TypeError,
      "optimizer can only optimize Tensors, but one of the params is number. Got the number 3 at params[1]",
    ],
    [[[leaf()]], TypeError, "optimizer can only optimize Tensors, but one of the params is Array"],
    [[leaf().mul(2)], TypeError, "can't optimize a non-leaf Tensor. params[0] of shape [3] was computed"],
  ])("that are none are refused: %#", (params, kind, message) => {
    for (const Kind of [optim.SGD, optim.Adam, optim.AdamW]) {
      expect(() => new Kind(params as never)).toThrow(kind);
      expect(() => new Kind(params as never)).toThrow(message);
    }
  });
});

describe("the learning rate", () => {
  test("may be set between steps", () => {
    const a = leaf();
    const optimizer = new optim.SGD([a], { lr: 1 });
    a.grad = ones([3]);
    optimizer.lr = 0.5;
    optimizer.step();
    expect([optimizer.lr, a.tolist()]).toEqual([0.5, [0.5, 1.5, 2.5]]);
    optimizer.lr = 0;
    optimizer.step();
    expect(a.tolist()).toEqual([0.5, 1.5, 2.5]);
  });

  test.each([
    [-1, RangeError, "Invalid learning rate: -1"],
    [NaN, RangeError, "Invalid learning rate: NaN"],
    ["0.1", TypeError, "optimizer: argument 'lr' must be a number, not string"],
    [null, TypeError, "must be a number, not null"],
  ])("%p is none, for the constructor and later", (lr, kind, message) => {
    const optimizer = new optim.Adam([leaf()]);
    for (const set of [() => new optim.SGD([leaf()], { lr } as never), () => (optimizer.lr = lr as never)]) {
      expect(set).toThrow(kind);
      expect(set).toThrow(message);
    }
    expect(optimizer.lr).toBe(0.001);
  });
});

describe("zeroGrad", () => {
  test("makes gradients null, or zero where they are, read or not", () => {
    const [a, b] = [leaf(), leaf()];
    const optimizer = new optim.SGD([a, b], { lr: 1 });
    const learn = (): void => a.mul(b).sum().backward();
    learn();
    const { grad } = a;
    optimizer.zeroGrad(false);
    expect([a.grad, grad!.tolist(), b.grad!.tolist()]).toEqual([grad, [0, 0, 0], [0, 0, 0]]);
    learn();
    expect([grad!.tolist(), b.grad!.tolist()]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    optimizer.zeroGrad();
    expect([a.grad, b.grad]).toEqual([null, null]);
    expect(grad!.tolist()).toEqual([1, 2, 3]);
    expect(() => optimizer.zeroGrad("no" as never)).toThrow("argument 'set_to_none' must be bool");
  });

  test("to zero lets momentum go on, to null does not", () => {
    for (const setToNull of [true, false]) {
      const a = leaf();
      const optimizer = new optim.SGD([a], { lr: 1, momentum: 0.5 });
      a.sum().backward();
      optimizer.step();
      optimizer.zeroGrad(setToNull);
      optimizer.step();
      expect(a.tolist()).toEqual(setToNull ? [0, 1, 2] : [-0.5, 0.5, 1.5]);
    }
  });
});

describe("memory", () => {
  const N = 100;
  /** The array of the gradient that a step writes, seen without reading `grad` before. */
  function arraysOfGradients(setToNull: boolean): unknown[] {
    const p = new Parameter(zeros([N]));
    const optimizer = new optim.SGD([p], { lr: 0.1 });
    const x = ones([N]);
    const seen: unknown[] = [];
    for (let step = 0; step < 4; step++) {
      optimizer.zeroGrad(setToNull);
      p.mul(x).sum().backward();
      optimizer.step();
    }
    seen.push(p.grad!.data);
    expect(p.grad!.tolist()).toEqual(new Array(N).fill(1));
    return seen;
  }

  test("what an optimizer reads is not exposed: gradients are right either way", () => {
    for (const setToNull of [true, false]) arraysOfGradients(setToNull);
  });

  test("a gradient that the user has read is left to the user", () => {
    const p = new Parameter(zeros([N]));
    const optimizer = new optim.SGD([p], { lr: 0.1 });
    p.mul(ones([N]))
      .sum()
      .backward();
    const first = p.grad!;
    optimizer.step();
    optimizer.zeroGrad();
    p.mul(ones([N]).mul(5))
      .sum()
      .backward();
    optimizer.step();
    expect(first.tolist()).toEqual(new Array(N).fill(1));
  });

  test("a step counts as a change: the way back of what was computed before refuses", () => {
    const p = new Parameter(ones([3]));
    const y = p.mul(p).sum();
    p.grad = ones([3]);
    new optim.SGD([p], { lr: 0.1 }).step();
    expect(() => y.backward()).toThrow("modified by an inplace operation");
  });

  test("a step over a buffer that is gone changes nothing", () => {
    const [a, b] = [leaf(), leaf()];
    for (const t of [a, b]) t.grad = ones([3]);
    structuredClone(b.data, { transfer: [b.data.buffer as ArrayBuffer] });
    expect(() => new optim.SGD([a, b], { lr: 1 }).step()).toThrow("detached");
    expect(a.tolist()).toEqual([1, 2, 3]);
  });
});

test("it works on parameters whose recording was switched off, and within noGrad", () => {
  const a = leaf();
  a.grad = ones([3]);
  const optimizer = new optim.SGD([a], { lr: 1 });
  noGrad(() => optimizer.step());
  a.requiresGrad_(false);
  optimizer.step();
  expect(a.tolist()).toEqual([-1, 0, 1]);
});

test("modules and optimizers are different things", () => {
  expect(new optim.SGD([leaf()])).not.toBeInstanceOf(Module);
});
