/** Every public call, found on the exports themselves, with arguments that it accepts. */

import fc from "fast-check";
import * as crossent from "../../src";
import { Generator, Linear, LinearCrossEntropyLoss, Module, Tensor } from "../../src";
import {
  type Member,
  optionsOf,
  type PublicClass,
  publicSignatures,
  type Signature,
  type Type,
} from "../signatures";
import { hostile, type Recipe, TENSORS } from "./hostile";
import { type Accepts, Search, type Usual } from "./usual";

/** What a call that succeeds returns. */
export type Result =
  | "tensor"
  | "tensor or null"
  | "number"
  | "bigint"
  | "boolean"
  | "text"
  | "sizes"
  | "values"
  | "nothing"
  | "anything"
  | "itself"
  | "object"; // prettier-ignore

export interface Call {
  readonly name: string;
  /** What the call is made on; absent for a function. */
  readonly receivers?: readonly Recipe[];
  readonly invoke: (receiver: unknown, args: readonly unknown[]) => unknown;
  readonly result: Result;
  /** Lists of arguments that some receiver accepts. */
  readonly usual: readonly Usual[];
  /** Whether there are arguments that it should accept. */
  readonly accepts: boolean;
  /** Names of the options that it has. */
  readonly options: readonly string[];
}

type Untyped = (...args: unknown[]) => unknown;
type Constructor = new (...args: unknown[]) => object;
type Invoke = Call["invoke"];

const { functions, classes } = publicSignatures();
const recipe = (name: string, make: () => unknown): Recipe => ({ name, make });
const search = new Search((name) => instances.get(name) ?? []);

/** Instances of the classes to call methods on, those made by hand first. */
const instances = new Map<string, readonly Recipe[]>([
  ["Tensor", TENSORS],
  ["Generator", [recipe("new Generator()", () => new Generator().manualSeed(7))]],
  ["Linear", [recipe("new Linear(3, 2)", () => new Linear(3, 2))]],
  [
    "LinearCrossEntropyLoss",
    [recipe("new LinearCrossEntropyLoss(3, 3)", () => new LinearCrossEntropyLoss(3, 3))],
  ],
  ["Module", [recipe("new Module()", () => new (Module as unknown as Constructor)())]],
]);

/** Which receivers accept arguments. What the trial switches is switched back. */
const trial =
  (invoke: Invoke, receivers: readonly Recipe[] | undefined): Accepts =>
  (args) => {
    const backend = crossent.backend();
    const by = (receivers ?? [undefined]).filter((receiver) => {
      crossent.setWarnings(false);
      try {
        invoke(
          receiver?.make(),
          args.map(({ make }) => make()),
        );
        return true;
      } catch {
        return false;
      }
    });
    crossent.setBackend(backend);
    crossent.setNumThreads(1);
    crossent.setWarnings(true);
    return by;
  };

function resultOf(signatures: readonly Signature[]): Result {
  const types = signatures.flatMap(({ returns }) => returns);
  const has = (what: Type["is"]): boolean => types.some(({ is }) => is === what);
  const list = types.find((type) => type.is === "array");
  if (list?.is === "array" && !list.of.some(({ is }) => is === "number" || is === "generic"))
    return "anything";
  if (has("array")) return has("generic") ? "values" : "sizes";
  if (has("generic")) return has("number") ? "values" : "anything";
  const instance = types.find((type) => type.is === "instance");
  const [first] = types;
  if (instance?.is === "instance") {
    const isTensor = [instance.of, ...instance.bases].includes("Tensor");
    if (types.length === 1) return isTensor ? "tensor" : classes.has(instance.of) ? "object" : "anything";
    return isTensor && types.length === 2 && has("null") ? "tensor or null" : "anything";
  }
  if (
    types.every(
      ({ is, ...rest }) =>
        is === "string" || (is === "literal" && "value" in rest && typeof rest.value === "string"),
    )
  )
    return "text";
  if (types.length !== 1) return "anything";
  if (first?.is === "number" || first?.is === "boolean" || first?.is === "bigint") return first.is;
  if (first?.is === "nothing") return "nothing";
  return first?.is === "this" ? "itself" : "anything";
}

const NONE: Usual = { args: [], by: [] };

function callOf(
  name: string,
  signatures: readonly Signature[],
  invoke: Invoke,
  receivers?: readonly Recipe[],
): Call {
  const usual = search.usual(signatures, trial(invoke, receivers));
  return {
    name,
    invoke,
    result: resultOf(signatures),
    usual: usual.length > 0 ? usual : [NONE],
    accepts: signatures.length > 0,
    options: signatures.flatMap(optionsOf),
    ...(receivers && { receivers }),
  };
}

const isClass = (value: unknown): value is Constructor =>
  typeof value === "function" && /^(abstract )?class\b/.test(Function.prototype.toString.call(value));

function functionsOf(namespace: object, prefix = ""): Call[] {
  return Object.entries(namespace).flatMap(([key, member]): Call[] => {
    const name = prefix + key;
    if (typeof member !== "function") return functionsOf(member as object, `${name}.`);
    if (isClass(member)) return [constructorOf(name, member)];
    return [callOf(name, functions.get(name)!, (_, args) => (member as Untyped)(...args))];
  });
}

const constructorOf = (name: string, Class: Constructor): Call => ({
  ...callOf(`new ${name}`, classes.get(name)!.constructors, (_, args) => new Class(...args)),
  result: [Class, Object.getPrototypeOf(Class)].includes(Tensor) ? "tensor" : "object",
});

/** The methods and getters of a class, its own and the inherited ones but Tensor's, and the call of a module. */
function methodsOf(name: string, Class: Constructor, receivers: readonly Recipe[]): Call[] {
  const known = classes.get(name)!;
  const calls = new Map<string, Call>();
  const isInherited = (prototype: object): boolean =>
    prototype === Tensor.prototype && Class !== (Tensor as unknown);
  for (
    let prototype = Class.prototype;
    prototype !== Function.prototype && prototype !== Object.prototype && !isInherited(prototype);
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const key of Reflect.ownKeys(prototype)) {
      const member = memberOf(known, key);
      const method = `${name}.${String(key)}`;
      if (key === "constructor" || calls.has(method) || member?.isPrivate) continue;
      if (member === undefined && key in Function.prototype) continue; // `name` and `length` of a module
      const { get } = Object.getOwnPropertyDescriptor(prototype, key)!;
      const invoke: Invoke = get
        ? (on) => (on as Record<PropertyKey, unknown>)[key]
        : (on, args) => (on as Record<PropertyKey, Untyped>)[key]!(...args);
      calls.set(method, callOf(method, member!.signatures, invoke, receivers));
    }
  }
  if (!(Class.prototype instanceof Function)) return [...calls.values()];
  const { signatures } = known.members.get("forward")!;
  const call = callOf(`${name}()`, signatures, (on, args) => (on as Untyped)(...args), receivers);
  return [known.isAbstract ? { ...call, accepts: false } : call, ...calls.values()];
}

/** A key that is a symbol, `Symbol.for("nodejs.util.inspect.custom")`, is known by the name of its variable, `[inspect]`. */
function memberOf({ members }: PublicClass, key: string | symbol): Member | undefined {
  if (typeof key === "string") return members.get(key);
  const words = key.description!.split(".").map((word) => `[${word}]`);
  return [...members].find(([name]) => words.includes(name))?.[1];
}

/** Everything that a user can call. A new export or method is in it without being named. */
export function publicCalls(): Call[] {
  const found = functionsOf(crossent);
  const members: readonly (readonly [string, unknown])[] = Object.entries(crossent);
  const made = members.flatMap(([name, member]) => (isClass(member) ? [[name, member] as const] : []));
  for (const [name] of made) {
    const { usual, invoke } = found.find((call) => call.name === `new ${name}`)!;
    const recipes = usual.map(({ args }) => {
      const text = args.map((arg) => arg.name).join(", ");
      const values = () => args.map(({ make }) => make());
      return recipe(`new ${name}(${text})`, () => invoke(undefined, values()));
    });
    if (!instances.has(name)) instances.set(name, recipes);
  }
  return [...found, ...made.flatMap(([name, Class]) => methodsOf(name, Class, instances.get(name)!))];
}

/** What a call is made on, and with which arguments. */
export type Case = readonly [on: Recipe | undefined, given: readonly Recipe[]];

/**
 * Receivers, mostly such as accept something, with usual arguments, mostly such as they accept, of which up to two are
 * replaced, or the last is missing; sometimes all are random.
 */
export function casesOf({ usual: known, receivers = [] }: Call): fc.Arbitrary<Case> {
  const given = known.filter(({ args }) => args.length > 0); // none at all comes from leaving out the last one
  const usual = given.length > 0 ? given : known;
  const all = usual.map(({ args }) => args);
  if (receivers.length === 0)
    return argumentsFrom(fc.constantFrom(...all)).map((given) => [undefined, given]);
  const cases = receivers.map((on) => {
    const own = usual.filter(({ by }) => by.includes(on)).map(({ args }) => args);
    const usually = mostly(own, all);
    return { accepts: own.length > 0, cases: argumentsFrom(usually).map((given): Case => [on, given]) };
  });
  const accepting = cases.filter(({ accepts }) => accepts);
  return mostly(accepting, cases).chain(({ cases }) => cases);
}

const mostly = <T>(some: readonly T[], all: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof(
    { weight: some.length > 0 ? 49 : 0, arbitrary: fc.constantFrom(...(some.length > 0 ? some : all)) },
    { weight: 1, arbitrary: fc.constantFrom(...all) },
  );

function argumentsFrom(usually: fc.Arbitrary<readonly Recipe[]>): fc.Arbitrary<readonly Recipe[]> {
  const replaced = fc
    .tuple(usually, fc.array(fc.tuple(fc.nat(4), hostile), { maxLength: 2 }))
    .map(([list, replacements]) => {
      const given = [...list];
      for (const [i, recipe] of replacements) given[Math.min(i, given.length)] = recipe;
      return given;
    });
  return fc.oneof(
    { weight: 6, arbitrary: replaced },
    { weight: 1, arbitrary: usually.map((list) => list.slice(0, -1)) },
    { weight: 2, arbitrary: fc.array(hostile, { maxLength: 4 }) },
  );
}
