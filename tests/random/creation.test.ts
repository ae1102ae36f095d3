import { type DType, Generator, manualSeed, rand, randint, randn, randperm, type Tensor } from "../../src";
import { golden } from "../golden";

interface Call {
  readonly op: "rand" | "randn" | "randint" | "randperm";
  readonly size: number;
  readonly dtype: DType;
  readonly low?: number;
  readonly high?: number;
  readonly values: readonly (number | boolean)[];
}
type Group = "seeds" | "randint" | "randperm" | "mixed";
type Cases = { readonly [G in Group]: readonly { readonly seed: number; readonly calls: readonly Call[] }[] };

const cases = golden<Cases>("random");

function draw({ op, size, dtype, low, high }: Call, generator?: Generator): Tensor {
  const options = generator === undefined ? { dtype } : { dtype, generator };
  if (op === "rand") return rand([size], options);
  if (op === "randn") return randn([size], options);
  if (op === "randint") return randint(low!, high!, [size], options);
  return randperm(size, options);
}

/** Float64 normal numbers have the last bits of the JS engine; all others are PyTorch's bit for bit. */
function expectPyTorchs(call: Call, t: Tensor): void {
  expect([t.dtype, t.shape]).toEqual([call.dtype, [call.size]]);
  const values = t.tolist<number | boolean>() as (number | boolean)[];
  const exact = call.op !== "randn" || call.dtype !== "float64";
  const off = values.findIndex((value, i) => {
    const want = call.values[i]!;
    return exact
      ? value !== want
      : Math.abs(Number(value) - Number(want)) > 4 * 2 ** -52 * Math.abs(Number(want));
  });
  expect({ call, off, length: values.length }).toEqual({ call, off: -1, length: call.values.length });
}

describe.each(["seeds", "randint", "randperm", "mixed"] as const)(
  "the numbers of %s are PyTorch's",
  (group) => {
    test("from the default generator", () => {
      for (const { seed, calls } of cases[group]) {
        manualSeed(seed);
        for (const call of calls) expectPyTorchs(call, draw(call));
      }
    });

    test("from a generator of one's own", () => {
      for (const { seed, calls } of cases[group]) {
        const generator = new Generator().manualSeed(seed);
        for (const call of calls) expectPyTorchs(call, draw(call, generator));
      }
    });
  },
);

test("the documentation's examples hold", () => {
  manualSeed(0);
  expect(String(rand([2]))).toBe("tensor([0.4963, 0.7682])");
  manualSeed(0);
  expect(String(randn([2, 2]))).toBe("tensor([[ 1.5410, -0.2934],\n        [-2.1788,  0.5684]])");
  manualSeed(0);
  expect(String(randint(10, [3]))).toBe("tensor([4, 9, 3])");
  manualSeed(0);
  expect(String(randperm(5))).toBe("tensor([4, 0, 1, 3, 2])");
});

test("a generator of one's own and the default one do not disturb each other", () => {
  manualSeed(1);
  const alone = [rand([2]).tolist(), rand([2]).tolist()];
  manualSeed(1);
  const generator = new Generator().manualSeed(2);
  const first = rand([2]).tolist();
  randn([5], { generator });
  randperm(5, { generator });
  expect([first, rand([2]).tolist()]).toEqual(alone);
});

test("randint with two arguments starts at 0", () => {
  manualSeed(3);
  const short = randint(7, [20]);
  manualSeed(3);
  expect(randint(0, 7, [20]).data).toEqual(short.data);
});

test("the dtypes are float32 for rand and randn, int64 for randint and randperm, unless given", () => {
  const generator = new Generator();
  const made = (options?: { dtype: DType }) => [
    ...[rand, randn].map((fn) => fn([2], { ...options, generator }).dtype),
    randint(2, [2], { ...options, generator }).dtype,
    randperm(2, { ...options, generator }).dtype,
  ];
  expect(made()).toEqual(["float32", "float32", "int64", "int64"]);
  expect(made({ dtype: "float64" })).toEqual(["float64", "float64", "float64", "float64"]);
});

test("a shape fills in row-major order, and an empty one draws a single number", () => {
  manualSeed(4);
  const flat = rand([6]);
  manualSeed(4);
  expect(rand([2, 3]).reshape([6]).data).toEqual(flat.data);
  expect([randn([]).shape, randint(5, []).numel(), rand([0, 2]).numel(), randperm(0).shape]).toEqual([
    [],
    1,
    0,
    [0],
  ]);
});

test("requiresGrad makes leaves", () => {
  for (const x of [rand([2], { requiresGrad: true }), randn([2], { requiresGrad: true })]) {
    x.mul(3).sum().backward();
    expect(x.grad?.tolist()).toEqual([3, 3]);
  }
  expect(randint(5, [2], { dtype: "float32", requiresGrad: true }).requiresGrad).toBe(true);
  expect(rand([2]).requiresGrad).toBe(false);
});
