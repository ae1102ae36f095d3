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

test("exactly the public names are exported", () => {
  const tensors = ["Tensor", "tensor", "asTensor", "zeros", "ones", "full", "arange", "oneHot", "noGrad"];
  const random = ["manualSeed", "rand", "randn", "randint", "randperm", "Generator"];
  const modules = ["Module", "Softmax", "LogSoftmax", "NLLLoss", "CrossEntropyLoss"];
  const others = ["nn", "functional", "backend", "setBackend", "setWarnings"];
  expect(names(crossent)).toEqual([...tensors, ...random, ...modules, ...others].sort());
});

test("nn holds the modules and functional, and they are the same objects as at the root", () => {
  const { nn, Module, Softmax, LogSoftmax, NLLLoss, CrossEntropyLoss, functional } = crossent;
  const modules = { Module, Softmax, LogSoftmax, NLLLoss, CrossEntropyLoss };
  expect(names(nn)).toEqual(names({ ...modules, functional }));
  for (const [name, module] of Object.entries(modules)) expect(nn[name as keyof typeof nn]).toBe(module);
  expect(nn.functional).toBe(functional);
});

test("functional holds exactly its five functions", () => {
  expect(names(crossent.functional)).toEqual(["crossEntropy", "logSoftmax", "nllLoss", "oneHot", "softmax"]);
  expect(crossent.functional.oneHot).toBe(crossent.oneHot);
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
