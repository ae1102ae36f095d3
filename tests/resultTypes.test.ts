/**
 * The dtypes in the types are those that come out. Every public call that gives a tensor runs with every dtype, on several
 * values and ranks. What came out goes as literal types into a program, in which the compiler compares them with the type
 * that it finds for the same call. None may be missing there; of EXACT none may be there that never comes out.
 */

import { join } from "node:path";
import ts from "typescript";
import * as crossent from "../src";
import { type DType, setWarnings, type Tensor, tensor } from "../src";
import { DTYPES, isHalf, typedArrayName } from "../src/dtype";
import { publicSignatures, type Type } from "./signatures";

/** Calls with the names of {@link VALUES}: `x`, `y` and `z` are tensors of each dtype, and D is each dtype. */
const EXACT = `
  x.neg(); x.abs(); x.relu(); x.detach(); x.clone(); x.T; x.t(); [...x][0]!; x.requiresGrad_(); x.zero_();
  x.flatten(); x.squeeze(); x.unsqueeze(0); x.reshape([-1]); x.expand([2, 2]); x.transpose(0, 1); x.permute([1, 0]);
  x.select(0, 0); x.narrow(0, 0, 1); x.slice(0); x.gather(0, indices); x.indexSelect(0, index); x.maskedSelect(mask);
  x.maskedFill(mask, z); x.maskedFill(mask, number);
  x.exp(); x.log(); x.sqrt(); x.log1p(); x.expm1(); x.sigmoid(); x.tanh(); x.reciprocal(); x.logsumexp(0);
  x.mean(); x.var(); x.std(); x.softmax(0); x.logSoftmax(0); x.sum(); x.cumsum(0); x.any(); x.all();
  x.max(); x.min(); x.amax(); x.amin(); x.max(0).values; x.min(0).values; x.topk(1).values; x.sort().values;
  x.max(0).indices; x.min(0).indices; x.topk(1).indices; x.sort().indices; x.argmax(); x.argmin(); x.argsort();
  x.bincount(); x.isnan(); x.logicalNot(); x.logicalAnd(z); x.logicalOr(z);
  x.eq(z); x.ne(z); x.gt(z); x.ge(z); x.lt(z); x.le(z); x.float(); x.double(); x.long(); x.to(D);
  x.add(y); x.div(y); x.sub(z); x.rsub(z); x.mul(z); x.add(truth); x.mul(truth); x.div(truth);
  x.add(number); x.sub(number); x.rsub(number); x.mul(number); x.div(number); x.pow(number);
  x.add_(z); x.sub_(z); x.mul_(z); x.div_(z); x.copy_(z); x.fill_(number);
  new Tensor(x); new Parameter(x, false); asTensor(x); learning.grad!;
  zeros([2]); ones([2]); eye(2); linspace(0, 1, 2); rand([2]); randn([2]); randperm(2); randint(2, [2]); randint(0, 2, [2]);
  full([2], number); full([2], truth); arange(number); arange(0, number, 1); zerosLike(x); onesLike(x); fullLike(x, 1);
  zeros([2], { dtype: D }); ones([2], { dtype: D }); eye(2, { dtype: D }); linspace(0, 1, 2, { dtype: D });
  rand([2], { dtype: D }); randn([2], { dtype: D }); randperm(2, { dtype: D });
  randint(2, [2], { dtype: D }); randint(0, 2, [2], { dtype: D }); full([2], number, { dtype: D });
  arange(number, { dtype: D }); arange(0, number, 1, { dtype: D });
  zerosLike(index, { dtype: D }); onesLike(index, { dtype: D }); fullLike(index, 1, { dtype: D });
  tensor(number); tensor(numbers); tensor(truth); tensor([[truth]]); tensor(truths); tensor(numbers, { dtype: D });
  tensor(numbers, { requiresGrad: true }); tensor(bigints);
  tensor(array); asTensor(array); asTensor({ data: array, dims: [1], type: name });
  where(mask, x, truth); where(mask, truth, x); where(mask, number, truth); where(mask, truth, truth);
  cat([x, x]); stack([x, x]); oneHot(index); functional.oneHot(index);
  functional.softmax(x, 0); functional.logSoftmax(x, 0); functional.softmax(index, 0, { dtype: D });
  functional.logSoftmax(index, 0, { dtype: D }); functional.nllLoss(matrix, index); functional.klDiv(x, y);
  functional.crossEntropy(matrix, other); functional.linearCrossEntropy(matrix, layer, index);
  functional.linearCrossEntropy(matrix, layer, matrix);
  functional.score(matrix, index).logProb; functional.score(matrix, index).logsumexp;
  functional.score(matrix, index).entropy; functional.score(matrix, index).rank; functional.score(matrix, index).argmax;
  functional.score(matrix, index, { topK: 1 }).topK!.values; functional.score(matrix, index, { topK: 1 }).topK!.indices;
  new Softmax(0)(x); new LogSoftmax(0)(x); new NLLLoss()(matrix, index); new KLDivLoss()(x, z);
  new CrossEntropyLoss()(matrix, other); new CrossEntropyLoss().forward(matrix, matrix);
  new Linear(2, 2)(matrix); new Linear(2, 2).weight; new Linear(2, 2).bias!;
  new Linear(2, 2, { dtype: floating })(matrix); new Linear(2, 2, { dtype: floating }).weight;
  new LinearCrossEntropyLoss(2, 2)(matrix, other); new LinearCrossEntropyLoss(2, 2, { dtype: floating })(matrix, matrix);
`;

/** The same, where the types allow for more than ever comes out: some of it is refused, or hangs on what no type says. */
const WIDER = `
  x.matmul(z); functional.linear(matrix, layer); x.pow(y); x.pow(truth); x.clamp(number); x.clamp(truth);
  where(mask, x, y); where(mask, x, number); cat([x, y]); stack([x, z]); tensor([x, z]); tensor([[1, truth]]); x.bincount(y);
  asTensor({ data: array, dims: [1] });
  functional.crossEntropy(matrix, matrix, { weight: z }); new CrossEntropyLoss({ weight: z })(matrix, matrix);
  functional.linearCrossEntropy(matrix, layer, matrix, { weight: z });
  functional.linearCrossEntropy(matrix, layer, index, { linearBias: z });
  new LinearCrossEntropyLoss(2, 2, { weight: z })(matrix, matrix);
  zeros([2], perhaps); ones([2], perhaps); eye(2, perhaps); linspace(0, 1, 2, perhaps); rand([2], perhaps);
  randn([2], perhaps); randperm(2, perhaps); randint(2, [2], perhaps); randint(0, 2, [2], perhaps);
  full([2], number, perhaps); arange(number, perhaps); arange(0, number, 1, perhaps); tensor(number, perhaps);
  zerosLike(x, perhaps); onesLike(x, perhaps); fullLike(x, 1, perhaps);
  functional.softmax(x, 0, perhaps); functional.logSoftmax(x, 0, perhaps);
`;

/** One of the types that a name may have, with values of that type. */
interface Kind {
  readonly type: string;
  readonly values: readonly (() => unknown)[];
}

const EYE = [
  [1, 0],
  [0, 1],
];

/** Tensors of each dtype; and of a type that says no dtype, all of them. */
function tensorsOf(data: readonly (number | readonly unknown[])[], dtypes = DTYPES): readonly Kind[] {
  const kinds = dtypes.map((dtype) => ({
    type: `Tensor<"${dtype}">`,
    values: data.map((one) => () => tensor(one as number[], { dtype })),
  }));
  return [...kinds, { type: "Tensor", values: kinds.flatMap(({ values }) => values) }];
}

/** A leaf whose gradient a loss brought, or somebody assigned; bool has none. */
function learning(dtype: DType): Tensor {
  const t = tensor(EYE, { dtype });
  if (isHalf(dtype) || dtype === "float32" || dtype === "float64")
    crossent.functional.crossEntropy(t.requiresGrad_(), tensor([0, 1])).backward();
  else if (dtype !== "bool") t.grad = t.clone();
  return t;
}

const ARRAYS = [
  Float32Array,
  Float64Array,
  Int32Array,
  Uint8Array,
  Uint16Array,
  Int8Array,
  Int16Array,
  Uint32Array,
];
const BIG_ARRAYS = [BigInt64Array, BigUint64Array];
const always =
  <T>(value: T) =>
  () =>
    value;

const VALUES: { readonly [name: string]: readonly Kind[] } = {
  x: tensorsOf([EYE, [1, 1], 1, []]),
  y: tensorsOf([EYE, [1, 1], 1]),
  z: tensorsOf([[1, 1], 1], ["float32", "float64", "int64"]),
  matrix: tensorsOf([EYE]),
  other: tensorsOf([EYE, [1, 0]]),
  layer: tensorsOf([EYE], ["float32", "float64"]),
  index: [{ type: 'Tensor<"int64">', values: [() => tensor([1, 0], { dtype: "int64" })] }],
  indices: [{ type: 'Tensor<"int64">', values: [() => tensor([[1, 0]], { dtype: "int64" })] }],
  mask: [{ type: 'Tensor<"bool">', values: [() => tensor(true)] }],
  learning: DTYPES.map((dtype) => ({ type: `Tensor<"${dtype}">`, values: [() => learning(dtype)] })),
  number: [{ type: "number", values: [always(1), always(1.5)] }],
  truth: [{ type: "boolean", values: [always(true)] }],
  numbers: [{ type: "number[]", values: [always([1]), always([1.5]), always([])] }],
  truths: [{ type: "boolean[]", values: [always([true]), always([])] }],
  bigints: [{ type: "bigint[]", values: [always([1n]), always([])] }],
  array: [
    ...ARRAYS.map((A) => ({ type: A.name, values: [() => A.of(1)] })),
    ...BIG_ARRAYS.map((A) => ({ type: A.name, values: [() => A.of(1n)] })),
  ],
  name: [...DTYPES, "half", "float", "double", "long", "int"].map(literal),
  floating: ["float32", "float64"].map(literal),
  D: DTYPES.map(literal),
  perhaps: (["float64", "int64"] as const).map((dtype) => ({
    type: `{ readonly dtype?: "${dtype}" }`,
    values: [always({ dtype }), always({})],
  })),
};

function literal(text: string): Kind {
  return { type: JSON.stringify(text), values: [always(text)] };
}

/** One of each list, in all ways. */
const choices = <T>(lists: readonly (readonly T[])[]): T[][] =>
  lists.reduce<T[][]>((all, list) => all.flatMap((some) => list.map((one) => [...some, one])), [[]]);

const calls = (text: string): string[] =>
  text
    .split(";")
    .map((call) => call.trim())
    .filter((call) => call !== "");

type Run = (...args: unknown[]) => unknown;
const Code = (() => {}).constructor as new (...text: string[]) => Run;

/** The dtypes that a call gives for values of these kinds; none where it throws for all of them. */
function dtypesOf(run: Run, kinds: readonly Kind[]): ReadonlySet<DType> {
  const found = new Set<DType>();
  for (const makers of choices(kinds.map(({ values }) => values))) {
    try {
      const result = run(...Object.values(crossent), ...makers.map((make) => make()));
      if (result !== null) found.add((result as Tensor).dtype);
    } catch (error) {
      if (!(error instanceof TypeError) && !(error instanceof RangeError)) throw error;
    }
  }
  return found;
}

/** A line of the program: that the call has the dtypes which come out of it. */
interface Claim {
  readonly call: string;
  readonly line: string;
}

function claimsOf(call: string, isExact: boolean): Claim[] {
  const names = Object.keys(VALUES).filter((name) =>
    new RegExp(`(?<!(?<!\\.)\\.|[\\w"])${name}\\b(?!:)`).test(call),
  );
  const run = new Code(...Object.keys(crossent), ...names, `return ${call.replaceAll("!", "")}`);
  return choices(names.map((name) => VALUES[name]!)).flatMap((kinds) => {
    const dtypes = [...dtypesOf(run, kinds)].map((dtype) => JSON.stringify(dtype)).join(" | ");
    if (dtypes === "") return [];
    const parameters = names.map((name, i) => `${name}: ${kinds[i]!.type}`).join(", ");
    const claim = isExact && kinds.every(({ type }) => type !== "Tensor") ? "exactly" : "includes";
    return [{ call, line: `${claim}<${dtypes}>()((${parameters}) => ${call}, true);` }];
  });
}

const PROGRAM = `\
import { ${Object.keys(crossent).join(", ")}, type DType, type Nested } from "./src/index.ts";
declare function includes<E extends DType>(): <T extends DType>(
  call: (...args: never[]) => Tensor<T>, does: [E] extends [T] ? true : E) => void;
declare function exactly<E extends DType>(): <T extends DType>(
  call: (...args: never[]) => Tensor<T>, is: [E] extends [T] ? ([T] extends [E] ? true : T) : E) => void;
declare function gives<A>(): <B>(
  call: (...args: never[]) => B, is: [A] extends [B] ? ([B] extends [A] ? true : B) : A) => void;
`;

/** What the compiler says of the claims. */
function complaints(claims: readonly Claim[]): string[] {
  const root = join(__dirname, "..").replaceAll("\\", "/");
  const file = `${root}/claims.ts`;
  const text = PROGRAM + claims.map(({ line }) => line).join("\n");
  const { config } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, text, rest[0], true) : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], { ...options, types: [], noUnusedLocals: false }, host);
  const tree = program.getSourceFile(file)!;
  const lines = text.split("\n");
  return program.getSemanticDiagnostics(tree).map(({ start, messageText }) => {
    const line = lines[tree.getLineAndCharacterOfPosition(start!).line]!;
    return `${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
  });
}

let claims: readonly Claim[];
beforeAll(() => {
  setWarnings(false);
  claims = [
    ...calls(EXACT).flatMap((call) => claimsOf(call, true)),
    ...calls(WIDER).flatMap((call) => claimsOf(call, false)),
  ];
  setWarnings(true);
});

test("every call gives something for some dtype", () => {
  const known = new Set(claims.map(({ call }) => call));
  expect([...calls(EXACT), ...calls(WIDER)].filter((call) => !known.has(call))).toEqual([]);
});

test("the types have the dtypes that come out", () => {
  expect(complaints(claims)).toEqual([]);
});

test("and elements are of the types that they have", () => {
  const lines = DTYPES.flatMap((dtype) => {
    const x = tensor([1], { dtype });
    const array = typedArrayName(x.data)!.replace("Float16", "Uint16"); // which not every compiler knows
    return [
      `gives<${array}>()((x: Tensor<"${dtype}">) => x.data, true);`,
      `gives<${typeof x.item()}>()((x: Tensor<"${dtype}">) => x.item(), true);`,
      `gives<Nested<${typeof [x.tolist()].flat()[0]}>>()((x: Tensor<"${dtype}">) => x.tolist(), true);`,
    ];
  });
  expect(complaints(lines.map((line) => ({ call: "", line })))).toEqual([]);
});

test("wrong types would be found", () => {
  const lines = [
    'exactly<"float32">()((x: Tensor<"int64">) => x.add(1.5), true);',
    'includes<"float64">()((x: Tensor<"float32">) => x.exp(), true);',
  ];
  expect(complaints(lines.map((line) => ({ call: "", line })))).toEqual([
    expect.stringMatching(/'true' is not assignable to parameter of type '"float32" \| "int64"'/),
    expect.stringMatching(/'true' is not assignable to parameter of type '"float64"'/),
  ]);
});

test("every public call that gives a tensor is among the calls", () => {
  const hasTensor = (types: readonly Type[]): boolean =>
    types.some((type) => {
      if (type.is === "instance") return ["Tensor", "Parameter"].includes(type.of);
      return type.is === "object" && type.properties.some((property) => hasTensor(property.types));
    });
  const { functions, classes } = publicSignatures();
  const isMissing = (text: string): boolean => !(EXACT + WIDER).includes(text);
  const missing = [
    ...[...functions]
      .filter(([, signatures]) => signatures.some(({ returns }) => hasTensor(returns)))
      .map(([name]) => `${name.replace(/^nn\./, "")}(`),
    ...[...classes.get("Tensor")!.members]
      .filter(
        ([, { signatures, isPrivate, isInternal }]) =>
          !isPrivate &&
          !isInternal &&
          signatures.some(({ returns }) => hasTensor(returns) || returns.some(({ is }) => is === "this")),
      )
      .map(([name]) => `.${name}`),
    ...[...classes]
      .filter(
        ([name, { members, isAbstract }]) => !isAbstract && members.has("forward") && !name.includes("."),
      )
      .map(([name]) => `new ${name}(`),
  ].filter(isMissing);
  expect(missing).toEqual([]);
});
