/** The methods that change a tensor in place. PyTorch's numbers and errors: scripts/golden_in_place.py. */

import {
  asTensor,
  type DType,
  functional,
  noGrad,
  ones,
  rand,
  randn,
  setWarnings,
  type Tensor,
  tensor,
  zeros,
} from "../../src";
import { checkAlpha, checkFits, checkOutputShape, checkOutputType } from "../../src/tensor/inPlace";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface Method {
  readonly op: "add_" | "sub_" | "mul_" | "div_" | "copy_" | "fill_" | "zero_";
  readonly args: readonly (number | boolean | string)[];
  readonly alpha: number | boolean | null;
  readonly inputs: readonly GoldenArray[];
  readonly error?: string;
  readonly output: GoldenArray;
  readonly grad_fn: string | null;
  readonly upstream: GoldenArray | null;
  readonly grads: readonly (GoldenArray | null)[];
}

interface Saved {
  readonly op: string;
  readonly change: string;
  readonly error?: string;
  readonly grad?: GoldenArray;
}

interface Step {
  readonly loss: GoldenArray;
  readonly dw: GoldenArray;
  readonly db: GoldenArray;
  readonly w: GoldenArray;
  readonly b: GoldenArray;
}

interface SGD {
  readonly x: GoldenArray;
  readonly y: GoldenArray;
  readonly w: GoldenArray;
  readonly steps: readonly Step[];
}

const cases = golden<{ readonly [name: string]: unknown }>("in_place");
const named = <T>(prefix: string): T[] =>
  Object.entries(cases)
    .filter(([name]) => name.startsWith(prefix))
    .map(([, one]) => one as T);

const plain = (arg: number | boolean | string): number | boolean =>
  typeof arg === "string" ? Number(arg.replace("nan", "NaN").replace("inf", "Infinity")) : arg;

/** Whether PyTorch's sentence is how the message begins. */
const beginsWith = (sentence: string): RegExp =>
  new RegExp(`^${sentence.replace(/\.$/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

describe("every method is PyTorch's: values, dtypes, gradients, nodes and errors", () => {
  const methods = named<Method>("method");
  test("of every method there are results and errors, but for zero_, which has none", () => {
    const found = (failed: boolean): string[] =>
      [
        ...new Set(methods.filter(({ error }) => (error !== undefined) === failed).map(({ op }) => op)),
      ].sort();
    expect(found(false)).toEqual(["add_", "copy_", "div_", "fill_", "mul_", "sub_", "zero_"]);
    expect(found(true)).toEqual(["add_", "copy_", "div_", "fill_", "mul_", "sub_"]);
  });

  const title = ({ op, args, inputs, alpha }: Method, i: number): string =>
    `${i} ${op} ${[...inputs.map(({ dtype, shape }) => `${dtype} [${shape}]`), ...args].join(", ")} ${alpha ?? ""}`;

  test.each(methods.map((one, i) => [title(one, i), one] as const))("%s", (_, method) => {
    const { op, args, alpha, inputs, error, output, grad_fn, upstream, grads } = method;
    const learns = inputs[0]!.dtype.startsWith("float");
    const leaves = inputs.map((input) => fromGolden(input, learns && input.dtype.startsWith("float")));
    const x = leaves[0]!.clone();
    const { data } = x;
    const before = data.slice();
    const given = [...args.map(plain), ...leaves.slice(1)];
    const options = alpha === null ? [] : [{ alpha }];
    const call = (): Tensor =>
      (x[op] as (...args: readonly unknown[]) => Tensor).call(x, ...given, ...options);
    if (error !== undefined) {
      expect(call).toThrow(beginsWith(error));
      expect(data).toEqual(before);
      return;
    }
    expect(call()).toBe(x);
    expect(x.data).toBe(data);
    expectClose(x, fromGolden(output));
    expect(/grad_fn=<(\w+)>/.exec(String(x))?.[1] ?? null).toBe(grad_fn);
    if (upstream !== null) x.backward(fromGolden(upstream));
    for (const [i, leaf] of leaves.entries()) {
      const expected = grads[i] ?? null;
      if (expected === null) expect(leaf.grad).toBeNull();
      else expectClose(leaf.grad!, fromGolden(expected));
    }
  });
});

describe("a backward after a change in place", () => {
  beforeAll(() => setWarnings(false)); // the probabilities are any numbers
  afterAll(() => setWarnings(true));

  const target = tensor([0, 2]);
  const VALUES = [0.5, -1.25, 2, 0.75, -0.5, 1.5, -2, 3, 0.25, -0.75, 1, -3];
  const ramp = (start: number): Tensor =>
    tensor(Array.from({ length: 6 }, (_, i) => VALUES[(start + i) % 12]!))
      .float()
      .reshape([2, 3])
      .clone();
  const forwards: { readonly [name: string]: (x: Tensor, other: Tensor) => Tensor } = {
    neg: (x) => x.neg(),
    exp: (x) => x.exp(),
    log: (x) => x.log(),
    sqrt: (x) => x.sqrt(),
    abs: (x) => x.abs(),
    relu: (x) => x.relu(),
    add: (x, other) => x.add(other),
    mul: (x, other) => x.mul(other),
    div: (x, other) => x.div(other),
    pow: (x) => x.pow(2),
    sum: (x) => x.sum(1),
    mean: (x) => x.mean(1),
    amax: (x) => x.amax(1),
    softmax: (x) => x.softmax(1),
    logSoftmax: (x) => x.logSoftmax(1),
    matmul: (x, other) => x.matmul(other.transpose(0, 1)),
    crossEntropy: (x) => functional.crossEntropy(x, target),
    crossEntropyProbs: (x) => functional.crossEntropy(x, ramp(0).abs()),
  };
  const changes: { readonly [name: string]: (w: Tensor, x: Tensor, other: Tensor, y: Tensor) => unknown } = {
    nothing: () => {},
    leaf: (w) => w.add_(1),
    input: (_, x) => x.add_(1),
    "input twice": (_, x) => x.add_(1).mul_(2),
    detached: (_, x) => x.detach().zero_(),
    other: (_w, _x, other) => other.fill_(1),
    result: (_w, _x, _o, y) => y.copy_(zeros([])),
  };
  const known = (op: string, list: readonly string[]): string[] => list.map((change) => `${op}, ${change}`);
  /** Where values are needed here that PyTorch does not need, or the other way round. */
  const stricter = known("logSoftmax", ["input", "input twice", "detached"]); // computed from the input, more exactly
  const laxer = [
    ...known("logSoftmax", ["result"]),
    ...known("matmul", ["other"]), // transpose copies
  ];

  test.each(named<Saved>("saved").map((one) => [`${one.op}, ${one.change}`, one] as const))(
    "%s",
    (name, one) => {
      const w = ramp(0).abs().add(0.25).requiresGrad_();
      const x = w.mul(2);
      const other = ramp(4);
      const y = forwards[one.op]!(x, other);
      const total = y.sum();
      noGrad(() => changes[one.change]!(w, x, other, y));
      if (stricter.includes(name)) {
        expect(one.error).toBeUndefined();
        expect(() => total.backward()).toThrow(
          "modified by an inplace operation: [torch.FloatTensor [2, 3]], which",
        );
        return;
      }
      if (one.error === undefined || laxer.includes(name)) {
        expect(() => total.backward()).not.toThrow();
        if (one.grad !== undefined) expectClose(w.grad!, fromGolden(one.grad));
        return;
      }
      const [sentence] = one.error.split(" Hint:");
      expect(() => total.backward()).toThrow(beginsWith(sentence!));
      expect(w.grad).toBeNull();
      expect(() => total.backward()).toThrow(beginsWith(sentence!)); // nothing has run: it is not spent
    },
  );

  test("says the dtype and the version that there were: those of integers and of float64, and a start above 0", () => {
    const x = rand([3], { dtype: "float64" }).requiresGrad_();
    const scale = tensor([1, 2, 3]);
    scale.add_(1);
    scale.add_(1);
    const y = x.mul(scale).sum();
    scale.zero_();
    expect(() => y.backward()).toThrow("[torch.LongTensor [3]] is at version 3; expected version 2 instead.");
    const z = x.mul(x).sum();
    noGrad(() => x.add_(1));
    expect(() => z.backward()).toThrow(
      "[torch.DoubleTensor [3]] is at version 1; expected version 0 instead.",
    );
  });

  test("changes before the forward do not matter, nor do those of tensors that it did not read", () => {
    const [x, other] = [rand([3]).requiresGrad_(), rand([3])];
    other.mul_(2);
    const y = x.mul(other).sum();
    rand([3]).zero_();
    y.backward();
    expect(x.grad!.data).toEqual(other.data);
  });

  test("a user's array that two tensors share counts for both", () => {
    const shared = Float32Array.of(1, 2, 3);
    const x = ones([3], { requiresGrad: true });
    const y = x.mul(asTensor(shared)).sum();
    asTensor(shared).add_(1);
    expect([...shared]).toEqual([2, 3, 4]);
    expect(() => y.backward()).toThrow("modified by an inplace operation");
  });

  test("a gradient that is added to counts as changed where a graph has it", () => {
    const x = rand([3]).requiresGrad_();
    x.sum().backward();
    const y = x.mul(x.grad!).sum();
    x.sum().backward();
    expect(() => y.backward()).toThrow("modified by an inplace operation");
  });
});

test("the steps of a softmax regression are PyTorch's, with zero_() and with null", () => {
  const { x, y, w: start, steps } = cases["sgd"] as SGD;
  const [input, target] = [fromGolden(x), fromGolden(y)];
  for (const way of ["zero_", "null"]) {
    const w = fromGolden(start, true);
    const b = zeros([3], { requiresGrad: true });
    let gradients: readonly unknown[] = [];
    for (const [i, step] of steps.entries()) {
      const loss = functional.crossEntropy(input.matmul(w).add(b), target);
      loss.backward();
      expectClose(loss, fromGolden(step.loss));
      expectClose(w.grad!, fromGolden(step.dw));
      expectClose(b.grad!, fromGolden(step.db));
      if (way === "zero_") {
        const now = [w.grad, b.grad, w.grad!.data, b.grad!.data];
        if (i > 0) expect(now.every((one, k) => one === gradients[k])).toBe(true);
        gradients = now;
      }
      noGrad(() => {
        w.add_(w.grad!, { alpha: -0.5 });
        b.sub_(b.grad!, { alpha: 0.5 });
      });
      expectClose(w, fromGolden(step.w));
      expectClose(b, fromGolden(step.b));
      for (const parameter of [w, b]) {
        if (way === "zero_") parameter.grad!.zero_();
        else parameter.grad = null;
      }
    }
    expect([w.requiresGrad, String(b).includes("requires_grad=True")]).toEqual([true, true]);
  }
});

describe("which changes are recorded", () => {
  const weights = (): Tensor => tensor([1, 2, 3], { requiresGrad: true });
  const all: readonly (readonly [string, (t: Tensor) => Tensor])[] = [
    ["add_", (t) => t.add_(1)],
    ["sub_", (t) => t.sub_(1)],
    ["mul_", (t) => t.mul_(2)],
    ["div_", (t) => t.div_(2)],
    ["copy_", (t) => t.copy_(ones([3]))],
    ["fill_", (t) => t.fill_(1)],
    ["zero_", (t) => t.zero_()],
  ];

  test.each(all)("%s of a leaf is refused, but not inside noGrad, where it stays a leaf", (_, change) => {
    const w = weights();
    expect(() => change(w)).toThrow(
      /^a leaf Variable that requires grad is being used in an in-place operation\. Got a leaf of shape \[3\]/,
    );
    expect(w.tolist()).toEqual([1, 2, 3]);
    noGrad(() => change(w));
    expect(w.tolist()).not.toEqual([1, 2, 3]);
    w.mul(2).sum().backward();
    expect(w.grad!.tolist()).toEqual([2, 2, 2]);
  });

  test.each(all)("%s of a view of a leaf is refused, also through two views", (_, change) => {
    const w = weights();
    for (const view of [w.reshape([3]), w.unsqueeze(0).squeeze(0)])
      expect(() => change(view)).toThrow(/^a view of a leaf Variable that requires grad is being used/);
    expect(w.tolist()).toEqual([1, 2, 3]);
  });

  test.each(all)(
    "%s of a tensor with a view, or of the view, is refused where it would be recorded",
    (_, change) => {
      const y = weights().mul(2);
      const view = y.reshape([3, 1]);
      for (const t of [y, view.squeeze(), y.clone().unsqueeze(0).squeeze(0)])
        expect(() => change(t)).toThrow(
          /^an in-place operation that is recorded cannot be followed through views/,
        );
      expect(y.tolist()).toEqual([2, 4, 6]);
      noGrad(() => change(y));
      expect(view.reshape([3]).tolist()).toEqual(y.tolist());
      change(y.clone());
    },
  );

  test("a tensor without gradient that takes one in becomes part of the graph; not with a view, nor inside noGrad", () => {
    const w = weights();
    const t = zeros([3]);
    t.add_(w, { alpha: 2 }).mul_(w);
    expect(String(t)).toContain("grad_fn=<MulBackward0>");
    t.sum().backward();
    expect(w.grad!.tolist()).toEqual([4, 8, 12]); // 2 w²
    const viewed = zeros([3]);
    viewed.reshape([3, 1]);
    expect(() => viewed.add_(w)).toThrow("views");
    expect(viewed.add_(1).requiresGrad).toBe(false);
    const apart = zeros([3]);
    noGrad(() => apart.add_(w));
    expect([apart.requiresGrad, apart.tolist()]).toEqual([false, [1, 2, 3]]);
  });

  test("what was computed before a change keeps its own way back", () => {
    const w = weights();
    const y = w.mul(2);
    const before = y.sum();
    y.mul_(10);
    const after = y.sum();
    before.add(after).backward();
    expect(w.grad!.tolist()).toEqual([22, 22, 22]);
  });

  test("detach shares the elements and not the graph", () => {
    const w = weights();
    const y = w.mul(2);
    y.detach().fill_(7);
    expect(y.tolist()).toEqual([7, 7, 7]);
    y.sum().backward();
    expect(w.grad!.tolist()).toEqual([2, 2, 2]);
  });

  test("integers take in a float that requires a gradient as values", () => {
    const t = zeros([3], { dtype: "int64" });
    expect(t.copy_(weights().mul(1.5)).requiresGrad).toBe(false);
    expect(t.tolist()).toEqual([1, 3, 4]);
  });
});

describe("operands that share memory", () => {
  test("the tensor itself and its views", () => {
    const x = tensor([[1, 2, 3]]).float();
    expect(x.add_(x).tolist()).toEqual([[2, 4, 6]]);
    expect(x.sub_(x.reshape([3]), { alpha: 0.5 }).tolist()).toEqual([[1, 2, 3]]);
    expect(x.mul_(x.squeeze()).tolist()).toEqual([[1, 4, 9]]);
    expect(x.div_(x).tolist()).toEqual([[1, 1, 1]]);
    expect(x.copy_(x).tolist()).toEqual([[1, 1, 1]]);
  });

  test.each(["add_", "sub_", "mul_", "div_", "copy_"] as const)(
    "%s of parts of one buffer reads before it writes, wherever they lie",
    (method) => {
      const values = Array.from({ length: 40 }, (_, i) => i + 1);
      for (const [at, n, from, m, shape] of [
        [1, 20, 0, 20, [20]],
        [0, 20, 1, 20, [20]],
        [0, 20, 0, 5, [4, 5]],
        [0, 20, 3, 1, [20]],
        [20, 20, 0, 20, [20]],
      ] as const) {
        const buffer = Float32Array.from(values);
        const part = (start: number, count: number): Float32Array => buffer.subarray(start, start + count);
        const x = asTensor({ data: part(at, n), shape });
        const other = asTensor({ data: part(from, m), shape: [m] });
        const expected = x.clone()[method](other.clone());
        expect(x[method](other).tolist()).toEqual(expected.tolist());
      }
    },
  );
});

test("a result never lies in the memory of its operands, but for views, detach and to: a change reaches no other", () => {
  const ops: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
    ["sum", (x) => x.sum(1)],
    ["sum kept", (x) => x.sum(1, true)],
    ["sum of none", (x) => x.sum([2, 1])],
    ["mean", (x) => x.mean(1)],
    ["amax", (x) => x.amax(1)],
    ["logsumexp", (x) => x.logsumexp(1)],
    ["softmax", (x) => x.softmax(1)],
    ["logSoftmax", (x) => x.logSoftmax(1)],
    ["transpose", (x) => x.transpose(0, 1)],
    ["transpose of itself", (x) => x.transpose(0, 0)],
    ["permute", (x) => x.permute([0, 1, 2])],
    ["clone", (x) => x.clone()],
    ["neg", (x) => x.neg()],
    ["abs", (x) => x.abs()],
    ["relu", (x) => x.relu()],
    ["add", (x) => x.add(0)],
    ["mul", (x) => x.mul(1)],
    ["pow", (x) => x.pow(1)],
    ["gather", (x) => x.gather(1, zeros(x.shape, { dtype: "int64" }))],
    ["matmul", (x) => x.matmul(ones([1, 1], { dtype: x.dtype }))],
    ["row", (x) => [...x][0]!],
    ["functional.softmax", (x) => functional.softmax(x, 0, { dtype: "float64" })],
    ["klDiv", (x) => functional.klDiv(x, x, { reduction: "none" })],
  ];
  const dtypes: readonly DType[] = ["float32", "float64"];
  for (const dtype of dtypes) {
    for (const [name, op] of ops) {
      const x = rand([3, 1, 1], { dtype });
      const before = x.tolist();
      op(x).fill_(9);
      expect([name, x.tolist()]).toEqual([name, before]);
    }
  }
  const integers = tensor([[1], [2]]);
  integers.sum(1).zero_();
  expect(integers.tolist()).toEqual([[1], [2]]);
});

test("checks of the shape, the dtype, alpha and a value", () => {
  expect(() => checkOutputShape([2, 1], [2, 3])).toThrow("output with shape [2, 1]");
  expect(() => checkOutputShape([2, 3], [3])).not.toThrow();
  expect(() => checkOutputType("int64", "bool")).toThrow("result type Long");
  expect(() => checkOutputType("float64", "float32")).not.toThrow();
  expect(checkAlpha("add_", true, "bool", "bool")).toBe(1);
  expect(() => checkAlpha("add_", "2", "float32", "float32")).toThrow("must be Number, not string");
  expect(() => checkFits(-256, "uint8")).toThrow("uint8_t");
  expect(() => checkFits(2 ** 63, "int64")).toThrow("int64_t");
  expect(() => checkFits(-(2 ** 63), "int64")).not.toThrow();
});

test("a method on a Proxy says so, and one on a buffer that is gone changes nothing", () => {
  const x = randn([20]);
  expect(() => new Proxy(x, {}).zero_()).toThrow("Proxy");
  structuredClone(x.data, { transfer: [x.data.buffer as ArrayBuffer] });
  expect(() => x.add_(1)).toThrow("detached");
});
