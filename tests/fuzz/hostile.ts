/** Values that no caller should pass, and those that callers pass: the material of the fuzz tests. */

import fc from "fast-check";
import {
  arange,
  asTensor,
  CrossEntropyLoss,
  type DType,
  Generator,
  ones,
  Tensor,
  tensor,
  zeros,
} from "../../src";
import { optionNames } from "../signatures";

/** A value that is made anew for every call; the name stands for it in reports. */
export interface Recipe {
  readonly name: string;
  readonly make: () => unknown;
}

const recipes = (table: { readonly [name: string]: () => unknown }): Recipe[] =>
  Object.entries(table).map(([name, make]) => ({ name, make }));

/** What the getters and traps below throw. It may reach the caller, as the same object. */
export const OWN_ERROR = new Error("thrown by the caller's own object");
const fail = (): never => {
  throw OWN_ERROR;
};

/** No machine has memory for so many elements. (Smaller sizes may be granted, which takes seconds.) */
const HUGE = 2 ** 46;

const TRAPS = Object.getOwnPropertyNames(Reflect);
const throwingProxy = (target: object): unknown =>
  new Proxy(target, Object.fromEntries(TRAPS.map((trap) => [trap, fail])));

const detached = <T extends ArrayBufferView>(array: T): T => {
  structuredClone(array.buffer, { transfer: [array.buffer as ArrayBuffer] });
  return array;
};

const nestedArray = (depth: number): unknown => {
  let array: unknown = 1;
  for (let i = 0; i < depth; i++) array = [array];
  return array;
};

/** 2^50 elements out of 50 arrays. */
const sharedRows = (): unknown => {
  let array: unknown = [1, 2];
  for (let i = 1; i < 50; i++) array = [array, array];
  return array;
};

const selfContaining = (...first: unknown[]): unknown => {
  const array: unknown[] = [...first];
  array.push(array);
  return array;
};

const withProperties = (target: object, properties: PropertyDescriptorMap): unknown =>
  Object.defineProperties(target, properties);

const sparse = (length: number, ...at: readonly [i: number, value: unknown][]): unknown => {
  const array: unknown[] = [];
  array.length = length;
  for (const [i, value] of at) array[i] = value;
  return array;
};

/** An array whose first element, when it is read, does something to the array. */
const reacting = (length: number, react: (array: unknown[]) => void): unknown => {
  const array: unknown[] = Array.from({ length }, () => 1);
  const get = (): number => {
    react(array);
    return 1;
  };
  return withProperties(array, { 0: { get, configurable: true, enumerable: true } });
};

export const PRIMITIVES: readonly Recipe[] = recipes({
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  NaN: () => Number.NaN,
  Infinity: () => Number.POSITIVE_INFINITY,
  "-Infinity": () => Number.NEGATIVE_INFINITY,
  "-0": () => -0,
  0: () => 0,
  1: () => 1,
  "-1": () => -1,
  2: () => 2,
  5: () => 5,
  "-3": () => -3,
  1.5: () => 1.5,
  "1e-320": () => 1e-320,
  1e308: () => 1e308,
  "-(2**46) - 2**31 - 1": () => -HUGE - 2 ** 31 - 1, // cut to 32 bits it is 2**31 - 1
  "2**46": () => HUGE,
  "2**53 - 1": () => 2 ** 53 - 1,
  "2**53": () => 2 ** 53,
  "-(2**53)": () => -(2 ** 53),
  '""': () => "",
  '"mean"': () => "mean",
  '"1"': () => "1",
  '"reference"': () => "reference",
  '"float64"': () => "float64",
  '"constructor"': () => "constructor",
  '"__proto__"': () => "__proto__",
  "a string of 10000 characters": () => "mean".repeat(2500),
  "a string of two lines": () => "mean\nsum",
  "Symbol()": () => Symbol("mean"),
  "1n": () => 1n,
  "2n**70n": () => 2n ** 70n,
  "10n**1000n": () => 10n ** 1000n,
});

export const ARRAYS: readonly Recipe[] = recipes({
  "[]": () => [],
  "[0]": () => [0],
  "[1]": () => [1],
  "[2, 3]": () => [2, 3],
  "[-1]": () => [-1],
  "[3, -1]": () => [3, -1],
  "[-1, -1]": () => [-1, -1],
  "[0, 0]": () => [0, 0],
  "[1, 0, 2]": () => [1, 0, 2],
  "[1.5]": () => [1.5],
  "[NaN]": () => [Number.NaN],
  "[Infinity]": () => [Number.POSITIVE_INFINITY],
  '["2"]': () => ["2"],
  '["reference"]': () => ["reference"],
  "[1n]": () => [1n],
  "[true, false]": () => [true, false],
  "[true, 2]": () => [true, 2],
  "[null]": () => [null],
  "[undefined]": () => [undefined],
  "[[2], 3]": () => [[2], 3],
  "[[1, 2], [3]]": () => [[1, 2], [3]],
  "[[], []]": () => [[], []],
  "[[], [1]]": () => [[], [1]],
  "[2**31, 2**31]": () => [2 ** 31, 2 ** 31],
  "[2**40, 2**20]": () => [2 ** 40, 2 ** 20],
  "[2**46]": () => [HUGE],
  "[2**46, 0]": () => [HUGE, 0],
  "[0, 2**46]": () => [0, HUGE],
  "[-1, 2**46]": () => [-1, HUGE],
  "[2**53]": () => [2 ** 53],
  "30 sizes of 2**52, then 0": () => [...Array.from({ length: 30 }, () => 2 ** 52), 0],
  "[0], then 30 sizes of 2**52": () => [0, ...Array.from({ length: 30 }, () => 2 ** 52)],
  "64 ones": () => Array.from({ length: 64 }, () => 1),
  "20000 ones": () => Array.from({ length: 20000 }, () => 1),
  "300 twos": () => Array.from({ length: 300 }, () => 2),
  "2000 sizes of 0": () => Array.from({ length: 2000 }, () => 0),
  "sparse [ , 2]": () => sparse(2, [1, 2]),
  "sparse [1, , 3]": () => sparse(3, [0, 1], [2, 3]),
  "sparse, 2**32 - 1 long": () => sparse(2 ** 32 - 1),
  "sparse, 2**32 - 1 long, 1 first": () => sparse(2 ** 32 - 1, [0, 1]),
  "sparse, 2**32 - 1 long, [] first": () => sparse(2 ** 32 - 1, [0, []]),
  "an array that contains itself": () => selfContaining(),
  "[1, itself]": () => selfContaining(1),
  "[[1, 2], itself]": () => selfContaining([1, 2]),
  "nested 64 deep": () => nestedArray(64),
  "nested 65 deep": () => nestedArray(65),
  "nested 20000 deep": () => nestedArray(20000),
  "50 rows in rows, 2**50 elements": sharedRows,
  "20000 numbers": () => Array.from({ length: 20000 }, (_, i) => i % 7),
  "20000 numbers and a string": () => [...Array.from({ length: 20000 }, (_, i) => i % 7), "x"],
  "frozen [2, 2]": () => Object.freeze([2, 2]),
  "array of a subclass": () => class Sizes extends Array<number> {}.of(2, 2),
  "array with another prototype": () => Object.setPrototypeOf([2, 2], null),
  "array with a name": () => Object.assign([2, 2], { dtype: "int64" }),
  "array, first element throws": () => withProperties([1, 2], { 0: { get: fail, enumerable: true } }),
  "array with an endless iterator": () =>
    Object.assign([2, 2], {
      *[Symbol.iterator]() {
        for (;;) yield 1;
      },
    }),
  "array with the iterator 5": () => Object.assign([2, 2], { [Symbol.iterator]: 5 }),
  "array with a map of its own": () => Object.assign([2, 2], { map: fail, every: 1, slice: null, length: 2 }),
  "a Proxy of an array that throws": () => throwingProxy([2, 2]),
  "a Proxy of an array": () => new Proxy([2, 2], {}),
});

/** They change while they are read, so that the snapshot does not hold for them. */
export const REACTING: readonly Recipe[] = recipes({
  "an array that shrinks while it is read": () => reacting(3, (array) => array.splice(1)),
  "an array that grows while it is read": () => reacting(3, (array) => array.push(1)),
  "a row that turns into a number": () => {
    const array = [[1], [1]] as unknown[];
    const get = (): unknown => {
      array[1] = 5;
      return [1];
    };
    return withProperties(array, { 0: { get, configurable: true, enumerable: true } });
  },
});

export const TYPED_ARRAYS: readonly Recipe[] = recipes({
  "Float32Array(6)": () => Float32Array.of(1, -2, 0.5, Number.NaN, 3, -0),
  "Float64Array(0)": () => new Float64Array(0),
  "BigInt64Array(2)": () => BigInt64Array.of(0n, 2n),
  "BigInt64Array beyond 2**53": () => BigInt64Array.of(2n ** 62n, -(2n ** 63n)),
  "Int32Array(2)": () => Int32Array.of(0, -2),
  "Uint8Array(3)": () => Uint8Array.of(1, 0, 255),
  "Int8Array(2)": () => new Int8Array(2),
  "Uint8ClampedArray(2)": () => new Uint8ClampedArray(2),
  "Uint16Array(2)": () => new Uint16Array(2),
  "Uint32Array(2)": () => new Uint32Array(2),
  "BigUint64Array(2)": () => new BigUint64Array(2),
  "DataView(8)": () => new DataView(new ArrayBuffer(8)),
  "ArrayBuffer(8)": () => new ArrayBuffer(8),
  "SharedArrayBuffer(8)": () => new SharedArrayBuffer(8),
  "Float32Array of a SharedArrayBuffer": () => new Float32Array(new SharedArrayBuffer(8)),
  "Float32Array inside a larger buffer": () => new Float32Array(new ArrayBuffer(64), 4, 3),
  "Buffer(3)": () => Buffer.from([1, 2, 3]),
  "detached Float32Array": () => detached(new Float32Array(3)),
  "detached BigInt64Array": () => detached(new BigInt64Array(3)),
  "detached DataView": () => detached(new DataView(new ArrayBuffer(8))),
  "detached ArrayBuffer": () => detached(new Float32Array(3)).buffer,
  "Float32Array of a subclass": () => new (class Mine extends Float32Array {})(3),
  "Float32Array with a false length": () => withProperties(new Float32Array(3), { length: { value: 7 } }),
  "Float32Array with throwing length": () => withProperties(new Float32Array(3), { length: { get: fail } }),
  "Float32Array without prototype": () => Object.setPrototypeOf(new Float32Array(3), null),
  "the prototype of a Float32Array only": () => Object.create(Float32Array.prototype),
  "a Proxy of a Float32Array": () => new Proxy(new Float32Array(3), {}),
});

export const OBJECTS: readonly Recipe[] = recipes({
  "{}": () => ({}),
  "frozen {}": () => Object.freeze({}),
  "Object.create(null)": () => Object.create(null),
  "Date()": () => new Date(0),
  "/x/": () => /x/,
  "Map()": () => new Map([["dtype", "int64"]]),
  "Set()": () => new Set([2, 3]),
  "Promise()": () => Promise.resolve(1),
  "Error()": () => new Error("x"),
  "Object(1)": () => Object(1),
  'Object("mean")': () => Object("mean"),
  "Object(true)": () => Object(true),
  "Object(1n)": () => Object(1n),
  "Object(Symbol())": () => Object(Symbol("x")),
  "() => 1": () => () => 1,
  "async () => 1": () => async () => 1,
  "() => throw": () => fail,
  "a class": () => class Loss {},
  Tensor: () => Tensor,
  globalThis: () => globalThis,
  "new CrossEntropyLoss()": () => new CrossEntropyLoss(),
  "new Generator()": () => new Generator().manualSeed(7),
  "{ valueOf: 1 }": () => ({ valueOf: () => 1, toString: () => "1" }),
  "{ toString throws }": () => ({ valueOf: fail, toString: fail, [Symbol.toPrimitive]: fail }),
  "{ length: 2 }": () => ({ length: 2, 0: 1, 1: 2 }),
  "{ length: 2**53 }": () => ({ length: 2 ** 53 }),
  // biome-ignore lint/suspicious/noThenProperty: hostile on purpose
  "{ then }": () => Object.fromEntries([["then", fail]]),
  "Object.create(Tensor.prototype)": () => Object.create(Tensor.prototype),
  "Object.create(Generator.prototype)": () => Object.create(Generator.prototype),
  "{ data: 5 }": () => ({ data: 5, dims: [1] }),
  "a Proxy that throws": () => throwingProxy({}),
  "a Proxy of a function that throws": () => throwingProxy(() => 1),
  "a Proxy of {}": () => new Proxy({}, {}),
  "an object with the tag Float32Array": () => ({ [Symbol.toStringTag]: "Float32Array" }),
});

const graph = (): Tensor => tensor([1, 2, 3], { dtype: "float32" }).requiresGrad_().mul(2);
const withGrad = (): Tensor => {
  const x = tensor([1, 2, 3]).float().requiresGrad_();
  x.mul(x).sum().backward();
  return x;
};
const spent = (): Tensor => {
  const y = graph().exp().sum();
  y.backward();
  return y;
};
const of = (shape: number[], dtype: DType): Tensor =>
  arange(
    shape.reduce((a, b) => a * b, 1),
    { dtype: "int64" },
  )
    .reshape(shape)
    .to(dtype); // prettier-ignore
class MyTensor extends Tensor {}

/** Tensors of every dtype, rank and role. */
export const TENSORS: readonly Recipe[] = [
  ...(["float32", "float64", "float16", "int64", "int32", "uint8", "bool"] as const).flatMap((dtype) =>
    recipes({
      [`${dtype} []`]: () => of([], "int64").add(of([], "int64")).to(dtype).reshape([]),
      [`${dtype} [3]`]: () => of([3], dtype),
      [`${dtype} [2, 3]`]: () => of([2, 3], dtype),
      [`${dtype} [0]`]: () => zeros([0], { dtype }),
      [`${dtype} [2, 0]`]: () => zeros([2, 0], { dtype }),
    }),
  ),
  ...recipes({
    "leaf [2, 3]": () => ones([2, 3], { requiresGrad: true }),
    "leaf []": () => tensor(1.5, { requiresGrad: true }),
    "leaf float64 [2, 2]": () => ones([2, 2], { dtype: "float64", requiresGrad: true }),
    "leaf with grad [3]": withGrad,
    "computed [3]": graph,
    "computed []": () => graph().sum(),
    "computed [1]": () => graph().sum(0, true),
    "went backward []": spent,
    "classes [2]": () => tensor([0, 2]),
    "classes [2, 4, 5]": () => zeros([2, 4, 5], { dtype: "int64" }),
    "bad classes [2]": () => tensor([7, -1]),
    "huge classes [2]": () => asTensor(BigInt64Array.of(2n ** 62n, -(2n ** 63n))),
    "images [2, 3, 4, 5]": () => ones([2, 3, 4, 5]),
    "one class [2, 1]": () => ones([2, 1]),
    "hostile values [2, 3]": () =>
      tensor([
        [Number.NaN, Number.POSITIVE_INFINITY, -0],
        [1e38, -1e38, 1e-45],
      ]),
    "1100 elements": () => ones([11, 100]),
    "64 dims": () => ones(Array.from({ length: 64 }, () => 1)),
    "[2**46, 0]": () => zeros([2 ** 46, 0]),
    "[0, 2**46]": () => zeros([0, 2 ** 46]),
    "[3, 0, 2**46]": () => zeros([3, 0, 2 ** 46], { dtype: "int64" }),
    "shared [3]": () => asTensor(new Float32Array(new ArrayBuffer(64), 4, 3)),
    "shared memory [2]": () => asTensor(new Float32Array(new SharedArrayBuffer(8))),
    "shared bool of 0 to 255 [3]": () =>
      asTensor({ data: Uint8Array.of(0, 1, 255), dims: [3], type: "bool" }),
    "of a subclass [3]": () => new MyTensor(tensor([1.5, 2, 3])),
    "frozen leaf [3]": () => Object.freeze(ones([3], { requiresGrad: true })),
    "frozen [3]": () => Object.freeze(tensor([1.5, 2, 3])),
  }),
]; // prettier-ignore

export const VALUES: readonly Recipe[] = [...PRIMITIVES, ...ARRAYS, ...REACTING, ...TYPED_ARRAYS, ...OBJECTS];

export const anyTensor: fc.Arbitrary<Recipe> = fc.constantFrom(...TENSORS);
const anyValue: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...VALUES) },
  { weight: 1, arbitrary: anyTensor },
);

const OPTION_NAMES = [
  ...optionNames(),
  "keepdim",
  "__proto__",
  "constructor",
  "toString",
  "",
  "a\nb",
  "x".repeat(1000),
];

/** How an object holds its properties. */
const HOLDERS: { readonly [name: string]: (properties: [string, unknown][]) => unknown } = {
  "{…}": (properties) => Object.fromEntries(properties),
  "frozen {…}": (properties) => Object.freeze(Object.fromEntries(properties)),
  "Object.create(null) with {…}": (properties) =>
    Object.assign(Object.create(null), Object.fromEntries(properties)),
  "inherited {…}": (properties) => Object.create(Object.fromEntries(properties)),
  "getters {…}": (properties) =>
    withProperties(
      {},
      Object.fromEntries(properties.map(([name, value]) => [name, { get: () => value, enumerable: true }])),
    ), // prettier-ignore
  "hidden {…}": (properties) =>
    withProperties({}, Object.fromEntries(properties.map(([name, value]) => [name, { value }]))),
  "throwing {…}": (properties) =>
    withProperties(
      {},
      Object.fromEntries(properties.map(([name]) => [name, { get: fail, enumerable: true }])),
    ), // prettier-ignore
  "{ [symbol], …}": (properties) => ({ [Symbol("x")]: 1, ...Object.fromEntries(properties) }),
};

const anyOptions: fc.Arbitrary<Recipe> = fc
  .record({
    holder: fc.constantFrom(...Object.keys(HOLDERS)),
    properties: fc.array(fc.tuple(fc.constantFrom(...OPTION_NAMES), anyValue), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  .map(({ holder, properties }) => ({
    name: `${holder.replace("…", properties.map(([name, value]) => `${name.slice(0, 20)}: ${value.name}`).join(", "))}`,
    make: () => HOLDERS[holder]!(properties.map(([name, value]) => [name, value.make()])),
  }));

/** Anything at all. */
export const hostile: fc.Arbitrary<Recipe> = fc.oneof(
  { weight: 4, arbitrary: anyValue },
  { weight: 1, arbitrary: anyOptions },
);
