/** Makes a call and says what is wrong with what happened. */

import { types } from "node:util";
import { createContext, Script } from "node:vm";
import {
  backend,
  Generator,
  getNumThreads,
  manualSeed,
  ones,
  rand,
  setBackend,
  setNumThreads,
  setWarnings,
  Tensor,
} from "../../src";
import { cName } from "../../src/dtype";
import { makers } from "../errorMakers";
import type { Call } from "./calls";
import { OWN_ERROR, REACTING, type Recipe } from "./hostile";
import { sameSnapshot, snapshot } from "./snapshot";

const SLOWEST = 10_000; // ms, for calls that take microseconds: more hang, on a busy machine, too

/** A synchronous call, ended from outside when it takes too long. */
const box = createContext({ call: (): void => {} });
const script = new Script("call()");
function inTime(call: () => void): void {
  box["call"] = call;
  script.runInContext(box, { timeout: SLOWEST });
}

/** A line for each complaint, as PyTorch has it. */
const STATE_DICT = /^Error\(s\) in loading state_dict for .*\nNothing of the given object was loaded\.$/s;

const SCALAR_NAMES = {
  float32: "Float",
  float64: "Double",
  float16: "Half",
  bfloat16: "BFloat16",
  int64: "Long",
  int32: "Int",
  uint8: "Byte",
  bool: "Bool",
}; // prettier-ignore

const ARRAY_OF = {
  float32: Float32Array,
  float64: Float64Array,
  float16: (globalThis as { Float16Array?: typeof Uint16Array }).Float16Array ?? Uint16Array,
  bfloat16: Uint16Array,
  int64: BigInt64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

/** Where an error was made: the top of the stack. */
function placeOf({ stack = "", message }: Error): string {
  const frames = stack.slice(stack.indexOf(message) + message.length).match(/^ +at .*$/gm) ?? [];
  return frames.slice(0, 4).join("\n").replaceAll("\\", "/");
}

/** An error of the library is made by a function for it; any other one is the engine's, which saw the mistake first. */
const isOfLibrary = (error: Error): boolean => {
  const maker = /^ +at (?:Object\.)?(\w+) \(/.exec(placeOf(error))?.[1];
  return maker !== undefined && Object.hasOwn(makers, maker);
};

/** What is wrong with a returned tensor. */
function wrongTensor(t: unknown): string | undefined {
  if (!(t instanceof Tensor)) return `returned ${typeof t}, not a Tensor`;
  const { data, shape, dtype, grad, requiresGrad } = t;
  if (!Object.hasOwn(ARRAY_OF, dtype)) return `has the dtype ${String(dtype)}`;
  if (!(data instanceof ARRAY_OF[dtype])) return `has ${Object.prototype.toString.call(data)} for ${dtype}`;
  if (!Array.isArray(shape)) return `has the shape ${String(shape)}`;
  const bad = shape.find((size) => !Number.isSafeInteger(size) || size < 0 || Object.is(size, -0));
  if (Array.from(shape).includes(undefined as never) || bad !== undefined)
    return `has the size ${bad} in its shape`;
  const numel = shape.includes(0) ? 0 : shape.reduce((n, size) => n * size, 1);
  const length = Reflect.get(Object.getPrototypeOf(Int8Array.prototype), "length", data);
  if (numel !== length || t.numel() !== numel) return `has ${length} elements in a shape of ${numel}`;
  if (typeof requiresGrad !== "boolean") return "has no requiresGrad";
  if (requiresGrad && !/float/.test(dtype)) return `wants a gradient as ${dtype}`;
  if (grad !== null && wrongTensor(grad)) return `has a grad that ${wrongTensor(grad)}`;
  const text = String(t);
  if (!/^(Parameter containing:\n)?tensor\(.*\)$/s.test(text) || /undefined|null|object|function/.test(text))
    return `prints ${text}`;
  return undefined;
}

/** What is wrong with a returned value. */
function wrongResult({ result, name }: Call, got: unknown, receiver: unknown): string | undefined {
  const sizes = (list: unknown): boolean =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
  const nested = (list: unknown): boolean =>
    Array.isArray(list)
      ? list.slice(0, 50).every(nested)
      : typeof list === "number" || typeof list === "boolean";
  switch (result) {
    case "tensor":
      return wrongTensor(got);
    case "tensor or null":
      return got === null ? undefined : wrongTensor(got);
    case "number":
    case "bigint":
    case "boolean":
      return typeof got === result ? undefined : `returned ${typeof got}`;
    case "text":
      return typeof got === "string" ? undefined : `returned ${typeof got}`;
    case "sizes":
      return sizes(got) || sizes([got]) ? undefined : "returned no size";
    case "values":
      return nested(got) ? undefined : "returned no values";
    case "nothing":
      return got === undefined ? undefined : `returned ${typeof got}`;
    case "itself":
      return got === receiver ? undefined : "did not return its object";
    case "object":
      return /^\w+ ?\(.*\)$/s.test(String(got)) ? undefined : `${name} prints ${String(got)}`;
    case "anything":
      return undefined;
  }
}

/** Words of which a useful message has one: how the arguments look. */
function words(value: unknown, depth = 0): string[] {
  if (typeof value === "string") return [value === "" ? "''" : value, "string"];
  if (typeof value === "boolean") return [String(value), "bool"];
  if (typeof value === "symbol") return ["symbol"];
  if (value === null || (typeof value !== "object" && typeof value !== "function"))
    return [String(value), typeof value];
  if (types.isProxy(value)) return ["Array", "object", "function", "number"]; // itself, or an element
  if (value instanceof Tensor && Object.hasOwn(value, "data")) {
    const { shape, dtype, data } = value;
    const elements = Array.from(data.subarray(0, 20), String);
    return [
      "Tensor",
      "a tensor",
      dtype,
      SCALAR_NAMES[dtype],
      cName(dtype),
      `[${shape.slice(0, 20).join(", ")}`,
      String(shape.length),
      ...elements,
    ]; // prettier-ignore
  }
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  const kind = [
    typeof value,
    "string",
    "Array",
    "detached",
    tag,
    ...(ArrayBuffer.isView(value) ? [tag.replace(/^Big|Array$/g, "").toLowerCase()] : []), // its dtype
  ];
  if (depth > 3) return kind;
  const own = Object.getOwnPropertyDescriptors(value);
  const inner = Object.values(own).slice(0, 100);
  const inherited = Object.keys(Object.getPrototypeOf(value) ?? {});
  return [
    ...kind,
    ...Object.keys(own).slice(0, 100),
    ...inherited,
    ...inner.flatMap((d) => words(d.value, depth + 1)),
  ]; // prettier-ignore
}

/** What is wrong with a thrown error. */
function wrongError(error: unknown, shown: readonly unknown[]): string | undefined {
  if (error === OWN_ERROR) return undefined;
  if (!(error instanceof TypeError) && !(error instanceof RangeError)) {
    const { code, name, message } = error as Error & { code?: string };
    return code === "ERR_SCRIPT_EXECUTION_TIMEOUT"
      ? `took more than ${SLOWEST} ms`
      : `threw ${name}: ${message}`;
  }
  const { message } = error;
  const quoted = message.length > 300 ? `${message.slice(0, 300)}…` : message;
  if (/^Class constructor \w+ cannot be invoked without 'new'$/.test(message)) return undefined; // says it all
  if (!isOfLibrary(error)) return `threw the engine's ${error.name}: ${quoted}\n${placeOf(error)}`;
  if (!STATE_DICT.test(message) && (message.length < 20 || message.length > 400 || message.includes("\n")))
    return `threw a message of ${message.length} characters: ${quoted}`;
  if (
    /does not require grad|missing 1 required|This tensor was computed|unexpected keyword|returned a promise|from empty tensor|At least one of/.test(
      message,
    )
  )
    return undefined; // says the state
  if (!shown.flatMap((value) => words(value)).some((word) => word !== "" && message.includes(word)))
    return `threw a message that does not say what it got: ${quoted}`;
  return undefined;
}

const isRecording = (): boolean => ones([1], { requiresGrad: true }).neg().requiresGrad;
const first = rand([1], { generator: new Generator().manualSeed(7) }).item();

/** Not what only inherits from the prototype. */
const isGenerator = (value: unknown): boolean => {
  try {
    return Number.isInteger((value as Generator).initialSeed()) && value instanceof Generator;
  } catch {
    return false;
  }
};

/** What may change its own object. */
const CHANGES = [
  "Tensor.backward",
  "Tensor.requiresGrad_",
  ...["add_", "sub_", "mul_", "div_", "copy_", "fill_", "zero_"].map((name) => `Tensor.${name}`),
  "Linear.loadStateDict",
  "LinearCrossEntropyLoss.loadStateDict",
  "Generator.manualSeed",
  "Generator.seedAnew",
  "Generator.random",
  "Generator.random64",
  "Generator.random53",
];

/** Whether the call may take numbers from a stream: what has the option of a generator, and what seeds one. */
const mayDraw = ({ name, options }: Call): boolean => options.includes("generator") || name === "manualSeed";

/** Everything that is wrong with one call; undefined when nothing is. */
export function wrong(call: Call, on: Recipe | undefined, given: readonly Recipe[]): string | undefined {
  const receiver = on?.make();
  const args = given.map(({ make }) => make());
  const reacting = given.some(({ name }) => REACTING.some((recipe) => name.includes(recipe.name)));
  const all = [receiver, ...args];
  const generators = all.filter((value) => !types.isProxy(value) && isGenerator(value)) as Generator[];
  // A generator to draw from may keep the second of two normal numbers.
  const inside = (value: unknown): boolean => !(mayDraw(call) && value instanceof Generator);
  const before = snapshot(all);
  const beside = mayDraw(call) ? snapshot(all, inside) : before;
  const active = backend();
  const own = manualSeed(7);

  let got: unknown;
  let error: unknown;
  let threw = true;
  try {
    inTime(() => {
      got = call.invoke(receiver, args);
    });
    threw = false;
  } catch (thrown) {
    error = thrown;
  }

  setWarnings(true);
  const chosen = backend();
  setBackend(active);
  const asked = call.name === "setBackend" && !threw && chosen === args[0];
  if (chosen !== active && !asked) return "changed the backend";
  const threads = getNumThreads();
  setNumThreads(1);
  if (threads !== 1 && (threw || call.name !== "setNumThreads")) return "changed the number of threads";
  if (!isRecording()) return "switched recording off";
  const changes = !threw && CHANGES.includes(call.name);
  const same = threw ? sameSnapshot(before, snapshot(all)) : sameSnapshot(beside, snapshot(all, inside));
  if (!changes && !reacting && !same) return "changed an argument";
  const draws = !threw && (mayDraw(call) || changes);
  if (!draws) {
    const streams = [own, ...generators].map((generator) => rand([1], { generator }).item());
    if (own.nextDoubleNormalSample !== undefined || streams.some((number) => number !== first))
      return "moved a random stream";
  }
  if (threw) return wrongError(error, [...all, undefined]);
  let found: string | undefined;
  try {
    inTime(() => {
      found = wrongResult(call, got, receiver);
      if (args.some((arg) => Array.isArray(arg) && (got as Tensor | undefined)?.shape === arg))
        found = "keeps an argument as its shape"; // prettier-ignore
    });
  } catch (thrown) {
    return `returned what cannot be looked at: ${String(thrown).slice(0, 200)}`;
  }
  return found;
}
