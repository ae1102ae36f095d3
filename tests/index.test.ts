import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  Backend,
  CrossEntropyOptions,
  DimOptions,
  DType,
  NLLLossOptions,
  RandomOptions,
  Reduction,
  SoftmaxOptions,
  TensorLike,
  TensorOptions,
} from "../src";
import * as crossent from "../src";

const names = (namespace: object): string[] => Object.keys(namespace).sort();

/** The calls that docs/compatibility.md promises, the one list of them that is kept by hand. */
const calls = readFileSync(join(__dirname, "..", "docs", "compatibility.md"), "utf8");
const modules = [...calls.matchAll(/^\| `nn\.(\w+)\(.*?\| `new (\w+)\(/gm)].map(
  ([, torch, own]) => [torch, own] as const,
);
const functions = [...calls.matchAll(/^\| `F\.(\w+)\(.*?\| `functional\.(\w+)\(/gm)].map(
  ([, torch, own]) => [torch!, own!] as const,
);

test("the documented calls have PyTorch's names, in camelCase", () => {
  expect(modules.length).toBeGreaterThanOrEqual(4);
  for (const [torch, own] of modules) expect(own).toBe(torch);
  expect(functions.length).toBeGreaterThanOrEqual(4);
  const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  for (const [torch, own] of functions) expect(own).toBe(camel(torch));
});

test("exactly the public names are exported: the documented modules, and these", () => {
  const tensors = ["Tensor", "tensor", "asTensor", "zeros", "ones", "full", "arange", "oneHot", "noGrad"];
  const likes = ["zerosLike", "onesLike", "fullLike", "linspace", "eye", "cat", "stack", "where"];
  const random = ["manualSeed", "rand", "randn", "randint", "randperm", "Generator"];
  const namespaces = ["nn", "functional", "optim", "metrics"];
  const others = ["Module", "Parameter", "backend", "setBackend", "setWarnings", ...namespaces];
  const threads = ["getNumThreads", "setNumThreads"];
  const documented = modules.map(([, own]) => own!);
  expect(names(crossent)).toEqual(
    [...tensors, ...likes, ...random, ...others, ...threads, ...documented].sort(),
  );
});

test("nn holds the documented modules and functional, and they are the same objects as at the root", () => {
  const { nn, functional } = crossent;
  expect(names(nn)).toEqual([...modules.map(([, own]) => own!), "Module", "Parameter", "functional"].sort());
  expect(Object.entries(crossent)).toEqual(expect.arrayContaining(Object.entries(nn)));
  expect(nn.functional).toBe(functional);
});

test("functional holds exactly the documented functions, oneHot, and score, which PyTorch does not have", () => {
  expect(names(crossent.functional)).toEqual([...functions.map(([, own]) => own), "oneHot", "score"].sort());
  expect(crossent.functional.oneHot).toBe(crossent.oneHot);
});

test("a module has its file in nn/, a function in functional/", () => {
  const src = join(__dirname, "..", "src");
  const fileOf = (name: string): string =>
    name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (head) => head.toLowerCase());
  for (const [, own] of modules) expect(existsSync(join(src, "nn", `${fileOf(own!)}.ts`))).toBe(true);
  for (const [, own] of functions) expect(existsSync(join(src, "functional", `${own}.ts`))).toBe(true);
});

test("the types are exported as well, and fit the functions", () => {
  // What can fail here fails in `tsc`; the calls show that the options are those of the functions.
  const dtype: DType = "float64";
  const reduction: Reduction = "sum";
  const backend: Backend = crossent.backend();
  const tensorOptions: TensorOptions = { dtype, requiresGrad: true };
  const randomOptions: RandomOptions = { dtype, generator: new crossent.Generator() };
  const dimOptions: DimOptions = { dim: 0 };
  const softmaxOptions: SoftmaxOptions = { dtype };
  const nllLossOptions: NLLLossOptions = { reduction, ignoreIndex: 1, weight: null };
  const options: CrossEntropyOptions = { ...nllLossOptions, labelSmoothing: 0 };
  const like: TensorLike = { data: Float64Array.of(1, 1), dims: [2] };

  crossent.setBackend(backend);
  const x = crossent.zeros([2], tensorOptions).mul(crossent.rand([2], randomOptions));
  const target = crossent.tensor(0);
  const logProbs = new crossent.LogSoftmax(dimOptions)(x.mul(crossent.asTensor(like)));
  expect(crossent.functional.logSoftmax(x, 0, softmaxOptions).dtype).toBe(dtype);
  expect(crossent.functional.nllLoss(logProbs, target, nllLossOptions).item()).toBeCloseTo(Math.LN2, 12);
  expect(crossent.functional.crossEntropy(x, target, options).item()).toBeCloseTo(Math.LN2, 12);
});
