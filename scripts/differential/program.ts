/**
 * A test case is a little program that is written once and run twice: at once in crossent, while the case is being made
 * (so that the next step can look at the shapes), and later in PyTorch as Python text.
 */

import * as crossent from "../../src";
import { type ArrayValue, encode, isFloating, pythonLiteral, pythonNumber, sizeOf } from "./arrays";
import type { Tolerance } from "./compare";
import type { Mode, Request } from "./oracle";

/** A value with a name in both languages. */
export class Ref {
  constructor(
    readonly name: string,
    readonly value: unknown,
  ) {}

  get tensor(): crossent.Tensor {
    return this.value as crossent.Tensor;
  }

  get shape(): readonly number[] {
    return this.tensor.shape;
  }

  get ndim(): number {
    return this.shape.length;
  }

  get dtype(): crossent.DType {
    return this.tensor.dtype;
  }
}

/** A dtype as an argument: `"float32"` here, `torch.float32` there. */
export class DTypeArg {
  constructor(readonly dtype: string) {}
}

/** An argument that is written differently in the two languages; an option that Python does not have is "" there. */
export class Spelled {
  constructor(
    readonly js: unknown,
    readonly typescript: string,
    readonly python: string,
  ) {}
}

/** The last argument where crossent takes options and PyTorch keywords. */
export class Options {
  readonly entries: readonly (readonly [string, Arg])[];
  constructor(options: Readonly<Record<string, Arg>>) {
    this.entries = Object.entries(options).filter(([, value]) => value !== undefined);
  }
}

export type Arg =
  | number
  | boolean
  | string
  | null
  | undefined
  | Ref
  | DTypeArg
  | Spelled
  | Options
  | readonly Arg[];

/** Thrown to end the making of a case after crossent has thrown. */
export class CaseEnded extends Error {}

/** What PyTorch should be told where a deliberate difference makes crossent's result another one. */
export interface Alternative {
  /** Numbers in docs/compatibility.md. */
  readonly rules: readonly number[];
  /** Python that turns the leaves into what crossent is expected to compute with. */
  readonly prologue: string;
}

type Callable = (...args: unknown[]) => unknown;

interface Leaf {
  readonly ref: Ref;
  readonly array: ArrayValue;
  readonly grad: boolean;
}

export class Program {
  readonly leaves: Leaf[] = [];
  readonly python: string[] = [];
  readonly typescript: string[] = [];
  readonly outputs: Ref[] = [];
  /** What crossent threw. */
  failure: unknown;
  failed = false;
  alternative: Alternative | undefined;
  /** Whether deliberate difference 4 may show: a cross-entropy with infinities or NaN among its numbers. */
  zeroCountsNothing = false;
  /** A deliberate difference that makes crossent throw where PyTorch does not. */
  refusal: { readonly rule: number; readonly message: RegExp } | undefined;
  /** Why PyTorch 1 cannot be the oracle of this case. */
  needsTorch2: string | undefined;
  /** Compare the printed text too. */
  text = false;
  /** Outputs must agree to the bit. */
  exact = false;
  /** How near floats have to be, by dtype, where it is not as near as PyTorch's own tests have it. */
  tolerances: Readonly<Record<string, Tolerance>> = {};
  private count = 0;

  /** A tensor given to both sides to the bit. */
  leaf(name: string, array: ArrayValue, grad = false): Ref {
    const ref = new Ref(
      name,
      this.attempt(() => {
        if (array.dtype === "bool") {
          const flat = Array.from(array.data as Uint8Array, (v) => v !== 0);
          return crossent.tensor(flat, { dtype: "bool" }).reshape([...array.shape]);
        }
        const data = array.data.slice();
        const tensor = crossent.asTensor({ data, shape: array.shape });
        return grad ? tensor.requiresGrad_() : tensor;
      }),
    );
    this.leaves.push({ ref, array, grad });
    return ref;
  }

  /** `on.fn(...args)` */
  method(on: Ref, fn: string, ...args: Arg[]): Ref {
    const f = `${on.name}.${fn}`;
    return this.record(`${on.name}.${snake(fn)}`, f, args, (values) => {
      const object = on.value as Record<string, Callable>;
      return lookUp(object, fn).apply(object, values);
    });
  }

  /** `on.name` */
  property(on: Ref, name: string): Ref {
    return this.custom(`${on.name}.${snake(name)}`, `${on.name}.${name}`, () => {
      return (on.value as Record<string, unknown>)[name];
    });
  }

  /** A root export. */
  root(fn: string, ...args: Arg[]): Ref {
    const python = fn === "oneHot" ? "F.one_hot" : `torch.${snake(fn)}`;
    return this.record(python, fn, args, (values) =>
      lookUp(crossent as unknown as Record<string, Callable>, fn)(...values),
    );
  }

  /** A member of `functional`. */
  functional(fn: string, ...args: Arg[]): Ref {
    return this.record(`F.${snake(fn)}`, `functional.${fn}`, args, (values) =>
      lookUp(crossent.functional as unknown as Record<string, Callable>, fn)(...values),
    );
  }

  /** {@link functional} where nothing is recorded. */
  functionalWithoutGrad(fn: string, ...args: Arg[]): Ref {
    return this.custom(
      `torch.no_grad()(F.${snake(fn)})(${pythonArgs(args)})`,
      `noGrad(() => functional.${fn}(${tsArgs(args)}))`,
      () =>
        crossent.noGrad(() =>
          lookUp(crossent.functional as unknown as Record<string, Callable>, fn)(...args.map(toJs)),
        ),
    );
  }

  /** `new optim.name(params, options)` */
  optimizer(name: "SGD" | "Adam" | "AdamW", params: readonly Ref[], options: Options): Ref {
    return this.record(`torch.optim.${name}`, `new optim.${name}`, [params, options], (values) => {
      return new crossent.optim[name](...(values as [crossent.Tensor[], object]));
    });
  }

  /** `new name(...options)(...args)`. Softmax takes its dim as a number or as an option. */
  module(name: string, options: readonly Arg[], args: readonly Arg[], forward = false): Ref {
    const out = this.fresh();
    this.python.push(`${out} = nn.${name}(${pythonArgs(options)})(${pythonArgs(args)})`);
    this.typescript.push(
      `const ${out} = new ${name}(${tsArgs(options)})${forward ? ".forward" : ""}(${tsArgs(args)});`,
    );
    return new Ref(
      out,
      this.attempt(() => {
        const module = construct(name, options.map(toJs));
        const f = forward ? (module as unknown as { forward: Callable }).forward.bind(module) : module;
        return f(...args.map(toJs));
      }),
    );
  }

  /**
   * `new name(...sizes, { ...options, dtype })` with the initial values of a seed, to be called and looked at later. In Python
   * float32 is said behind it: what stands for the truth converts these numbers, and does not draw those of float64.
   */
  layer(
    name: string,
    sizes: readonly number[],
    options: Readonly<Record<string, Arg>>,
    dtype: "float32" | "float64",
    seed: number,
  ): Ref {
    this.statement(`torch.manual_seed(${seed})`, `manualSeed(${seed})`, () => crossent.manualSeed(seed));
    const all = [...sizes, new Options({ ...options, dtype: new DTypeArg(dtype) })];
    const python =
      dtype === "float64"
        ? `nn.${name}(${pythonArgs(all)})`
        : `nn.${name}(${pythonArgs([...sizes, new Options(options)])}).to(torch.float32)`;
    return this.custom(python, `new ${name}(${tsArgs(all)})`, () => construct(name, all.map(toJs)));
  }

  /** `String(new name(...options))` */
  moduleText(name: string, options: readonly Arg[]): Ref {
    return this.custom(
      `repr(nn.${name}(${pythonArgs(options)}))`,
      `String(new ${name}(${tsArgs(options)}))`,
      () => String(construct(name, options.map(toJs))),
    );
  }

  /** Any statement, written out in both languages. */
  custom(python: string, typescript: string, run: () => unknown): Ref {
    const out = this.fresh();
    this.python.push(`${out} = ${python}`);
    this.typescript.push(`const ${out} = ${typescript};`);
    return new Ref(out, this.attempt(run));
  }

  /** A statement without a value. */
  statement(python: string, typescript: string, run: () => unknown): void {
    this.python.push(python);
    this.typescript.push(`${typescript};`);
    this.attempt(run);
  }

  /** Backward from `y`, with a random upstream gradient, or with none where the seed is null. */
  backward(y: Ref, seed: number | null): void {
    const tensor = y.tensor;
    if (!tensor.requiresGrad) return;
    if (seed === null)
      this.statement(`${y.name}.backward()`, `${y.name}.backward()`, () => tensor.backward());
    else {
      this.statement(
        `${y.name}.backward(up(${y.name}, ${seed}))`,
        `${y.name}.backward(up(${y.name}, ${seed}))`,
        () => tensor.backward(upstream(tensor, seed)),
      );
    }
  }

  output(...refs: Ref[]): void {
    this.outputs.push(...refs);
  }

  request(mode: Mode, prologue = ""): Request {
    return {
      leaves: this.leaves.map(({ ref, array, grad }) => ({ name: ref.name, grad, ...encode(array) })),
      prologue,
      code: this.python,
      outputs: this.outputs.map((ref) => ref.name),
      text: this.text && mode === "plain",
      mode,
    };
  }

  /** One line of Python that runs the case by itself. */
  pythonLine(): string {
    const grads = this.leaves.filter((leaf) => leaf.grad).map((leaf) => `${leaf.ref.name}.grad`);
    const results = [...this.outputs.map((ref) => ref.name), ...grads];
    const code = this.python.join("; ");
    return [
      "import torch; from torch import nn; import torch.nn.functional as F; from math import inf, nan",
      ...(code.includes("up(") ? [UP] : []),
      ...this.leaves.map(
        ({ ref, array, grad }) => `${ref.name} = ${pythonLiteral(array)}${grad ? ".requires_grad_()" : ""}`,
      ),
      ...(code === "" ? [] : [code]),
      ...(results.length > 0 ? [`print(${results.join(", ")})`] : []),
    ].join("; ");
  }

  private record(
    python: string,
    typescript: string,
    args: readonly Arg[],
    run: (values: unknown[]) => unknown,
  ): Ref {
    return this.custom(`${python}(${pythonArgs(args)})`, `${typescript}(${tsArgs(args)})`, () =>
      run(args.map(toJs)),
    );
  }

  /** Whether an integer tensor is raised to some power. */
  get raisesIntegers(): boolean {
    const hasIntegers = this.leaves.some(({ array }) => !isFloating(array.dtype));
    return hasIntegers && this.python.some((line) => line.includes(".pow("));
  }

  /** Whether a computed float may have been cut to an integer. */
  get convertsToIntegers(): boolean {
    return this.python.length > 1 && this.python.some((line) => /\.(long\(\)|to\(torch\.u?int)/.test(line));
  }

  private fresh(): string {
    return `y${this.count++}`;
  }

  private attempt<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      this.failure = error;
      this.failed = true;
      throw new CaseEnded();
    }
  }
}

/** The upstream gradient of oracle.py's `up`: multiples of 1/256, exact in every floating dtype. */
export function upstream(y: crossent.Tensor, seed: number): crossent.Tensor {
  const data = y.dtype === "float64" ? new Float64Array(sizeOf(y.shape)) : new Float32Array(sizeOf(y.shape));
  for (let k = 0; k < data.length; k++) data[k] = (((k * 7919 + seed * 104729) % 2001) - 1000) / 256;
  return crossent.asTensor({ data, shape: y.shape });
}

const UP =
  "up = lambda y, s: (((torch.arange(y.numel()) * 7919 + s * 104729) % 2001 - 1000) / 256).to(y.dtype).reshape(y.shape)";

function construct(name: string, args: readonly unknown[]): Callable {
  const Class = (crossent as unknown as Record<string, new (...args: unknown[]) => Callable>)[name];
  return new (Class as new (...args: unknown[]) => Callable)(...args);
}

function lookUp(object: Readonly<Record<string, Callable>>, name: string): Callable {
  const f = object[name];
  if (typeof f !== "function") throw new Error(`crossent has no ${name}`);
  return f;
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function toJs(arg: Arg): unknown {
  if (arg instanceof Ref) return arg.value;
  if (arg instanceof DTypeArg) return arg.dtype;
  if (arg instanceof Spelled) return arg.js;
  if (arg instanceof Options)
    return Object.fromEntries(arg.entries.map(([key, value]) => [key, toJs(value)]));
  return Array.isArray(arg) ? arg.map(toJs) : arg;
}

function toPython(arg: Arg): string {
  if (arg instanceof Ref) return arg.name;
  if (arg instanceof DTypeArg) return `torch.${arg.dtype}`;
  if (arg instanceof Spelled) return arg.python;
  if (arg instanceof Options)
    return arg.entries
      .filter(([, value]) => !(value instanceof Spelled && value.python === ""))
      .map(([key, value]) => `${snake(key)}=${toPython(value)}`)
      .join(", ");
  if (Array.isArray(arg)) return `[${arg.map(toPython).join(", ")}]`;
  if (arg === null || arg === undefined) return "None";
  if (typeof arg === "boolean") return arg ? "True" : "False";
  if (typeof arg === "number") return pythonNumber(arg);
  return `'${String(arg)}'`;
}

function toTypeScript(arg: Arg): string {
  if (arg instanceof Ref) return arg.name;
  if (arg instanceof DTypeArg) return `"${arg.dtype}"`;
  if (arg instanceof Spelled) return arg.typescript;
  if (arg instanceof Options)
    return arg.entries.length > 0
      ? `{ ${arg.entries.map(([key, value]) => `${key}: ${toTypeScript(value)}`).join(", ")} }`
      : "{}";
  if (Array.isArray(arg)) return `[${arg.map(toTypeScript).join(", ")}]`;
  return typeof arg === "string" ? `"${arg}"` : Object.is(arg, -0) ? "-0" : String(arg);
}

/** Arguments as text; undefined ones at the end are left out. */
function render(args: readonly Arg[], one: (arg: Arg) => string): string {
  const isOptions = (arg: Arg): boolean => arg instanceof Options;
  const options = args.filter(isOptions);
  const given = args.filter((arg) => !isOptions(arg));
  while (given.length > 0 && given.at(-1) === undefined && (one === toPython || options.length === 0))
    given.pop();
  return [...given, ...options]
    .map(one)
    .filter((text) => text !== "")
    .join(", ");
}

const pythonArgs = (args: readonly Arg[]): string => render(args, toPython);
const tsArgs = (args: readonly Arg[]): string => render(args, toTypeScript);
