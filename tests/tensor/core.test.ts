import {
  arange,
  asTensor,
  cat,
  eye,
  full,
  functional,
  linspace,
  noGrad,
  ones,
  onesLike,
  rand,
  stack,
  Tensor,
  tensor,
  where,
  zeros,
} from "../../src";
import { exp } from "../../src/ops/elementwise";
import { reshape } from "../../src/ops/view";
import {
  apply,
  areProbabilities,
  coreOf,
  floating,
  isTensor,
  sharing,
  valuesOf,
  wrap,
} from "../../src/tensor/core";
import { ndarray } from "../../src/values/ndarray";

const pretending = (t: Tensor): Tensor => new Proxy(t, {});

test("a tensor is what the class made, also a subclass; nothing else is one", () => {
  class Parameter extends Tensor {}
  const t = tensor([1, 2]);
  expect([t, new Parameter(t as never)].map(isTensor)).toEqual([true, true]);
  const others = [null, undefined, 1, {}, t.data, pretending(t), Object.create(Tensor.prototype)];
  expect(others.map(isTensor)).toEqual(others.map(() => false));
  expect(() => coreOf(pretending(t))).toThrow(TypeError);
});

test("the values of a tensor are those it was made of, until plain JavaScript puts others in their place", () => {
  const made = ndarray(Float32Array.of(1, 2), [2], "float32");
  const t = wrap(made);
  expect(valuesOf(t)).toBe(made);
  Object.assign(t, { data: Float32Array.of(3, 4) });
  expect(valuesOf(t)).toEqual(ndarray(Float32Array.of(3, 4), [2], "float32"));
  Object.assign(t, { shape: [3] });
  expect(() => valuesOf(t)).toThrow("Tensor(): shape '[3]' is invalid for input of size 2");
});

test("an op is recorded where an input wants a gradient, and not under noGrad", () => {
  const [x, w] = [ones([2]), ones([2], { requiresGrad: true })];
  const nodes = [apply(exp, [x]), apply(exp, [w]), noGrad(() => apply(exp, [w]))].map((y) => coreOf(y).node);
  expect(nodes.map((node) => node?.name)).toEqual([undefined, "ExpBackward0", undefined]);
  expect(() => apply(exp, [pretending(w)])).toThrow(
    "Tensor(): argument 'self' (position 1) must be Tensor, not Proxy",
  );
});

test("a softmax is known for one, also under another shape", () => {
  const p = ones([2, 3], { requiresGrad: true }).softmax(1);
  expect([p, p.reshape([6]), p.exp()].map(areProbabilities)).toEqual([true, true, false]);
});

test("both sides of an op that gives the same elements are views in the graph", () => {
  const x = ones([2]);
  const y = sharing(reshape, x, [1, 2]);
  expect([x, y, ones([2])].map((t) => coreOf(t).isViewed)).toEqual([true, true, false]);
  expect(y.data).toBe(x.data);
});

test("integers and booleans become float32, floats stay what they are", () => {
  const x = ones([2], { dtype: "float64" });
  expect(floating(x)).toBe(x);
  expect([tensor([1]), tensor([true])].map((t) => floating(t).dtype)).toEqual(["float32", "float32"]);
});

describe.each(["float16", "bfloat16"] as const)("%s is storage", (dtype) => {
  const values = [
    [0.5, -2],
    [3, Infinity],
  ];
  const halves = (requiresGrad = false): Tensor => tensor(values, { dtype, requiresGrad });

  test("what only moves elements takes it, with gradients in float32", () => {
    const moved: readonly ((x: Tensor) => Tensor)[] = [
      (x) => x.clone(),
      (x) => x.reshape([4]),
      (x) => x.transpose(0, 1),
      (x) => x.permute([1, 0]),
      (x) => x.t(),
      (x) => x.unsqueeze(0),
      (x) => x.unsqueeze(0).squeeze(),
      (x) => x.flatten(),
      (x) => x.expand([2, 2, 2]),
      (x) => x.select(0, 1),
      (x) => x.narrow(1, 0, 1),
      (x) => x.slice(1, 0, 2, 2),
      (x) => x.indexSelect(0, tensor([1, 1])),
      (x) => x.gather(1, tensor([[1], [0]])),
      (x) =>
        x.maskedSelect(
          tensor([
            [true, false],
            [true, true],
          ]),
        ),
      (x) => x.maskedFill(tensor([true, false]), 0.1),
      (x) => where(tensor([true, false]), x, 7),
      (x) => cat([x, x], 1),
      (x) => stack([x, x]),
      (x) => [...x][1]!,
    ];
    for (const move of moved) {
      const [x, same] = [halves(true), tensor(values, { requiresGrad: true })];
      const [y, expected] = [move(x), move(same)];
      expect(y.dtype).toBe(dtype);
      expect(y.float().tolist()).toEqual(expected.detach().to(dtype).float().tolist());
      y.float().mul(2).sum().backward();
      expected.mul(2).sum().backward();
      expect([x.grad!.dtype, x.grad!.tolist()]).toEqual(["float32", same.grad!.tolist()]);
    }
  });

  test("a backward can begin with it, and a gradient be given", () => {
    const x = halves(true);
    x.reshape([4]).select(0, 2).backward();
    x.reshape([4]).backward(ones([4], { dtype: "float64" }));
    expect(x.grad!.tolist()).toEqual([
      [1, 1],
      [2, 1],
    ]);
    x.grad = ones([2, 2]);
    expect(() => {
      x.grad = halves();
    }).toThrow("attempting to assign a gradient");
  });

  test("it becomes other dtypes, and others it", () => {
    const x = halves();
    expect(x.to("float64").tolist()).toEqual(values);
    expect(x.float().to(dtype).data).toEqual(x.data);
    expect(x.to(dtype)).toBe(x);
    expect(
      tensor([[true, false]])
        .to(dtype)
        .tolist(),
    ).toEqual([[1, 0]]);
    const w = tensor([0.1, 2], { requiresGrad: true });
    w.to(dtype).float().mul(3).sum().backward();
    expect(w.grad!.tolist()).toEqual([3, 3]);
  });

  test("it is read as numbers", () => {
    const x = halves();
    expect(x.tolist()).toEqual(values);
    expect([Number(tensor(0.5, { dtype })), tensor([2], { dtype }).item()]).toEqual([0.5, 2]);
    expect(x.toJSON()).toEqual({ dtype, shape: [2, 2], data: [0.5, -2, 3, "Infinity"] });
    expect(asTensor(JSON.parse(JSON.stringify(x))).data).toEqual(x.data);
    expect(String(x)).toContain(`dtype=torch.${dtype})`);
    expect(tensor([x, x]).dtype).toBe(dtype);
    expect(
      tensor(
        [
          x,
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ],
        { dtype: "float32" },
      )
        .select(0, 0)
        .tolist(),
    ).toEqual(values);
    expect(x.detach().data).toBe(x.data);
  });

  test("what makes tensors makes it", () => {
    const options = { dtype };
    const made = [
      ones([2], options),
      zeros([2], options),
      full([2], 0.5, options),
      arange(2, options),
      linspace(0, 1, 2, options),
    ];
    expect(made.map((t) => t.tolist())).toEqual([
      [1, 1],
      [0, 0],
      [0.5, 0.5],
      [0, 1],
      [0, 1],
    ]);
    expect([...made, eye(2, options), onesLike(halves())].map((t) => t.dtype)).toEqual(Array(7).fill(dtype));
    expect(eye(2, options).tolist()).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test("what computes refuses it, and says what to do", () => {
    const name = dtype === "float16" ? "Half" : "BFloat16";
    const computing: readonly ((x: Tensor) => unknown)[] = [
      (x) => x.add(1),
      (x) => ones([2]).mul(x),
      (x) => x.exp(),
      (x) => x.sum(),
      (x) => x.amax(),
      (x) => x.argmax(),
      (x) => x.max(),
      (x) => x.matmul(x),
      (x) => functional.linear(x, x),
      (x) => x.lt(0),
      (x) => x.equal(x),
      (x) => x.topk(1),
      (x) => x.sort(),
      (x) => x.cumsum(0),
      (x) => x.std(),
      (x) => x.any(),
      (x) => x.isnan(),
      (x) => x.clamp(0),
      (x) => x.logsumexp(1),
      (x) => x.add_(1),
      (x) => x.zero_(),
      (x) => ones([2, 2]).copy_(x),
      (x) => x.relu(),
    ];
    for (const compute of computing)
      expect(() => compute(halves())).toThrow(
        `"operation" not implemented for '${name}'. ${dtype} is storage here`,
      );
    expect(() => rand([2], { dtype })).toThrow(TypeError);
  });

  test("a buffer that was transferred is refused", () => {
    const x = halves();
    structuredClone(x.data.buffer, { transfer: [x.data.buffer as ArrayBuffer] });
    expect(() => x.float()).toThrow("detached");
    expect(() => x.tolist()).toThrow("detached");
  });
});
