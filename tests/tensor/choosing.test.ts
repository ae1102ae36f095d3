import * as crossent from "../../src";
import { Tensor, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";
import { refuses } from "../refusals";

type Arg =
  | number
  | boolean
  | string
  | null
  | readonly number[]
  | { readonly input?: number; readonly inputs?: true; readonly dtype?: string };

interface Case {
  readonly op: string;
  readonly args: readonly Arg[];
  readonly inputs: readonly GoldenArray[];
  readonly error?: string;
  readonly output: GoldenArray;
  readonly indices: GoldenArray | null;
  readonly grad_fn: string | null;
  readonly upstream: GoldenArray | null;
  readonly grads: readonly (GoldenArray | null)[];
}

type Call = (...args: unknown[]) => unknown;

function given(arg: Arg, inputs: readonly Tensor[]): unknown {
  if (arg === "nan") return Number.NaN;
  if (arg === "inf" || arg === "-inf") return arg === "inf" ? Infinity : -Infinity;
  if (arg === "-0") return -0;
  if (arg === null || typeof arg !== "object" || Array.isArray(arg)) return arg ?? undefined;
  const {
    input,
    inputs: all,
    dtype,
  } = arg as Exclude<Arg, readonly number[] | string | number | boolean | null>;
  if (dtype !== undefined) return { dtype };
  return all === true ? inputs : inputs[input!];
}

/** The function `op` of the root, or the method or getter of the first input. */
function run({ op, args }: Case, inputs: readonly Tensor[]): unknown {
  const all = args.map((arg) => given(arg, inputs));
  const root = crossent as unknown as Readonly<Record<string, Call>>;
  if (Object.hasOwn(root, op)) return root[op]!(...all);
  const member = (inputs[0] as unknown as Readonly<Record<string, Call | Tensor>>)[op]!;
  return member instanceof Tensor ? member : member.apply(inputs[0], all);
}

const isFloat = ({ dtype }: GoldenArray): boolean => dtype === "float32" || dtype === "float64";
const EXACT = { rtol: 0, atol: 0 };

function check(one: Case): void {
  const fills = one.op === "maskedFill" && !isFloat(one.inputs[0]!);
  const inputs = one.inputs.map((x) => fromGolden(x, isFloat(x) && !fills));
  if (one.error !== undefined) {
    const sentence = one.error;
    let message = "nothing was thrown";
    try {
      run(one, inputs);
    } catch (error) {
      ({ message } = error as Error);
    }
    // The numeric limits are named by our dtype where a tensor is made, by C's where it is filled.
    const plain = (text: string): string => text.replace(/to type \w+ without/, "without");
    expect(plain(message).slice(0, plain(sentence).length)).toBe(plain(sentence));
    return;
  }
  const result = run(one, inputs);
  const y = result instanceof Tensor ? result : (result as crossent.ValuesAndIndices).values;
  // Doubles are counted from both ends by PyTorch too, in one operation where the machine has it.
  const near = one.op === "linspace" && one.output.dtype === "float64" ? { rtol: 1e-15, atol: 1e-15 } : EXACT;
  expectClose(y.detach(), fromGolden(one.output), near);
  expect(Array.from(y.data as ArrayLike<unknown>, (v) => Object.is(v, -0))).toEqual(
    one.output.data.map((v) => v === "-0"),
  );
  const { indices } = result as Partial<crossent.ValuesAndIndices>;
  if (one.indices) expectClose(indices!, fromGolden(one.indices), EXACT);
  expect(/grad_fn=<(\w+)>/.exec(String(y))?.[1]).toBe(one.grad_fn ?? undefined);
  if (one.upstream) y.backward(fromGolden(one.upstream));
  one.grads.forEach((gradient, i) => {
    const { grad } = inputs[i]!;
    if (gradient) expectClose(grad!, fromGolden(gradient), { rtol: 1e-6, atol: 0 });
    else expect(grad).toBeNull();
  });
  inputs.forEach((x, i) => {
    expectClose(x.detach(), fromGolden(one.inputs[i]!), EXACT);
  });
}

const cases = golden<readonly Case[]>("choosing");

describe("values, dtypes, shapes, gradients, node names and errors are PyTorch's", () => {
  beforeAll(() => crossent.setWarnings(false));
  afterAll(() => crossent.setWarnings(true));
  test.each([...new Set(cases.map(({ op }) => op))])("%s", (op) => {
    const failures: string[] = [];
    for (const [i, one] of cases.entries()) {
      if (one.op !== op) continue;
      try {
        check(one);
      } catch (error) {
        const shapes = one.inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`);
        failures.push(`case ${i} ${shapes} ${JSON.stringify(one.args)}: ${(error as Error).message}`);
      }
    }
    expect(failures).toEqual([]);
  });
});

describe("gather", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an index that is too large", ({ x }) => x.gather(1, tensor([[0, 3]])),
     RangeError, "index 3 is out of bounds for dimension 1 with size 3", "element 1"],
    ["a negative index", ({ x }) => x.gather(0, tensor([[0], [-1]])),
     RangeError, "index -1 is out of bounds for dimension 0 with size 2", "element 1"],
    ["an index of fewer dims", ({ x, classes }) => x.gather(0, classes),
     RangeError, "Index tensor must have the same number of dimensions as input tensor", "[2] for [2, 3]"],
    ["an index that is too large in another dim", ({ x }) => x.gather(1, zeros([3, 3], { dtype: "int64" })),
     RangeError, "Size does not match at dimension 0 expected index [3, 3] to be ", "[2, 3] apart from dimension 1"],
    ["a floating index", ({ x }) => x.gather(1, tensor([[0.5]])),
     TypeError, "gather(): Expected dtype int", "float32", ".long()"],
  ]);
});

test("nothing takes no time, however large its other sizes are", () => {
  const [wide, tall] = [zeros([0, 2 ** 46]), zeros([2 ** 46, 0], { requiresGrad: true })];
  const none = zeros([0], { dtype: "int64" });
  expect(wide.sort(0).values.shape).toEqual([0, 2 ** 46]);
  expect(wide.topk(0, 0).indices.shape).toEqual([0, 2 ** 46]);
  expect(tall.argsort(0).shape).toEqual([2 ** 46, 0]);
  const picked = tall.indexSelect(1, none);
  picked.sum().backward();
  expect([picked.shape, tall.grad!.shape]).toEqual([
    [2 ** 46, 0],
    [2 ** 46, 0],
  ]);
  expect(crossent.cat([tall, tall], 1).shape).toEqual([2 ** 46, 0]);
  expect(tall.slice(0, 1, null, 2).shape).toEqual([2 ** 45, 0]);
  expect(tall.select(0, 5).shape).toEqual([0]);
});
