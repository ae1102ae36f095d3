import fc from "fast-check";
import {
  backend as activeBackend,
  type Backend,
  functional,
  randint,
  randn,
  type Score,
  setBackend,
  type Tensor,
  tensor,
} from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";
import { js, refuses } from "../refusals";

const { score } = functional;

type Scored<T> = { readonly [Name in Exclude<keyof Score, "topK">]: T };
const NAMES = ["logProb", "logsumexp", "entropy", "rank", "argmax"] as const;

interface Case extends Scored<GoldenArray> {
  readonly logits: GoldenArray;
  readonly target: GoldenArray;
  readonly options: {
    readonly dim: number;
    readonly ignoreIndex: number;
    readonly temperature: number;
    topK: number;
  };
  readonly topK: { readonly values: GoldenArray; readonly indices: GoldenArray } | null;
}

const cases = golden<readonly Case[]>("score");
const BACKENDS: readonly Backend[] = ["reference", "simd128"];
const active = activeBackend();
afterEach(() => setBackend(active));

/** float64 to a few units in the last place, float32 as torch.testing has it. */
const toleranceOf = ({ dtype }: GoldenArray) =>
  dtype === "float64" ? { rtol: 1e-12, atol: 1e-13 } : { rtol: 1.3e-6, atol: 1e-6 };

test.each(BACKENDS)("all numbers are PyTorch's on %s", (backend) => {
  setBackend(backend);
  for (const given of cases) {
    const own = score(fromGolden(given.logits), fromGolden(given.target), given.options);
    const tolerance = toleranceOf(given.logits);
    for (const name of NAMES) expectClose(own[name], fromGolden(given[name]), tolerance);
    expect(own.topK === null).toBe(given.topK === null);
    if (own.topK === null || given.topK === null) continue;
    expectClose(own.topK.values, fromGolden(given.topK.values), tolerance);
    expectClose(own.topK.indices, fromGolden(given.topK.indices), { rtol: 0, atol: 0 });
  }
});

const LOGITS = tensor([
  [0.5, 0.25, 1],
  [-1, 2, 0],
]);

test("the log-probabilities are those of logSoftmax, the first class that of argmax, the others those of topk", () => {
  const x = randn([5, 40]);
  const target = randint(40, [5]);
  const { logProb, logsumexp, argmax, rank, topK } = score(x, target, { topK: 40 });
  const all = x.logSoftmax(1);
  const close = { rtol: 1e-6, atol: 1e-6 };
  expectClose(logProb, all.gather(1, target.unsqueeze(1)).squeeze(1), close);
  expectClose(logsumexp, x.logsumexp(1), close);
  expect(argmax.equal(x.argmax(1))).toBe(true);
  const { indices } = x.topk(40);
  expect(topK!.indices.equal(indices)).toBe(true);
  expectClose(topK!.values, all.gather(1, indices), close);
  expect(indices.gather(1, rank.unsqueeze(1)).squeeze(1).equal(target)).toBe(true);
});

test("a temperature is that of logits divided by it", () => {
  const x = randn([4, 9], { dtype: "float64" });
  const target = randint(9, [4]);
  const [hot, divided] = [score(x, target, { temperature: 3 }), score(x.div(3), target)];
  for (const name of NAMES) expectClose(hot[name], divided[name], { rtol: 1e-14, atol: 1e-14 });
});

test.each(BACKENDS)(
  "any dim, by its number from either end, is the last one of the permuted logits, on %s",
  (backend) => {
    setBackend(backend);
    const x = randn([3, 4, 5]);
    for (const dim of [0, 1, 2, -1, -2, -3]) {
      const d = (dim + 3) % 3;
      const others = [0, 1, 2].filter((other) => other !== d);
      const target = randint(
        x.shape[d]!,
        others.map((other) => x.shape[other]!),
      );
      const own = score(x, target, { dim, topK: 2 });
      const last = score(x.permute([...others, d]), target, { topK: 2 });
      for (const name of NAMES) expect(own[name].equal(last[name])).toBe(true);
      const back = others.indexOf(0) < 0 ? [2, 0, 1] : others.indexOf(1) < 0 ? [0, 2, 1] : [0, 1, 2];
      expect(own.topK!.values.equal(last.topK!.values.permute(back))).toBe(true);
      expect(own.topK!.indices.equal(last.topK!.indices.permute(back))).toBe(true);
    }
  },
);

test("a single line of logits has a scalar target and scalar results", () => {
  const { logProb, rank, topK } = score(tensor([0, 0]), tensor(1), { topK: 1 });
  expect([logProb.shape, rank.shape, topK!.values.shape]).toEqual([[], [], [1]]);
  expect(logProb.item()).toBeCloseTo(-Math.LN2, 6);
  expect(rank.item()).toBe(1); // as likely as the class before it
});

test.each(["int64", "int32", "uint8"] as const)(
  "%s targets are classes, and ignored ones have neither probability nor rank",
  (dtype) => {
    const { logProb, rank, argmax, entropy } = score(LOGITS, tensor([2, 1], { dtype }), { ignoreIndex: 1 });
    expect((logProb.tolist() as number[])[1]).toBe(0);
    expect(rank.tolist()).toEqual([0, -1]);
    expect(argmax.tolist()).toEqual([2, 1]);
    expect((entropy.tolist() as number[])[1]).toBeGreaterThan(0);
  },
);

test("the results are of the logits' dtype, float32 for integers, and have no gradient", () => {
  for (const [dtype, expected] of [
    ["int64", "float32"],
    ["float32", "float32"],
    ["float64", "float64"],
  ] as const) {
    const own = score(tensor([[1, 2, 3]], { dtype, requiresGrad: dtype !== "int64" && true }), tensor([2]), {
      topK: 2,
    });
    const floats = [own.logProb, own.logsumexp, own.entropy, own.topK!.values];
    expect(floats.map((t) => [t.dtype, t.requiresGrad])).toEqual(floats.map(() => [expected, false]));
    expect([own.rank, own.argmax, own.topK!.indices].map((t) => t.dtype)).toEqual([
      "int64",
      "int64",
      "int64",
    ]);
  }
});

test("of nothing there is nothing to say", () => {
  const own = score(tensor([[]]).reshape([0, 1]).expand([0, 3]), tensor([]).long(), { topK: 2 });
  expect([own.logProb.shape, own.rank.shape, own.topK!.values.shape]).toEqual([[0], [0], [0, 2]]);
});

test("of one class all is certain", () => {
  const { logProb, entropy, rank } = score(tensor([[7], [-3]]), tensor([0, 0]));
  expect([logProb, entropy, rank].map((t) => t.tolist())).toEqual([[0, 0], [0, 0], [0, 0]]); // biome-ignore format: one line
});

test("temperatures near 0 leave the most likely class, very high ones make all equal, on every backend", () => {
  for (const backend of BACKENDS) {
    setBackend(backend);
    const cold = score(LOGITS, tensor([2, 1]), { temperature: 1e-300 });
    expect([cold.logProb.tolist(), cold.entropy.tolist()]).toEqual([[0, 0], [0, 0]]); // biome-ignore format: one line
    const hot = score(LOGITS, tensor([0, 1]), { temperature: 1e300 });
    for (const t of [hot.logProb.neg(), hot.entropy]) expectClose(t, tensor([Math.log(3), Math.log(3)]));
  }
});

/** What a line says, in plain numbers. */
const plain = ({ logProb, logsumexp, entropy, rank, argmax }: Score): number[] =>
  [logProb, logsumexp, entropy, rank, argmax].map((t: Tensor) => t.item());

test("a line has the same bits whatever lies beside it, and however long its neighbours are", () => {
  const lines = fc.array(
    fc.array(fc.double({ min: -50, max: 50, noNaN: true }), { minLength: 37, maxLength: 37 }),
    {
      minLength: 1,
      maxLength: 9,
    },
  );
  fc.assert(
    fc.property(lines, fc.nat(36), (rows, target) => {
      const whole = score(tensor(rows), tensor(rows.map(() => target)));
      rows.forEach((row, i) => {
        const alone = score(tensor(row), tensor(target));
        expect(NAMES.map((name) => (whole[name].tolist() as number[])[i])).toEqual(plain(alone));
      });
    }),
    { numRuns: 30, seed: 1 },
  );
});

test("the entropy is between 0 and log C, and the log-probabilities of all classes add up to 1", () => {
  const line = fc.array(fc.double({ min: -90, max: 90, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(line, (row) => {
      const { entropy, topK } = score(tensor(row, { dtype: "float64" }), tensor(0), { topK: row.length });
      expect(entropy.item()).toBeGreaterThanOrEqual(0);
      expect(entropy.item()).toBeLessThanOrEqual(Math.log(row.length) + 1e-12);
      expect(topK!.values.exp().sum().item()).toBeCloseTo(1, 12);
    }),
    { numRuns: 100, seed: 1 },
  );
});

describe("arguments", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an array as logits", ({ classes }) => score(js([[1, 2]]), classes),
     TypeError, "score(): argument 'logits' (position 1) must be Tensor, not Array", "tensor(…)"],
    ["a number as target", ({ x }) => score(x, js(1)),
     TypeError, "score(): argument 'target' (position 2) must be Tensor, not number", "the number 1"],
    ["scalar logits", ({ scalar, classes }) => score(scalar, classes),
     RangeError, "Expected 1 or more dimensions (got 0).", "(C)"],
    ["a dim out of range", ({ x, classes }) => score(x, classes, { dim: 2 }),
     RangeError, "Dimension out of range (expected to be in range of [-2, 1], but got 2).", "2 dimensions"],
    ["a fraction as dim", ({ x, classes }) => score(x, classes, { dim: 0.5 }),
     TypeError, "argument 'dim' must be int, not number", "0.5"],
    ["a target of the logits' shape", ({ x }) => score(x, tensor([[0, 1, 2], [0, 1, 2]])),
     RangeError, "Expected target size [2], got [2, 3].", "along dim 1 of the logits [2, 3]."],
    ["a target for classes along another dim", ({ images }) => score(images, tensor(0).expand([2, 4, 5])),
     RangeError, "Expected target size [2, 3, 4], got [2, 4, 5].", "along dim 3 of the logits [2, 3, 4, 5]", "{ dim: 1 }"],
    ["a floating target", ({ x }) => score(x, tensor([0.5, 1])),
     TypeError, "expected target dtype to be Long or Byte, but got Float.", "call .long() on the target."],
    ["a target of booleans", ({ x }) => score(x, tensor([true, false])),
     TypeError, "expected target dtype to be Long or Byte, but got Bool.", ".long()"],
    ["a target out of bounds", ({ x }) => score(x, tensor([0, 3])),
     RangeError, "Target 3 is out of bounds. Expected 0 <= target < 3, or ignoreIndex (-100);", "target[1]", "from 1?"],
    ["no class", ({ empty }) => score(empty, tensor([0, 0])),
     RangeError, "score(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["more classes than there are", ({ x, classes }) => score(x, classes, { topK: 4 }),
     RangeError, "selected index k out of range.", "4", "3"],
    ["a negative number of classes", ({ x, classes }) => score(x, classes, { topK: -1 }),
     RangeError, "selected index k out of range.", "-1"],
    ["half a class", ({ x, classes }) => score(x, classes, { topK: 1.5 }),
     TypeError, "score(): argument 'topK' must be int, not number", "1.5"],
    ["a temperature of 0", ({ x, classes }) => score(x, classes, { temperature: 0 }),
     RangeError, "temperature (=0) has to be a strictly positive float.", "1 leaves them"],
    ["an infinite temperature", ({ x, classes }) => score(x, classes, { temperature: Infinity }),
     RangeError, "temperature (=Infinity) has to be a strictly positive float.", "divides"],
    ["NaN as temperature", ({ x, classes }) => score(x, classes, { temperature: NaN }),
     RangeError, "temperature (=NaN) has to be a strictly positive float.", "divides"],
    ["a string as temperature", ({ x, classes }) => score(x, classes, { temperature: js("0.5") }),
     TypeError, "score(): argument 'temperature' must be float, not string", '"0.5"'],
    ["a fraction as ignoreIndex", ({ x, classes }) => score(x, classes, { ignoreIndex: 0.5 }),
     TypeError, "score(): argument 'ignore_index'", "0.5"],
    ["an unknown option", ({ x, classes }) => score(x, classes, js({ topk: 1 })),
     TypeError, "score() got an unexpected keyword argument 'topk'.", "'topK'"],
  ]);
});

describe.each(BACKENDS)("logits in half precision on %s", (backend) => {
  test.each(["float16", "bfloat16"] as const)(
    "%s: every result is that of their float32, to the bit",
    (dtype) => {
      setBackend(backend);
      for (const [shape, dim] of [
        [[7, 40], -1],
        [[3, 5, 33], 1],
        [[300], 0],
      ] as const) {
        const logits = randn([...shape])
          .mul(4)
          .to(dtype);
        const classes = shape.at(dim)!;
        const target = randint(
          classes,
          shape.filter((_, d) => d !== (dim + shape.length) % shape.length),
        );
        const options = { dim, temperature: 0.7, topK: 3 };
        const [own, same] = [score(logits, target, options), score(logits.float(), target, options)];
        for (const name of NAMES)
          expect([own[name].dtype, own[name].data]).toEqual([same[name].dtype, same[name].data]);
        expect(own.topK!.values.data).toEqual(same.topK!.values.data);
        expect(own.topK!.indices.data).toEqual(same.topK!.indices.data);
      }
    },
  );
});
