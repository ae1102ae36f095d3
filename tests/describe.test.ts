import { asTensor, functional, ones, Tensor, tensor } from "../src";
import {
  article,
  describe as inWords,
  kindOf,
  likenessOf,
  python,
  pythonBoolean,
  remedyFor,
  show,
  tuple,
} from "../src/describe";

test("values are told in few words", () => {
  expect(inWords("mean")).toBe('the string "mean"');
  expect(inWords("x".repeat(1000))).toBe(`the string "${"x".repeat(40)}…"`);
  expect(inWords(Number.NaN)).toBe("the number NaN");
  expect(inWords(true)).toBe("the boolean true");
  expect(inWords(1n)).toBe("the bigint 1n");
  expect(inWords(null)).toBe("null");
  expect(inWords(undefined)).toBe("undefined");
  expect(inWords([1])).toBe("an Array");
  expect(inWords({})).toBe("an object");
  expect(inWords(new Float32Array(2))).toBe("a Float32Array");
  expect(inWords(() => 1)).toBe("a function");
});

test("values that cannot be turned into text are told as well", () => {
  expect(inWords(Symbol("s"))).toBe("a symbol");
  expect(inWords(Object.create(null))).toBe("an object");
});

test("typed arrays have their own kind, which they cannot fake", () => {
  const fake = { [Symbol.toStringTag]: "Float32Array" };
  expect([kindOf(new DataView(new ArrayBuffer(1))), kindOf(new BigInt64Array(1)), kindOf(fake)]).toEqual([
    "DataView",
    "BigInt64Array",
    "object",
  ]);
});

test("shapes are spelled as PyTorch spells them", () => {
  expect([show([]), show([2]), show([2, 3])]).toEqual(["[]", "[2]", "[2, 3]"]);
});

test("promises and buffers have their own kind", () => {
  const kinds = [Promise.resolve(1), new ArrayBuffer(8), new SharedArrayBuffer(8)].map(kindOf);
  expect(kinds).toEqual(["Promise", "ArrayBuffer", "SharedArrayBuffer"]);
  expect(inWords(new ArrayBuffer(8))).toBe("an ArrayBuffer");
});

test("dtypes get the article that they are read with", () => {
  expect(["int64", "uint8", "float32", "Array"].map(article)).toEqual(["an", "a", "a", "an"]);
});

describe("what looks like a Tensor and is none", () => {
  const t = ones([2, 3]);
  const other = (): object => {
    let copy: object = t;
    jest.isolateModules(() => {
      copy = (require("../src") as typeof import("../src")).ones([2, 3]);
    });
    return copy;
  };

  test.each<[string, object, string, string, string]>([
    [
      "a Proxy, as Vue's ref and reactive make it",
      new Proxy(t, {}),
      "Proxy",
      "a Proxy or deep copy of a Tensor",
      "toRaw",
    ],
    [
      "a deep copy with the class",
      Object.assign(Object.create(Tensor.prototype), t),
      "Proxy",
      "a Proxy or deep copy of a Tensor",
      "toRaw",
    ],
    ["a structuredClone", structuredClone(t), "object", "a structuredClone of a Tensor", "asTensor(…)"],
    [
      "a Tensor of another copy of the library",
      other(),
      "Tensor of another copy of the library",
      "a Tensor of another copy of crossent",
      "install and bundle the package once",
    ],
  ])("%s says so, and what to do", (_, value, kind, words, remedy) => {
    expect([kindOf(value), inWords(value)]).toEqual([kind, `${words} of shape [2, 3]`]);
    expect(remedyFor(value)).toContain(remedy);
    const refused = (call: () => unknown): string => {
      try {
        return String(call());
      } catch (error) {
        return String(error);
      }
    };
    const calls = [
      () => functional.crossEntropy(value as Tensor, tensor([0, 1])),
      () => t.matmul(value as Tensor),
      () => t.add(value as Tensor),
      () => ones([], { requiresGrad: true }).backward(value as Tensor),
      () => {
        ones([2, 3]).grad = value as Tensor;
      },
    ];
    for (const text of calls.map(refused)) {
      expect(text).toMatch(new RegExp(`^TypeError: .*(not|but got|of type) ${kind}\\. Got ${words}`));
      expect(text).toContain(remedyFor(value));
      expect(text.length).toBeLessThanOrEqual(240);
    }
  });

  test("a Proxy says so where its method is called, and drops no gradient", () => {
    const x = ones([2, 3], { requiresGrad: true });
    const proxy = new Proxy(x, {});
    const calls: (() => unknown)[] = [
      () => proxy.mul(2),
      () => x.mul(2).add(proxy),
      () => proxy.sum(),
      () => [...proxy],
      () => proxy.to("float64"),
      () => proxy.backward(),
      () => proxy.detach(),
      () => proxy.requiresGrad,
      () => proxy.requiresGrad_(),
      () => proxy.grad,
      () => {
        proxy.grad = null;
      },
      () => String(proxy),
    ];
    for (const call of calls)
      expect(call).toThrow(
        /^\w+\(\): argument '.*must be Tensor.*, not Proxy\. Got a Proxy or deep copy of a Tensor.*toRaw/,
      );
    expect([proxy.shape, proxy.numel(), asTensor(proxy).requiresGrad]).toEqual([[2, 3], 6, false]);
  });

  test("a Tensor, a TensorLike and other objects are none of these", () => {
    const like = { data: new Float32Array(2), dims: [2], type: "float32" };
    for (const value of [t, like, {}, [t], Object.create(t), new Float32Array(2), 3, null])
      expect(remedyFor(value)).toBeUndefined();
    expect([likenessOf(t), likenessOf(like), likenessOf(Object.create(t))]).toEqual(["tensor", null, null]);
  });

  test("asTensor takes the clone of a tensor, without its graph", () => {
    const x = ones([2], { requiresGrad: true });
    expect([x, x.mul(2)].map((t) => String(asTensor(structuredClone(t))))).toEqual([
      "tensor([1., 1.])",
      "tensor([2., 2.])",
    ]);
    const clone = asTensor(structuredClone(tensor([[true, false]])));
    expect(String(clone)).toBe("tensor([[ True, False]])");
  });
});

test("sizes are spelled as Python's tuples", () => {
  expect([[], [2], [2, 3]].map(tuple)).toEqual(["()", "(2,)", "(2, 3)"]);
});

test("numbers print as Python's", () => {
  const texts: readonly [number, string][] = [
    [0, "0"],
    [1, "1"],
    [0.001, "0.001"],
    [1e-4, "0.0001"],
    [1e-5, "1e-05"],
    [1.5e-8, "1.5e-08"],
    [1e-123, "1e-123"],
    [123456.5, "123456.5"],
    [1e16, "1e+16"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ];
  for (const [value, text] of texts) expect(python(value)).toBe(text);
  expect([pythonBoolean(true), pythonBoolean(false)]).toEqual(["True", "False"]);
});
