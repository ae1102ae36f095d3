/** The golden cases of the repository as plain cases, each in a row of the matrix. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  Case,
  Draw,
  FunctionCase,
  FunctionName,
  OptimizerCase,
  Options,
  RefusedCase,
  Row,
  Tensors,
} from "./case.ts";
import { isFloating, numbers, type Plain } from "./plain.ts";

const root = join(import.meta.dirname, "..", "..");

function golden<Cases>(name: string): Cases {
  return (JSON.parse(readFileSync(join(root, "tests", "golden", `${name}.json`), "utf8")) as { cases: Cases })
    .cases;
}

/** A call as a golden file has it: tensors and the rest side by side. */
interface Flat extends Omit<FunctionCase, "group" | "gradientGroup" | "kind" | "inputs" | "options"> {
  readonly options: { readonly [name: string]: unknown };
  readonly [name: string]: unknown;
}

const INPUTS = ["input", "linear_weight", "linear_bias", "target", "weight", "bias"];

/** PyTorch's name of one that crossent writes in camelCase. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const renamed = <T>(object: { readonly [name: string]: T }): { readonly [name: string]: T } =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [snake(name), value]));

const inputsOf = (flat: { readonly [name: string]: unknown }): Tensors<Plain> =>
  Object.fromEntries(
    Object.entries(renamed(flat)).filter(([name]) => INPUTS.includes(name)),
  ) as Tensors<Plain>;

/** Logits from which float32 exponentials overflow or vanish. */
const LARGE = 80;

/** Whether there is but one class, or one number without a dim. */
const isSingle = ({ shape }: Plain): boolean => shape.length === 0 || shape[shape.length === 1 ? 0 : 1] === 1;

/** The rows of a call and of its gradients: by what is hardest about it. */
function groupsOf(
  name: FunctionName,
  { input, target, weight }: Tensors<Plain>,
  options: Options,
): [Row, Row] {
  const same = (group: Row): [Row, Row] => [group, group];
  const logits = numbers(input!);
  if ([input!.dtype, options.dtype].includes("float64")) return same("in float64");
  if (input!.dtype !== "float32") return same("logits in float16 and bfloat16");
  if (logits.length === 0 || isSingle(input!)) return same("no rows, or a single class or number");
  if (!logits.every(Number.isFinite)) return ["logits of ±∞ and NaN", "gradients at logits of ±∞ and NaN"];
  if (logits.some((x) => Math.abs(x) > LARGE)) return ["large logits", "gradients at large logits"];
  const gradients = `gradients of ${name}` as const;
  if (name !== "cross_entropy") return [name, gradients];
  if (isFloating(target!))
    return [`${name}: class probabilities`, `gradients of ${name}: class probabilities`];
  if (options.label_smoothing) return [`${name}: label smoothing`, gradients];
  if (weight) return [`${name}: class weights`, gradients];
  const ignored = numbers(target!).includes(options.ignore_index ?? -100);
  return [`${name}: ${ignored ? "ignored targets" : "class indices"}`, gradients];
}

function functionCase(name: FunctionName, flat: Flat): FunctionCase {
  const { output, upstream, grads } = flat;
  const [inputs, options] = [inputsOf(flat), renamed(flat.options) as Options];
  const [group, gradientGroup] = groupsOf(name, inputs, options);
  const call = { kind: "function", function: name, options, inputs } as const;
  return { group, gradientGroup, ...call, output, upstream, grads: renamed(grads) };
}

interface Sequence {
  readonly seed: number;
  readonly calls: readonly (Omit<Draw, "function"> & { readonly op: Draw["function"] })[];
}

type Printed = Plain & { readonly text: string; readonly requires_grad: boolean };

export function cases(): Case[] {
  const losses = golden<(Flat & { readonly call: string })[]>("losses");
  const linearLosses = golden<(Flat & { readonly kind: string })[]>("linear_loss");
  const own = golden<{
    readonly refused: (Omit<RefusedCase, "inputs"> & { readonly [name: string]: unknown })[];
    readonly "half precision": Flat[];
    readonly linear: Flat[];
    readonly optimizers: readonly Omit<OptimizerCase, "group" | "kind">[];
  }>("conformance");
  const { digests: _, ...random } = golden<{ readonly [group: string]: readonly Sequence[] }>("random");
  const printed = golden<Printed[]>("printing");
  return [
    ...losses.map((flat) => functionCase(snake(flat.call) as FunctionName, flat)),
    ...own["half precision"].map((flat) => functionCase("cross_entropy", flat)),
    ...own.linear.map((flat) => functionCase("linear", flat)),
    ...linearLosses
      .filter(({ kind }) => kind === "result")
      .map((flat) => functionCase("linear_cross_entropy", flat)),
    ...own.refused.map(
      (flat): Case => ({
        group: "calls that PyTorch refuses",
        kind: "refused",
        function: flat.function,
        options: flat.options,
        inputs: inputsOf(flat),
        error: flat.error,
      }),
    ),
    ...own.optimizers.map(
      (given): Case => ({ ...given, group: `optim.${given.function}`, kind: "optimizer" }),
    ),
    ...Object.values(random)
      .flat()
      .map(
        ({ seed, calls }): Case => ({
          group: "random numbers of a seed",
          kind: "random",
          seed,
          calls: calls.map(({ op, values, ...draw }) => ({
            function: op,
            ...draw,
            values: values.map(Number),
          })),
        }),
      ),
    // A recipe instead of the elements, or text about a graph: not plain.
    ...printed
      .filter(({ data, requires_grad }) => Array.isArray(data) && !requires_grad)
      .map(
        ({ dtype, shape, data, text }): Case => ({
          group: "printed tensors",
          kind: "print",
          tensor: { dtype, shape, data },
          text,
        }),
      ),
  ];
}
