import {
  asTensor,
  type DType,
  ones,
  setWarnings,
  type Tensor,
  tensor,
  type ValuesAndIndices,
  zeros,
} from "../../src";
import { DTYPES } from "../../src/dtype";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";

type Arg =
  | number
  | boolean
  | string
  | null
  | readonly number[]
  | { readonly [option: string]: number | boolean };

interface OpCase {
  readonly op: string;
  readonly args: readonly Arg[];
  readonly inputs: readonly GoldenArray[];
  readonly output: GoldenArray;
  /** Of max and min along a dim, whose values are the output. */
  readonly indices?: GoldenArray;
  readonly grad_fn: string | null;
  readonly upstream: GoldenArray | null;
  readonly grads: readonly (GoldenArray | null)[];
}

/** `inputs[0].op(...args, ...inputs[1:])`. */
function call(op: string, args: readonly Arg[], [x, ...rest]: readonly Tensor[]): unknown {
  const numbers: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity };
  const given = args.map((arg) => (arg === null ? undefined : (numbers[String(arg)] ?? arg)));
  const method = (x as unknown as Record<string, (...all: unknown[]) => unknown>)[op]!;
  return method.apply(x, op === "allclose" ? [...rest, ...given] : [...given, ...rest]);
}

const gradFn = (t: Tensor): string | undefined => /grad_fn=<(\w+)>/.exec(String(t))?.[1];

/** Close, and zeros have the same sign: it shows in printed tensors. */
function expectSame(actual: Tensor, expected: Tensor): void {
  expectClose(actual, expected);
  const negativeZeros = ({ data }: Tensor): number[] =>
    Array.from(data as ArrayLike<number | bigint>, (value, i) => (Object.is(value, -0) ? i : -1)).filter(
      (i) => i >= 0,
    );
  expect(negativeZeros(actual)).toEqual(negativeZeros(expected));
}

const isFloat = ({ dtype }: GoldenArray): boolean => dtype === "float32" || dtype === "float64";

const cases = golden<readonly OpCase[]>("ops");
const names = [...new Set(cases.map(({ op }) => op))];

describe.each(names)(
  "%s gives PyTorch's values, dtypes, shapes, gradients and node names, and leaves its inputs alone",
  (name) => {
    beforeAll(() => setWarnings(name !== "var" && name !== "std")); // of degrees of freedom
    afterAll(() => setWarnings(true));
    const own = cases.filter(({ op }) => op === name);
    test.each(own.map((c): [string, OpCase] => [describeCase(c), c]))("%s", (_, c) => {
      const inputs = c.inputs.map((x) => fromGolden(x, isFloat(x)));
      const result = call(name, c.args, inputs);
      const { values, indices } = c.indices ? (result as ValuesAndIndices) : { values: result };
      const y = typeof values === "boolean" ? tensor(values) : (values as Tensor);
      if (c.indices) expectSame(indices!, fromGolden(c.indices));
      expectSame(y.detach(), fromGolden(c.output));
      expect(gradFn(y)).toBe(c.grad_fn ?? undefined);
      expect(y.requiresGrad).toBe(c.grad_fn !== null);
      if (c.upstream) y.backward(fromGolden(c.upstream));
      c.grads.forEach((gradient, i) => {
        const { grad } = inputs[i]!;
        if (gradient) expectSame(grad!, fromGolden(gradient));
        else expect(grad).toBeNull();
      });
      expect(inputs.map((x) => x.data)).toEqual(c.inputs.map((x) => fromGolden(x).data));
    });
  },
);

function describeCase({ args, inputs }: OpCase): string {
  const shown = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`);
  return `(${[...shown, ...args.map((arg) => JSON.stringify(arg))].join(", ")})`;
}

describe("properties", () => {
  const x = tensor([[1.5, -2, 0.25]], { requiresGrad: true });

  test("shape, dims, size() and ndim agree", () => {
    expect([x.shape, x.dims, x.size()]).toEqual([
      [1, 3],
      [1, 3],
      [1, 3],
    ]);
    expect(x.ndim).toBe(x.shape.length);
    expect(x.numel()).toBe(3);
    expect([x.size(0), x.size(1), x.size(-1), x.size(-2)]).toEqual([1, 3, 3, 1]);
  });

  test("dims is shape itself, so a Tensor is a TensorLike over its own buffer", () => {
    expect(x.dims).toBe(x.shape);
    const { data, dims } = x;
    expect(asTensor({ data, dims }).data).toBe(x.data);
  });

  test("size() is a copy: changing it does not change the tensor", () => {
    x.size().push(7);
    expect(x.shape).toEqual([1, 3]);
  });

  test("a scalar has no dims and one element", () => {
    const s = tensor(4);
    expect([s.shape, s.ndim, s.numel(), s.item(), s.tolist()]).toEqual([[], 0, 1, 4, 4]);
    expect(() => s.size(0)).toThrow("Dimension specified as 0 but tensor has no dimensions");
  });

  test("new tensors want no gradient and have none", () => {
    expect([zeros([2]).requiresGrad, zeros([2]).grad]).toEqual([false, null]);
    expect([x.requiresGrad, x.grad]).toEqual([true, null]);
  });
});

describe("detach, clone and to", () => {
  const leaf = (): Tensor => tensor([1.5, 2.5], { requiresGrad: true });

  test("detach shares the data and leaves the graph", () => {
    const x = leaf();
    expect(x.detach().data).toBe(x.data);
    expect([x.detach().requiresGrad, x.mul(2).detach().requiresGrad, x.requiresGrad]).toEqual([
      false,
      false,
      true,
    ]);
  });

  test("clone copies the data and stays in the graph", () => {
    const x = leaf();
    const y = x.clone();
    expect(y.data).toEqual(x.data);
    expect(y.data).not.toBe(x.data);
    expect(gradFn(y)).toBe("CloneBackward0");
    y.backward(tensor([3, 4.5]));
    expect(x.grad!.tolist()).toEqual([3, 4.5]);
  });

  test.each(DTYPES)("to(%s) of a tensor of that dtype is the tensor itself", (dtype) => {
    const x = ones([2], { dtype });
    expect(x.to(dtype)).toBe(x);
  });

  test("float, double and long are to", () => {
    const x = tensor([1, 0, 3], { dtype: "int32" });
    const short: readonly [Tensor, DType][] = [
      [x.float(), "float32"],
      [x.double(), "float64"],
      [x.long(), "int64"],
    ];
    for (const [y, dtype] of short) expectClose(y, x.to(dtype));
    expect(() => x.to("complex64" as DType)).toThrow(TypeError);
  });

  test("the gradient comes back in the dtype of the leaf", () => {
    const x = leaf();
    x.to("float64").sum().backward();
    expect(x.grad!.dtype).toBe("float32");
  });
});
