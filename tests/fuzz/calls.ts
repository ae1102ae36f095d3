/** Every public call, found on the exports themselves, with arguments that it should accept. */

import fc from "fast-check";
import * as crossent from "../../src";
import { Generator, Module, Tensor } from "../../src";
import { anyTensor, hostile, type Recipe } from "./hostile";

/** What a call that succeeds returns. */
export type Result =
  | "tensor"
  | "number"
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
  /** Makes what the call is made on; absent for a function. */
  readonly receiver?: fc.Arbitrary<Recipe>;
  readonly invoke: (receiver: unknown, args: readonly unknown[]) => unknown;
  readonly result: Result;
  /** Lists of arguments that are right for some receiver. */
  readonly usual: readonly (readonly Recipe[])[];
}

const recipe = (name: string, make: () => unknown): Recipe => ({ name, make });
const value = (plain: unknown): Recipe =>
  recipe(JSON.stringify(plain) ?? "undefined", () => structuredClone(plain));
const x = recipe("x [2, 3]", () =>
  crossent.tensor(
    [
      [0.5, -1, 2],
      [3, 0.25, -0.5],
    ],
    { requiresGrad: true },
  ),
); // prettier-ignore
const classes = recipe("classes [2]", () => crossent.tensor([0, 2]));
const probabilities = recipe("probabilities [2, 3]", () =>
  crossent.tensor([
    [0.2, 0.3, 0.5],
    [1, 0, 0],
  ]),
); // prettier-ignore
const weighted = recipe("{ weight, ignoreIndex: 2, reduction: 'none' }", () => ({
  weight: crossent.tensor([1, 2, 0.5]),
  ignoreIndex: 2,
  reduction: "none",
}));
const smoothed = value({ labelSmoothing: 0.1, reduction: "sum" });
const random = recipe("{ generator, dtype: 'float64' }", () => ({
  generator: new Generator().manualSeed(7),
  dtype: "float64",
}));
const options = value({ dtype: "float64", requiresGrad: true });
const index = recipe("index [1, 2]", () => crossent.tensor([[1, 0]]));
const losses = [
  [x, classes],
  [x, classes, weighted],
  [x, probabilities],
]; // prettier-ignore
const softmaxes = [[x, value(1)], [x], [x, value(0), value({ dtype: "float64" })]]; // prettier-ignore
const shapes = [[value([2, 3]), options], [value([2])]]; // prettier-ignore
const draws = [[value([2, 3]), random], [value([20])]]; // prettier-ignore
const operands = [[value(2)], [x], [value(1.5)], [value(true)]]; // prettier-ignore
const reductions = [[], [value(0), value(true)], [value([0, -1])]];

const USUAL = new Map<string, readonly (readonly Recipe[])[]>(
  Object.entries({
    tensor: [
      [
        value([
          [1, 2],
          [3, 4],
        ]),
        options,
      ],
      [value([true])],
    ], // prettier-ignore
    asTensor: [
      [recipe("Float32Array(2)", () => new Float32Array(2))],
      [
        recipe("{ data, dims, type }", () => ({
          data: Float32Array.of(1, 2),
          dims: [2, 1],
          type: "float32",
        })),
      ],
    ], // prettier-ignore
    zeros: shapes,
    ones: shapes,
    full: [
      [value([2, 3]), value(1.5), options],
      [value([2]), value(true)],
    ],
    arange: [[value(5)], [value(1), value(2), value(0.25), options]],
    oneHot: [[classes], [classes, value(4)]],
    noGrad: [[recipe("() => 1", () => () => 1)]],
    manualSeed: [[value(1)]],
    rand: draws,
    randn: draws,
    randint: [
      [value(5), value([3])],
      [value(-5), value(5), value([2, 2]), random],
    ],
    randperm: [[value(5), random], [value(20)]],
    backend: [[]],
    setBackend: [[value("reference")]],
    setWarnings: [[value(true)], [value(false)]],
    softmax: softmaxes,
    logSoftmax: softmaxes,
    nllLoss: losses,
    crossEntropy: [...losses, [x, classes, smoothed]],
    "new Tensor": [[]],
    "new Generator": [[]],
    "new Module": [[]],
    "new Softmax": [[value(1)], [value({ dim: 1 })]],
    "new LogSoftmax": [[value(1)], [value({ dim: 1 })]],
    "new NLLLoss": [[], [weighted]],
    "new CrossEntropyLoss": [[], [weighted], [smoothed]],
    "softmax()": [[x]],
    "logSoftmax()": [[x]],
    "loss()": losses,
    "module()": [[x]],
    add: operands,
    sub: operands,
    mul: operands,
    div: operands,
    pow: operands,
    eq: operands,
    size: [[], [value(0)]],
    sum: reductions,
    mean: reductions,
    amax: reductions,
    argmax: [[], [value(0), value(true)]],
    logsumexp: [[value(0)], [value([0, 1]), value(true)]],
    "x.softmax": [[value(-1)]],
    "x.logSoftmax": [[value(-1)]],
    matmul: [
      [recipe("[3, 2]", () => crossent.ones([3, 2], { requiresGrad: true }))],
      [recipe("[3]", () => crossent.ones([3]))],
    ], // prettier-ignore
    gather: [
      [value(0), index],
      [value(1), index],
    ],
    reshape: [[value([-1])], [value([3, -1])]],
    transpose: [[value(0), value(-1)]],
    permute: [[value([1, 0])]],
    unsqueeze: [[value(-1)]],
    squeeze: [[], [value(0)]],
    to: [[value("float64")], [value("uint8")]],
    backward: [[], [recipe("gradient [3]", () => crossent.ones([3]))]],
    requiresGrad_: [[], [value(false)]],
  }),
);

/** What returns no tensor. */
const RESULTS = new Map<string, Result>(
  Object.entries({
    noGrad: "anything",
    manualSeed: "object",
    "generator.manualSeed": "itself",
    initialSeed: "number",
    random: "number",
    random64: "anything",
    random53: "number",
    backend: "text",
    setBackend: "nothing",
    setWarnings: "nothing",
    size: "sizes",
    numel: "number",
    ndim: "number",
    requiresGrad: "boolean",
    dims: "sizes",
    grad: "anything",
    item: "values",
    tolist: "values",
    toString: "text",
    toJSON: "anything",
    name: "text",
    length: "number",
    arguments: "anything",
    caller: "anything",
    "Symbol(Symbol.toPrimitive)": "anything",
    "Symbol(Symbol.iterator)": "anything",
    extraRepr: "text",
    "Symbol(nodejs.util.inspect.custom)": "text",
    backward: "nothing",
    requiresGrad_: "itself",
  }) as [string, Result][],
);

/** Methods that TypeScript keeps private. */
const PRIVATE = [
  "constructor",
  "valueAt",
  "checkedPositions",
  "addGrad",
  "floating",
  "commonType",
  "arithmetic",
  "reduced",
  "checkNotEmpty",
]; // prettier-ignore

type Untyped = (...args: unknown[]) => unknown;
const isClass = (fn: unknown): boolean => /^(abstract )?class\b/.test(Function.prototype.toString.call(fn));

function functionsOf(namespace: object): Call[] {
  return Object.entries(namespace).flatMap(([name, member]): Call[] => {
    if (typeof member !== "function") return functionsOf(member as object);
    if (isClass(member)) return [constructorOf(name, member as new (...args: unknown[]) => unknown)];
    const invoke: Call["invoke"] = (_, args) => (member as Untyped)(...args);
    return [{ name, invoke, result: RESULTS.get(name) ?? "tensor", usual: USUAL.get(name) ?? [[]] }];
  });
}

const constructorOf = (name: string, Class: new (...args: unknown[]) => unknown): Call => ({
  name: `new ${name}`,
  invoke: (_, args) => new Class(...args),
  result: name === "Tensor" ? "tensor" : "object",
  usual: USUAL.get(`new ${name}`) ?? [[]],
});

/** The methods and getters of a class, its own and the inherited ones. */
function methodsOf(
  Class: { readonly prototype: object },
  of: string,
  receiver: fc.Arbitrary<Recipe>,
): Call[] {
  const calls = new Map<string, Call>();
  for (
    let prototype = Class.prototype;
    prototype !== Function.prototype && prototype !== Object.prototype;
    prototype = Object.getPrototypeOf(prototype)
  ) {
    for (const key of Reflect.ownKeys(prototype)) {
      const name = String(key);
      if (PRIVATE.includes(name) || calls.has(name)) continue;
      const { get } = Object.getOwnPropertyDescriptor(prototype, key)!;
      const invoke: Call["invoke"] = get
        ? (on) => (on as Record<PropertyKey, unknown>)[key]
        : (on, args) => (on as Record<PropertyKey, Untyped>)[key]!(...args);
      const usual = USUAL.get(`${of}.${name}`) ?? USUAL.get(name) ?? [[]];
      const result = RESULTS.get(`${of}.${name}`) ?? RESULTS.get(name) ?? "tensor";
      calls.set(name, { name: `${of}.${name}`, receiver, invoke, result, usual });
    }
  }
  return [...calls.values()];
}

const modules: readonly [of: string, instances: readonly Recipe[]][] = [
  [
    "softmax",
    [
      recipe("new Softmax(1)", () => new crossent.Softmax(1)),
      recipe("new Softmax()", () => new crossent.Softmax()),
    ],
  ], // prettier-ignore
  ["logSoftmax", [recipe("new LogSoftmax(1)", () => new crossent.LogSoftmax(1))]],
  [
    "loss",
    [
      recipe("new NLLLoss()", () => new crossent.NLLLoss()),
      recipe(
        "new NLLLoss({ … })",
        () => new crossent.NLLLoss({ weight: crossent.ones([3]), reduction: "none" }),
      ),
    ],
  ], // prettier-ignore
  [
    "loss",
    [
      recipe("new CrossEntropyLoss()", () => new crossent.CrossEntropyLoss()),
      recipe(
        "new CrossEntropyLoss({ … })",
        () => new crossent.CrossEntropyLoss({ labelSmoothing: 0.1, ignoreIndex: 2 }),
      ),
    ],
  ], // prettier-ignore
  ["module", [recipe("new Module()", () => new (Module as unknown as new () => object)())]],
];

const callsOfModules = (): Call[] =>
  modules.flatMap(([of, instances]) => {
    const receiver = fc.constantFrom(...instances);
    const usual = USUAL.get(`${of}()`)!;
    const call: Call = {
      name: `${of}()`,
      receiver,
      invoke: (on, args) => (on as Untyped)(...args),
      result: "tensor",
      usual,
    }; // prettier-ignore
    const Class = Object.getPrototypeOf(instances[0]!.make());
    return [
      call,
      ...methodsOf({ prototype: Class }, of, receiver).map((method) =>
        method.name.endsWith(".forward") ? { ...method, usual } : method,
      ),
    ]; // prettier-ignore
  });

const generator = fc.constant(recipe("new Generator()", () => new Generator().manualSeed(7)));

/** Everything that a user can call. A new export or method is in it without being named. */
export const publicCalls = (): Call[] => [
  ...functionsOf(crossent),
  ...methodsOf(Tensor, "x", anyTensor),
  ...methodsOf(Generator, "generator", generator),
  ...callsOfModules(),
];

/** Usual arguments of which up to two are replaced, or the last is missing; sometimes all are random. */
export const argumentsOf = ({ usual }: Call): fc.Arbitrary<readonly Recipe[]> => {
  const usually = fc.constantFrom(...usual);
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
};
