import { functional, noGrad, setWarnings, type Tensor, tensor } from "../../src";
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
  for (const call of ["crossEntropy", "nllLoss"] as const) {
    const expected = functional[call](integers.float(), classes);
    expectClose(functional[call](integers, classes), expected, { rtol: 0, atol: 0 });
  }
});

test("weights that want a gradient do not get one from class indices, but may be used under noGrad", () => {
  const weight = tensor([1, 2, 3], { requiresGrad: true });
  const run = () => functional.crossEntropy(LOGITS, tensor([0, 1]), { weight });
  expect(run).toThrow(/not differentiable with respect to argument 'weight'/);
  const fixed = functional.crossEntropy(LOGITS, tensor([0, 1]), { weight: weight.detach() });
  expect(noGrad(run).item()).toBe(fixed.item());
});
