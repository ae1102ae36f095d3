/** Runs a case in PyTorch and says whether crossent agrees. */

import { Tensor } from "../../src";
import { type ArrayValue, type Data, decode, isFloating, sameBits } from "./arrays";
import {
  at,
  CUT,
  close,
  differing,
  EXACT,
  nearerToTruth,
  type Tolerance,
  tolerance,
  ulps,
  withinConditioning,
} from "./compare";
import { lenient, newerMessages, noOracle, sameNode } from "./differences";
import type { Answer, Mode, Oracle, OracleError, WireOutput } from "./oracle";
import type { Program } from "./program";

export type Verdict =
  | { readonly kind: "agrees" }
  | { readonly kind: "nearer" }
  | { readonly kind: "ill-conditioned" }
  | { readonly kind: "deliberate"; readonly rules: readonly number[] }
  | { readonly kind: "no oracle"; readonly what: string }
  | { readonly kind: "message"; readonly torch: string; readonly crossent: string }
  | { readonly kind: "disagrees"; readonly what: string };

const disagrees = (what: string): Verdict => ({ kind: "disagrees", what });

export async function judge(program: Program, oracle: Oracle): Promise<Verdict> {
  const verdict = await compared(program, oracle);
  if (verdict.kind !== "disagrees" || program.needsTorch2 === undefined || !oracle.version.startsWith("1."))
    return verdict;
  return { kind: "no oracle", what: program.needsTorch2 };
}

async function compared(program: Program, oracle: Oracle): Promise<Verdict> {
  const torch = await oracle.run(program.request("plain"));
  if (program.failed) {
    const verdict = judgeFailure(program, torch, oracle.version);
    if (verdict.kind === "agrees" || program.alternative === undefined) return verdict;
    // Before the mistake PyTorch may have met what is no error here.
    const { prologue, rules } = program.alternative;
    const alternative = await oracle.run(program.request("plain", prologue));
    const other = judgeFailure(program, alternative, oracle.version);
    return other.kind === "agrees" ? { kind: "deliberate", rules } : verdict;
  }
  const verdict = torch.error === undefined ? await judgeResults(program, torch, oracle) : undefined;
  if (verdict !== undefined && (verdict.kind !== "disagrees" || program.alternative === undefined))
    return verdict;
  // Also with a result: PyTorch reads an ignoreIndex of -100 as 156 where the target is uint8.
  if (program.alternative !== undefined) {
    const { prologue, rules } = program.alternative;
    const alternative = await oracle.run(program.request("plain", prologue));
    if (alternative.error === undefined) return judgeResults(program, alternative, oracle, rules);
  }
  if (verdict !== undefined) return verdict;
  const error = torch.error as OracleError;
  const excuse = noOracle(error, oracle.version);
  if (excuse !== undefined) return { kind: "no oracle", what: excuse };
  return disagrees(`torch throws, crossent does not: ${oneLine(error)}`);
}

// Errors

const oneLine = ({ name, message }: OracleError): string => `${name}: ${message.split("\n")[0]}`;

function judgeFailure(program: Program, torch: Answer, version: string): Verdict {
  const error = program.failure;
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  if (/Cannot read prop|is not a function|not iterable|undefined|crossent has no|\[object/.test(text))
    return disagrees(`internal error: ${text}`);
  if (program.refusal?.message.test((error as Error).message))
    return { kind: "deliberate", rules: [program.refusal.rule] };
  const hasEmpty = program.leaves.some(({ array }) => array.data.length === 0);
  const excuse = torch.error === undefined ? lenient((error as Error).message, hasEmpty, version) : undefined;
  if (excuse !== undefined) return { kind: "no oracle", what: excuse };
  if (torch.error === undefined) return disagrees(`crossent throws, torch does not: ${text}`);
  if (!(error instanceof TypeError || error instanceof RangeError))
    return disagrees(`neither TypeError nor RangeError: ${text} (torch: ${oneLine(torch.error)})`);
  const newer = newerMessages(torch.error.message, version);
  const agrees =
    newer.length > 0
      ? newer.some((pattern) => pattern.test(error.message))
      : beginsWith(error.message, torch.error.message);
  if (agrees) return { kind: "agrees" };
  const expected = newer.length > 0 ? `one of ${newer.join(" ")}` : oneLine(torch.error);
  return { kind: "message", torch: expected, crossent: text };
}

/** Python's names in camelCase, its infinities as JS writes them, single blanks, no full stop at the end. */
const normal = (message: string): string =>
  message
    .replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/\binf\b/g, "Infinity")
    .replace(/\bnan\b/g, "NaN")
    .replace(/\s+/g, " ")
    .replace(/[.\s]+$/, "");

/** Whether the message begins with the first sentence of PyTorch's. */
function beginsWith(message: string, torch: string): boolean {
  const [line = ""] = torch.split("\n");
  const [sentence = ""] = line.split(/(?<=[a-z\])'`])\. (?=[A-Z])/);
  return normal(message).startsWith(normal(sentence));
}

// Results

type Note = "nearer" | "ill-conditioned" | "deliberate";

async function judgeResults(
  program: Program,
  torch: Answer,
  oracle: Oracle,
  expectedRules?: readonly number[],
): Promise<Verdict> {
  const structure = structuralDifference(program, torch);
  if (structure !== undefined) return disagrees(structure);
  const references = new References(
    program,
    torch,
    oracle,
    expectedRules === undefined ? "" : (program.alternative?.prologue ?? ""),
  );
  const notes = new Set<Note>();
  for (const pair of pairs(program, torch)) {
    const trouble = await compareArrays(pair, program, references, notes);
    if (trouble !== undefined) return disagrees(trouble);
  }
  const rules = [...(expectedRules ?? []), ...(notes.has("deliberate") ? [4] : [])];
  if (rules.length > 0) return { kind: "deliberate", rules };
  if (notes.has("ill-conditioned")) return { kind: "ill-conditioned" };
  return notes.has("nearer") ? { kind: "nearer" } : { kind: "agrees" };
}

/** Everything but the numbers of arrays: kinds, dtypes, shapes, flags, graph nodes, texts, plain values. */
function structuralDifference(program: Program, torch: Answer): string | undefined {
  for (const [i, ref] of program.outputs.entries()) {
    const wire = torch.outputs[i] as WireOutput;
    if ("value" in wire) {
      const problem = plainDifference(ref.value, wire.value, program.exact);
      if (problem !== undefined) return `${ref.name}: ${problem}`;
      continue;
    }
    if (!(ref.value instanceof Tensor)) return `${ref.name} should be a tensor, is ${String(ref.value)}`;
    const problem = arrayKind(ref.name, arrayOf(ref.value), wire);
    if (problem !== undefined) return problem;
    if (ref.value.requiresGrad !== wire.requiresGrad)
      return `${ref.name}.requiresGrad should be ${wire.requiresGrad}`;
    const text = torch.texts[i];
    if (typeof text === "string") {
      const line = program.python.join("; ");
      const difference = textDifference(ref.value, decode(wire), wire.gradFn, text, line);
      if (difference !== undefined) return `text of ${ref.name}: ${difference}`;
    }
  }
  for (const { ref, grad } of program.leaves) {
    if (!grad) continue;
    const wire = torch.grads[ref.name] ?? null;
    const own = ref.tensor.grad;
    if ((own === null) !== (wire === null))
      return `${ref.name}.grad should be ${wire === null ? "null" : "a tensor"}, is ${String(own)}`;
    if (own === null || wire === null) continue;
    const problem = arrayKind(`${ref.name}.grad`, arrayOf(own), wire);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

const arrayOf = (tensor: Tensor): ArrayValue => ({
  dtype: tensor.dtype,
  shape: tensor.shape,
  data: tensor.data as Data,
});

function arrayKind(
  name: string,
  own: ArrayValue,
  wire: { dtype: string; shape: readonly number[] },
): string | undefined {
  if (own.dtype !== wire.dtype) return `${name}: dtype should be ${wire.dtype}, is ${own.dtype}`;
  if (own.shape.join() !== wire.shape.join())
    return `${name}: shape should be [${wire.shape.join(", ")}], is [${own.shape.join(", ")}]`;
  if (own.data.length !== own.shape.reduce((n, size) => n * size, 1))
    return `${name}: ${own.data.length} elements for the shape [${own.shape.join(", ")}]`;
  return undefined;
}

function plainDifference(own: unknown, expected: unknown, exact: boolean): string | undefined {
  if (Array.isArray(expected)) {
    if (!Array.isArray(own) || own.length !== expected.length)
      return `should be ${JSON.stringify(expected)}, is ${JSON.stringify(own)}`;
    for (const [i, value] of expected.entries()) {
      const problem = plainDifference(own[i], value, exact);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  const value = typeof own === "number" && !Number.isFinite(own) ? pythonName(own) : own;
  if (Object.is(value, expected) || (value === 0 && expected === 0)) return undefined;
  return `should be ${JSON.stringify(expected)}, is ${JSON.stringify(value)}`;
}

const pythonName = (value: number): string => (Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf");

function textDifference(
  own: Tensor,
  torch: ArrayValue,
  gradFn: string | null,
  text: string,
  line: string,
): string | undefined {
  const actual = String(own);
  const node = /grad_fn=<(\w+)>/.exec(actual)?.[1] ?? null;
  if (!sameNode(node, gradFn, line)) return `grad_fn should be ${gradFn}, is ${node}`;
  if (!sameBits(arrayOf(own), torch)) return undefined; // the last bits may show
  if (node === gradFn) return actual === text ? undefined : `should be\n${text}\nis\n${actual}`;
  const values = (t: string): string => t.replace(/\s*grad_fn=.*$/s, "");
  return values(actual) === values(text) ? undefined : `should be\n${text}\nis\n${actual}`;
}

interface Pair {
  readonly name: string;
  readonly own: ArrayValue;
  readonly torch: ArrayValue;
  /** Finds the same array in another answer. */
  readonly find: (answer: Answer) => ArrayValue | undefined;
}

function* pairs(program: Program, torch: Answer): Generator<Pair> {
  for (const [i, ref] of program.outputs.entries()) {
    if (!(ref.value instanceof Tensor)) continue;
    const find = (answer: Answer): ArrayValue | undefined => {
      const wire = answer.outputs?.[i];
      return wire !== undefined && "data" in wire ? decode(wire) : undefined;
    };
    yield { name: ref.name, own: arrayOf(ref.value), torch: find(torch) as ArrayValue, find };
  }
  for (const { ref, grad } of program.leaves) {
    if (!grad || ref.tensor.grad === null) continue;
    const find = (answer: Answer): ArrayValue | undefined => {
      const wire = answer.grads?.[ref.name];
      return wire ? decode(wire) : undefined;
    };
    yield { name: `${ref.name}.grad`, own: arrayOf(ref.tensor.grad), torch: find(torch) as ArrayValue, find };
  }
}

/** Further runs of the case, made only when one is asked for. */
class References {
  private readonly runs = new Map<string, Promise<Answer>>();

  constructor(
    private readonly program: Program,
    readonly torch: Answer,
    private readonly oracle: Oracle,
    private readonly prologue: string,
  ) {}

  truth(): Promise<Answer> {
    return this.run("truth", "truth", this.prologue);
  }

  /** The case as deliberate difference 4 has it: what it allows at most, or what it promises at least. */
  zeroCountsNothing(mode: Mode, extent: "allowed" | "promised" = "allowed"): Promise<Answer> {
    return this.run(`${extent} ${mode}`, mode, this.withDifference4(extent));
  }

  /** @param asAllowed - whether the case is as deliberate difference 4 allows it. */
  jitters(asAllowed = false): Promise<Answer[]> {
    const modes: Mode[] = ["jitter", "jitter", "jitter", "jitter", "noise", "noise", "noise", "noise"];
    const [key, prologue] = asAllowed ? ["allowed ", this.withDifference4("allowed")] : ["", this.prologue];
    return Promise.all(modes.map((mode, k) => this.run(`${key}${mode} ${k}`, mode, prologue)));
  }

  private withDifference4(extent: "allowed" | "promised"): string {
    return `${this.prologue === "" ? "" : `${this.prologue}; `}F = nn = ${extent}`;
  }

  private run(key: string, mode: Mode, prologue: string): Promise<Answer> {
    const known = this.runs.get(key) ?? this.oracle.run(this.program.request(mode, prologue));
    this.runs.set(key, known);
    return known;
  }
}

function limitsOf(program: Program, { name, own }: Pair): Tolerance {
  const stricter = program.tolerances[own.dtype];
  if (stricter !== undefined) return stricter;
  // PyTorch takes the logarithm of an integer base in float32, whatever the exponent's dtype
  if (isFloating(own.dtype) && !program.exact && program.raisesIntegers) return tolerance("float32");
  // the gradient of a float64 input that was converted to float32 on the way
  const single =
    name.endsWith(".grad") && program.python.some((line) => line.includes("dtype=torch.float32"));
  if (!program.exact && isFloating(own.dtype)) return tolerance(single ? "float32" : own.dtype);
  if (!program.exact) return program.convertsToIntegers ? CUT : EXACT;
  return program.python.some((line) => line.startsWith(`${name} = torch.randn(`)) ? ulps(own.dtype) : EXACT;
}

async function compareArrays(
  pair: Pair,
  program: Program,
  references: References,
  notes: Set<Note>,
): Promise<string | undefined> {
  const { own, torch } = pair;
  const limits = limitsOf(program, pair);
  const dtype = own.dtype;
  const margin = program.tolerances[dtype] ?? tolerance(dtype);
  if (program.zeroCountsNothing) {
    const broken = await brokenPromise(pair, references);
    if (broken !== undefined) return broken;
  }
  let left = differing(own, torch, limits);
  if (left.length === 0) return undefined;
  if (isFloating(dtype) && !program.exact && limits !== EXACT) {
    const truth = pair.find(await references.truth());
    if (truth !== undefined)
      left = keep(left, notes, "nearer", (i) =>
        nearerToTruth(at(own, i), at(torch, i), at(truth, i), dtype, margin),
      );
    if (left.length > 0 && program.zeroCountsNothing) {
      const other = pair.find(await references.zeroCountsNothing("plain"));
      const otherTruth = pair.find(await references.zeroCountsNothing("truth"));
      if (other !== undefined && otherTruth !== undefined) {
        left = keep(
          left,
          notes,
          "deliberate",
          (i) =>
            close(at(own, i), at(other, i), limits) ||
            nearerToTruth(at(own, i), at(other, i), at(otherTruth, i), dtype, margin),
        );
        if (left.length > 0)
          left = keep(
            left,
            notes,
            "deliberate",
            conditioned(pair, otherTruth, await references.jitters(true)),
          );
      }
    }
    if (left.length > 0 && truth !== undefined)
      left = keep(left, notes, "ill-conditioned", conditioned(pair, truth, await references.jitters()));
  }
  const [first] = left;
  if (first === undefined) return undefined;
  return `${pair.name}[${first}] should be ${at(torch, first)}, is ${at(own, first)} (${left.length} of ${own.data.length} differ)`;
}

/** Whether a number is as near to the truth as its conditioning lets it be: as inputs that are a little off say. */
function conditioned(
  { own, find }: Pair,
  truth: ArrayValue,
  answers: readonly Answer[],
): (i: number) => boolean {
  const jitters = answers.map(find).filter((array) => array !== undefined);
  return (i) =>
    withinConditioning(
      at(own, i),
      at(truth, i),
      jitters.map((array) => at(array, i)),
      own.dtype,
    );
}

/** Deliberate difference 4 is a promise: where it makes a loss or the input's gradient a number, NaN will not do. */
async function brokenPromise({ name, own, find }: Pair, references: References): Promise<string | undefined> {
  if (name === "b.grad" || name === "w.grad" || !own.data.some((value) => Number.isNaN(value)))
    return undefined;
  const promised = find(await references.zeroCountsNothing("plain", "promised"));
  if (promised === undefined) return undefined;
  for (let i = 0; i < own.data.length; i++) {
    if (Number.isNaN(at(own, i)) && !Number.isNaN(at(promised, i)))
      return `${name}[${i}] should be ${at(promised, i)} (deliberate difference 4), is NaN`;
  }
  return undefined;
}

/** The positions that are not excused; notes the excuse if it was used. */
function keep(left: number[], notes: Set<Note>, note: Note, excused: (i: number) => boolean): number[] {
  const rest = left.filter((i) => !excused(i));
  if (rest.length < left.length) notes.add(note);
  return rest;
}
