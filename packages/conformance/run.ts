/** Runs cases with a library. */

import type { Adapter } from "./adapter.ts";
import { Composed, NotThere } from "./adapter.ts";
import type { Case, FunctionCase, OptimizerCase, PrintCase, RandomCase, RefusedCase, Row } from "./case.ts";
import { areClose, isClose } from "./close.ts";
import { numbers } from "./plain.ts";

/** What came of a case in a row: whether it is PyTorch's, or that the library has no such thing. */
export interface Outcome {
  readonly group: Row;
  readonly result: "same" | "other" | "not there";
  /** The library has no function for it, but some that make it up. */
  readonly composed: boolean;
  /** What came instead. */
  readonly instead?: string;
}

/** The first number that is another, or how many there are. */
function difference(actual: ArrayLike<number>, expected: readonly number[]): string {
  if (actual.length !== expected.length) return `${actual.length} numbers instead of ${expected.length}`;
  const i = expected.findIndex((x, at) => !isClose(actual[at]!, x));
  return `${actual[i]} instead of ${expected[i]} at ${i}`;
}

function judged(
  group: Row,
  actual: ArrayLike<number>,
  expected: readonly number[],
  composed = false,
): Outcome {
  if (areClose(actual, expected)) return { group, result: "same", composed };
  return { group, result: "other", composed, instead: difference(actual, expected) };
}

const absent = (group: Row): Outcome => ({ group, result: "not there", composed: false });

/** The outcome of a step that may throw. */
function attempt(group: Row, step: () => Outcome): Outcome {
  try {
    return step();
  } catch (error) {
    if (error instanceof NotThere) return absent(group);
    return { group, result: "other", composed: false, instead: String(error) };
  }
}

const resultOf = <T>(result: T | Composed<T>): T => (result instanceof Composed ? result.value : result);

/** The function on all inputs: the leaves, and the others made anew, as some libraries use up what they are given. */
function calling<T>(adapter: Adapter<T>, one: FunctionCase | RefusedCase) {
  const { inputs, options } = one;
  return (leaves: { readonly [name: string]: T } = {}): T | Composed<T> => {
    const tensors = Object.entries(inputs).map(([name, x]) => [name, leaves[name] ?? adapter.tensor(x)]);
    return adapter.functions[one.function]!(Object.fromEntries(tensors), inputs, options);
  };
}

function runFunction<T>(adapter: Adapter<T>, one: FunctionCase): Outcome[] {
  const { group, gradientGroup, inputs, options, output, upstream, grads } = one;
  const names = Object.keys(grads);
  const both = [group, ...(names.length > 0 ? [gradientGroup] : [])];
  const dtypes = [...Object.values(inputs).map(({ dtype }) => dtype), options.dtype ?? "float32"];
  const known = dtypes.every(
    (dtype) => !dtype.includes("float") || adapter.dtypes.some((own) => own === dtype),
  );
  if (!known || !adapter.functions[one.function]) return both.map(absent);
  const call = calling(adapter, one);
  let composed = false;
  const value = attempt(group, () => {
    const result = call();
    composed = result instanceof Composed;
    return judged(group, adapter.numbers(resultOf(result)), numbers(output), composed);
  });
  if (names.length === 0) return [value];
  if (value.result === "not there" || adapter.gradients === null) return [value, absent(gradientGroup)];
  const gradient = attempt(gradientGroup, () => {
    const found = adapter.gradients!(
      (leaves) => resultOf(call(Object.fromEntries(names.map((name, i) => [name, leaves[i]!])))),
      names.map((name) => inputs[name]!),
      upstream,
    );
    return judged(
      gradientGroup,
      found.flatMap((t) => Array.from(adapter.numbers(t))),
      names.flatMap((name) => numbers(grads[name]!)),
      composed,
    );
  });
  return [value, gradient];
}

/** An error of any kind will do. */
function runRefused<T>(adapter: Adapter<T>, one: RefusedCase): Outcome {
  const { group, error } = one;
  if (!adapter.functions[one.function]) return absent(group);
  try {
    const result = calling(adapter, one)();
    const values = Array.from(adapter.numbers(resultOf(result))).slice(0, 8);
    const composed = result instanceof Composed;
    return { group, result: "other", composed, instead: `${values} instead of: ${error}` };
  } catch (thrown) {
    if (thrown instanceof NotThere) return absent(group);
    return { group, result: "same", composed: false };
  }
}

function runOptimizer<T>(adapter: Adapter<T>, one: OptimizerCase): Outcome {
  const { group, parameter, gradients, options, values } = one;
  const steps = adapter.optimizers[one.function];
  if (!steps) return absent(group);
  return attempt(group, () =>
    judged(
      group,
      steps(parameter, gradients, options).flatMap((x) => Array.from(x)),
      values.flatMap(numbers),
    ),
  );
}

function runRandom<T>(adapter: Adapter<T>, { group, seed, calls }: RandomCase): Outcome {
  if (adapter.seeded === null) return absent(group);
  return attempt(group, () => {
    const draw = adapter.seeded!(seed);
    return judged(
      group,
      calls.flatMap((call) => Array.from(draw(call))),
      calls.flatMap(({ values }) => values),
    );
  });
}

function runPrint<T>(adapter: Adapter<T>, { group, tensor, text }: PrintCase): Outcome {
  const { dtype } = tensor;
  if (dtype.includes("float") && !adapter.dtypes.includes(dtype)) return absent(group);
  return attempt(group, () => {
    const instead = adapter.print(adapter.tensor(tensor));
    return instead === text
      ? { group, result: "same", composed: false }
      : { group, result: "other", composed: false, instead };
  });
}

/** The outcomes of a case: one, or two where it has gradients. */
export function run<T>(adapter: Adapter<T>, one: Case): Outcome[] {
  switch (one.kind) {
    case "function":
      return runFunction(adapter, one);
    case "refused":
      return [runRefused(adapter, one)];
    case "optimizer":
      return [runOptimizer(adapter, one)];
    case "random":
      return [runRandom(adapter, one)];
    case "print":
      return [runPrint(adapter, one)];
  }
}
