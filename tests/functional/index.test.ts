import { functional, noGrad, randn, setWarnings, type Tensor, tensor } from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";

beforeAll(() => setWarnings(false)); // the cases are any numbers, single classes too
afterAll(() => setWarnings(true));

/** A function of `functional`. */
type Call = string;

interface Leaves<T> {
  readonly input?: T;
  readonly target?: T;
  readonly weight?: T;
}

interface LossCase extends Leaves<GoldenArray> {
  readonly call: Call;
  readonly options: { readonly dim?: number; readonly [name: string]: unknown };
  readonly output: GoldenArray;
  readonly grad_fn: string;
  readonly upstream: GoldenArray;
  readonly grads: Leaves<GoldenArray>;
}

const LEAVES = ["input", "target", "weight"] as const;
const cases = golden<readonly LossCase[]>("losses");

/** Tensors and `dim` by their place, the weight among the options. */
function run(call: Call, { input, target, weight }: Leaves<Tensor>, options: LossCase["options"]): Tensor {
  const { dim, ...rest } = options;
  const places = [input, ...(target ? [target] : []), ...(dim === undefined ? [] : [dim])];
  const known = functional as unknown as { readonly [name: Call]: (...args: unknown[]) => Tensor };
  return known[call]!(...places, weight ? { ...rest, weight } : rest);
}

/** float64 to a few units in the last place, float32 as torch.testing has it. */
const toleranceOf = ({ dtype }: GoldenArray) =>
  dtype === "float64" ? { rtol: 1e-12, atol: 1e-14 } : { rtol: 1.3e-6, atol: 2e-6 };

function check(golden: LossCase): void {
  const { call, options, output, upstream, grads } = golden;
  const leaves: { [Name in (typeof LEAVES)[number]]?: Tensor } = {};
  for (const name of LEAVES) {
    const array = golden[name];
    if (array) leaves[name] = fromGolden(array, grads[name] !== undefined);
  }
  const y = run(call, leaves, options);
  const tolerance = toleranceOf(output); // of the gradients too: they pass through the output's dtype
  expectClose(y, fromGolden(output), tolerance);
  expect(String(y)).toContain(`grad_fn=<${golden.grad_fn}>)`);
  y.backward(fromGolden(upstream));
  for (const name of LEAVES) {
    const expected = grads[name];
    if (expected) expectClose(leaves[name]!.grad!, fromGolden(expected), tolerance);
    else expect(leaves[name]?.grad ?? null).toBeNull();
  }
}

const kindOf = ({ call, input, target }: LossCase): string => {
  if (!target) return call;
  const probabilities = target.dtype.startsWith("float");
  return `${call} of ${input!.shape.length}-d input with ${probabilities ? "probabilities" : "class indices"}`;
};

describe("values, shape, dtype, gradients and printed grad_fn are PyTorch's", () => {
  const kinds = [...new Set(cases.map(kindOf))];
  test.each(kinds)("%s", (kind) => {
    const failures: string[] = [];
    for (const [i, golden] of cases.entries()) {
      if (kindOf(golden) !== kind) continue;
      try {
        check(golden);
      } catch (error) {
        failures.push(`case ${i} ${JSON.stringify(golden.options)}: ${(error as Error).message}`);
      }
    }
    expect(failures).toEqual([]);
  });
});

// What PyTorch refuses and this library takes: docs/compatibility.md, deliberate differences.

const LOGITS = tensor([
  [0.5, 0.25, 1],
  [-1, 2, 0],
]);

test.each(["int64", "int32", "uint8"] as const)(
  "%s targets are class indices, with every option",
  (dtype) => {
    const options = { weight: tensor([1, 2, 3]), labelSmoothing: 0.1, ignoreIndex: 2 };
    const classes = [0, 2];
    const expected = functional.crossEntropy(LOGITS, tensor(classes), options).item();
    expect(functional.crossEntropy(LOGITS, tensor(classes, { dtype }), options).item()).toBe(expected);
  },
);

test.each(["int64", "int32", "uint8"] as const)(
  "%s one-hot rows are probabilities, other rows an error",
  (dtype) => {
    const rows = (last: number) => [
      [0, 1, 0],
      [last, 0, 1],
    ];
    const floating = functional.crossEntropy(LOGITS, tensor(rows(0), { dtype: "float32" }));
    expect(functional.crossEntropy(LOGITS, tensor(rows(0), { dtype })).item()).toBe(floating.item());
    expect(() => functional.crossEntropy(LOGITS, tensor(rows(1), { dtype }))).toThrow(
      /^Expected floating point type for target with class probabilities, got /,
    );
  },
);

test("integer inputs count as float32", () => {
  const [integers, classes] = [tensor([[1, 2, 3]]), tensor([2])];
  expect(functional.softmax(integers, 1).dtype).toBe("float32");
  const calls: readonly ((input: Tensor, target: Tensor) => Tensor)[] = [
    functional.crossEntropy,
    functional.nllLoss,
  ];
  for (const call of calls) {
    const expected = call(integers.float(), classes);
    expectClose(call(integers, classes), expected, { rtol: 0, atol: 0 });
  }
});

test("weights that want a gradient do not get one from class indices, but may be used under noGrad", () => {
  const weight = tensor([1, 2, 3], { requiresGrad: true });
  const run = () => functional.crossEntropy(LOGITS, tensor([0, 1]), { weight });
  expect(run).toThrow(/not differentiable with respect to argument 'weight'/);
  const fixed = functional.crossEntropy(LOGITS, tensor([0, 1]), { weight: weight.detach() });
  expect(noGrad(run).item()).toBe(fixed.item());
});

const bits = ({ data }: Tensor): string =>
  Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString("hex");

describe.each(["float16", "bfloat16"] as const)("logits, and probabilities, of %s", (dtype) => {
  test("give value and gradients of their float32, to the bit, as float32", () => {
    const single = cases.filter(
      ({ input, output }) => input!.dtype === "float32" && output.dtype === "float32",
    );
    expect(single.length).toBeGreaterThan(100);
    for (const { input, target, weight, call, options, upstream, grads } of single) {
      const learns = (name: "input" | "target"): boolean => grads[name] !== undefined;
      const x = fromGolden(input!).to(dtype).requiresGrad_(learns("input"));
      const probabilities = target?.dtype.startsWith("float") === true;
      const t =
        target &&
        (probabilities ? fromGolden(target).to(dtype).requiresGrad_(learns("target")) : fromGolden(target));
      const w = weight && { weight: fromGolden(weight) };
      const [stored, expected] = [
        { input: x, ...(t && { target: t }), ...w },
        {
          input: x.detach().float().requiresGrad_(learns("input")),
          ...(t && { target: probabilities ? t.detach().float().requiresGrad_(learns("target")) : t }),
          ...w,
        },
      ];
      const results = [stored, expected].map((leaves) => {
        const y = run(call, leaves, options);
        y.backward(fromGolden(upstream));
        return [y, leaves.input.grad, leaves.target?.grad].map((one) => one && [one.dtype, bits(one)]);
      });
      expect({ call, options, result: results[0] }).toEqual({ call, options, result: results[1] });
      expect(results[0]![0]![0]).toBe("float32");
    }
  });
});

describe("k micro-batches with the normalizer of the whole are the batch, value and gradient", () => {
  const [N, C, D] = [12, 5, 3];
  const weight = tensor([1, 2, 0.5, 3, 1], { dtype: "float64" });
  const indices = tensor([0, 1, -100, 3, 4, -100, -100, -100, 2, 2, 1, 0]);
  const counted = indices.ne(-100);
  const total = weight.gather(0, indices.maskedFill(counted.logicalNot(), 0)).mul(counted).sum().item();
  const logits = randn([N, C], { dtype: "float64" });
  const features = randn([N, D], { dtype: "float64" });
  const matrix = randn([C, D], { dtype: "float64" });
  const probs = functional.softmax(randn([N, C], { dtype: "float64" }), 1);

  type Loss = (rows: (t: Tensor) => Tensor, normalizer?: number) => Tensor;
  const smoothed = { weight, labelSmoothing: 0.1 };
  const losses: { readonly [name: string]: (x: Tensor, w: Tensor) => { loss: Loss; normalizer: number } } = {
    crossEntropy: (x) => ({
      loss: (rows, normalizer) =>
        functional.crossEntropy(rows(x), rows(indices), { ...smoothed, ...(normalizer && { normalizer }) }),
      normalizer: total,
    }),
    "crossEntropy of probabilities": (x) => ({
      loss: (rows, normalizer) =>
        functional.crossEntropy(rows(x), rows(probs), { ...smoothed, ...(normalizer && { normalizer }) }),
      normalizer: N,
    }),
    nllLoss: (x) => ({
      loss: (rows, normalizer) =>
        functional.nllLoss(rows(x).logSoftmax(1), rows(indices), {
          weight,
          ...(normalizer && { normalizer }),
        }),
      normalizer: total,
    }),
    linearCrossEntropy: (_, w) => ({
      loss: (rows, normalizer) =>
        functional.linearCrossEntropy(rows(features), w, rows(indices), {
          ...smoothed,
          ...(normalizer && { normalizer }),
        }),
      normalizer: total,
    }),
    "linearCrossEntropy of probabilities": (_, w) => ({
      loss: (rows, normalizer) =>
        functional.linearCrossEntropy(rows(features), w, rows(probs), {
          ...smoothed,
          ...(normalizer && { normalizer }),
        }),
      normalizer: N,
    }),
  };

  test.each(Object.keys(losses))("%s", (name) => {
    for (const k of [2, 3, 4]) {
      const whole = [logits.clone().requiresGrad_(), matrix.clone().requiresGrad_()] as const;
      const batch = losses[name]!(...whole).loss((t) => t);
      batch.backward();
      const parts = [logits.clone().requiresGrad_(), matrix.clone().requiresGrad_()] as const;
      const { loss, normalizer } = losses[name]!(...parts);
      let sum = 0;
      for (let i = 0; i < k; i++) {
        const part = loss((t) => t.narrow(0, (i * N) / k, N / k), normalizer);
        part.backward();
        sum += part.item();
      }
      expect(sum).toBeCloseTo(batch.item(), 12);
      for (const [i, { grad }] of parts.entries()) {
        if (grad === null) expect(whole[i]!.grad).toBeNull();
        else expectClose(grad, whole[i]!.grad!, { rtol: 1e-12, atol: 1e-14 });
      }
    }
  });
});
