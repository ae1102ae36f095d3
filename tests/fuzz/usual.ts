/**
 * Arguments that a call accepts, found by trying: for each parameter values of its type, and of all lists the ones that
 * are not refused. So nobody has to write down how a new function is called.
 */

import { Generator, Linear, LinearCrossEntropyLoss, ones, tensor } from "../../src";
import type { Parameter, Signature, Type } from "../signatures";
import type { Recipe } from "./hostile";

export interface Usual {
  readonly args: readonly Recipe[];
  /** The receivers that accept it; of a function, which has none, a list with undefined. */
  readonly by: readonly (Recipe | undefined)[];
}

/** Which receivers accept the arguments; none means that they are refused. */
export type Accepts = (args: readonly Recipe[]) => Usual["by"];

/** Makes instances of a public class. */
export type Instances = (of: string) => readonly Recipe[];

const recipe = (name: string, make: () => unknown): Recipe => ({ name, make });
const value = (plain: unknown): Recipe =>
  recipe(JSON.stringify(plain) ?? "undefined", () => structuredClone(plain));

const NUMBERS = [0, 1, -1, 2, 3, 0.5].map(value);
const BOOLEANS = [value(true), value(false)];
const STRINGS = ["float32", "mean", ""].map(value);
const LISTS = [[2, 3], [2], [-1], [3, -1], [1, 0], [0, -1], [20], [0.5, 0.25], []].map(value); // sizes and dims, and a pair of rates

/** Logits, classes, probabilities, weights, an index, a matrix to multiply with, a mask. */
const SOME_TENSORS: readonly Recipe[] = [
  recipe("x [2, 3]", () => tensor([[0.5, -1, 2], [3, 0.25, -0.5]], { requiresGrad: true })),
  recipe("classes [2]", () => tensor([0, 2])),
  recipe("probabilities [2, 3]", () => tensor([[0.2, 0.3, 0.5], [1, 0, 0]])),
  recipe("ones [3]", () => ones([3])),
  recipe("ones [3, 2]", () => ones([3, 2], { requiresGrad: true })),
  recipe("index [1, 2]", () => tensor([[1, 0]])),
  recipe("mask [3]", () => tensor([true, false, true])),
]; // biome-ignore format: a row is a tensor

const STATE_DICTS = [
  value({}),
  recipe("a state dict of Linear(3, 2)", () => new Linear(3, 2).stateDict()),
  recipe("a state dict around it", () => new LinearCrossEntropyLoss(3, 3).stateDict()),
];

const TYPED = ["Float32Array", "BigInt64Array", "Uint8Array"];

/** An object with some properties, as a recipe that remembers them. */
interface ObjectRecipe extends Recipe {
  readonly properties: ReadonlyMap<string, Recipe>;
  /** Those that it may have. */
  readonly all: readonly Parameter[];
}

function objectOf(properties: ReadonlyMap<string, Recipe>, all: readonly Parameter[]): ObjectRecipe {
  const text = [...properties].map(([key, { name }]) => `${key}: ${name}`).join(", ");
  const make = () => Object.fromEntries([...properties].map(([key, { make }]) => [key, make()]));
  return { name: `{ ${text} }`, make, properties, all };
}

const isObject = (recipe: Recipe): recipe is ObjectRecipe => "properties" in recipe;

/** At most `most` elements of the list, evenly spread. */
const thinned = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length <= most
    ? list
    : Array.from({ length: most }, (_, i) => list[Math.floor((i * list.length) / most)]!);

const combinations = <T>(lists: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  lists.reduce<readonly (readonly T[])[]>(
    (found, list) =>
      thinned(
        found.flatMap((rest) => list.map((one) => [...rest, one])),
        600,
      ),
    [[]],
  );

/** Tries values of the parameters' types. */
export class Search {
  constructor(private readonly instances: Instances) {}

  /** What each of the signatures accepts. */
  usual(signatures: readonly Signature[], accepts: Accepts): readonly Usual[] {
    return signatures.flatMap(({ parameters }) => this.ofSignature(parameters, accepts));
  }

  private ofSignature(parameters: readonly Parameter[], accepts: Accepts): readonly Usual[] {
    const accepted = (lists: readonly (readonly Recipe[])[]): Usual[] =>
      lists.map((args) => ({ args, by: accepts(args) })).filter(({ by }) => by.length > 0);
    const first = parameters.findIndex(({ optional }) => optional);
    const required = first < 0 ? parameters : parameters.slice(0, first);
    /** And with more properties in the object that is the last argument. */
    const withMore = (passed: readonly Usual[]): readonly Usual[] => {
      const more = [...passed, ...accepted(this.extended(passed.map(({ args }) => args)))];
      return [...thinned(more, 200), ...accepted(mixtures(more.map(({ args }) => args)))];
    };
    let found = withMore(accepted(combinations(required.map(({ types }) => this.valuesOf(types)))));
    // Each optional one in turn, beside the arguments that were accepted before it.
    for (let i = required.length; i < parameters.length; i++) {
      const values = this.valuesOf(parameters[i]!.types);
      const before = found.filter(({ args }) => args.length === i || i === required.length);
      const tried = thinned(before, 12).flatMap(({ args }) => values.map((one) => [...args, one]));
      const passed = withMore(accepted(tried));
      const left = i + 1 < parameters.length ? thinned(before, 4) : [];
      found = [...found, ...passed, ...accepted(left.map(({ args }) => [...args, value(undefined)]))];
    }
    return found;
  }

  /** Values that the types allow; whether the call takes them is another question. */
  valuesOf(types: readonly Type[]): readonly Recipe[] {
    return types.flatMap((type): readonly Recipe[] => {
      switch (type.is) {
        case "number":
          return NUMBERS;
        case "boolean":
          return BOOLEANS;
        case "string":
          return STRINGS;
        case "bigint":
          return [recipe("1n", () => 1n)];
        case "literal":
          return [value(type.value)];
        case "null":
          return [value(null)];
        case "function":
          return [recipe("() => 1", () => () => 1)];
        case "array":
          return this.arraysOf(type.of);
        case "instance":
          return this.instancesOf(type.of);
        case "object":
          if (type.name === "StateDict") return STATE_DICTS;
          return this.objectsOf(type.properties);
        default:
          return [value(1), value([1, 2])];
      }
    });
  }

  /** Lists whose last argument has a property more, of which no value was accepted yet. */
  private extended(lists: readonly (readonly Recipe[])[]): readonly (readonly Recipe[])[] {
    const known = propertiesOf(lists);
    return thinned(lists, 8).flatMap((list) => {
      const last = list.at(-1);
      if (last === undefined || !isObject(last)) return [];
      const missing = last.all.filter(({ name }) => !known.has(name));
      return missing.flatMap(({ name, types }) =>
        this.valuesOf(types).map((one) => [
          ...list.slice(0, -1),
          objectOf(new Map([...last.properties, [name, one]]), last.all),
        ]),
      );
    });
  }

  private arraysOf(types: readonly Type[]): readonly Recipe[] {
    const has = (what: Type["is"]): boolean => types.some(({ is }) => is === what);
    const others = types.filter(({ is }) => !"number boolean array generic".includes(is));
    return [
      ...(has("number") ? LISTS : []),
      ...(has("boolean") ? [value([true, false])] : []),
      ...(has("array") ? [value([[1, 2], [3, 4]])] : []), // biome-ignore format: one line
      ...this.valuesOf(others).map(({ name, make }) => recipe(`[${name}]`, () => [make()])),
    ];
  }

  private instancesOf(name: string): readonly Recipe[] {
    if (name === "Tensor") return SOME_TENSORS;
    if (name === "Generator") return [recipe("generator", () => new Generator().manualSeed(7))];
    if (name === "ArrayBufferView") return TYPED.flatMap((typed) => this.instancesOf(typed));
    const Typed = Reflect.get(globalThis, name) as { new (n: number): unknown; BYTES_PER_ELEMENT?: number };
    if (Typed?.BYTES_PER_ELEMENT !== undefined) return [recipe(`${name}(6)`, () => new Typed(6))];
    return this.instances(name);
  }

  /** The properties that have to be there, and one of the others. */
  private objectsOf(properties: readonly Parameter[]): readonly Recipe[] {
    const required = properties.filter(({ optional }) => !optional);
    const bases = combinations(required.map(({ types }) => this.valuesOf(types))).map(
      (values) => new Map(values.map((one, i) => [required[i]!.name, one])),
    );
    const others = properties.filter(({ optional }) => optional);
    const added = others.flatMap(({ name, types }) =>
      this.valuesOf(types).map((one) => [name, one] as const),
    );
    const most = added.length > 0 ? 24 : 600;
    return thinned(bases, most).flatMap((base) =>
      [base, ...added.map(([name, one]) => new Map([...base, [name, one]]))].map((one) =>
        objectOf(one, properties),
      ),
    );
  }
}

/** The accepted values of the properties of the last arguments. */
function propertiesOf(lists: readonly (readonly Recipe[])[]): ReadonlyMap<string, readonly Recipe[]> {
  const values = new Map<string, Recipe[]>();
  for (const list of lists) {
    const last = list.at(-1);
    if (last === undefined || !isObject(last)) continue;
    for (const [key, one] of last.properties) {
      const known = values.get(key) ?? [];
      if (!known.some(({ name }) => name === one.name)) values.set(key, [...known, one]);
    }
  }
  return values;
}

/** Lists whose last argument has several properties, each with a value that was accepted beside others. */
function mixtures(lists: readonly (readonly Recipe[])[]): readonly (readonly Recipe[])[] {
  const values = propertiesOf(lists);
  const full = lists.filter((list) => list.length > 0 && isObject(list.at(-1)!));
  if (values.size < 2) return [];
  return Array.from({ length: 16 }, (_, m) => {
    const list = full[m % full.length]!;
    const { properties, all } = list.at(-1) as ObjectRecipe;
    const mixed = new Map(properties);
    [...values].forEach(([key, some], k) => {
      const chosen = some[(m * (k + 1) + k) % (some.length + 1)];
      if (chosen !== undefined) mixed.set(key, chosen);
    });
    return [...list.slice(0, -1), objectOf(mixed, all)];
  });
}
