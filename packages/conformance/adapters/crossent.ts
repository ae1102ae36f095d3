import {
  functional,
  manualSeed,
  optim,
  rand,
  randint,
  randn,
  randperm,
  setWarnings,
  type Tensor,
  tensor,
} from "crossent";
import type { Adapter, Steps } from "../adapter.ts";
import type { Draw } from "../case.ts";
import { numbers, type Plain } from "../plain.ts";

setWarnings(false); // the cases are any numbers, single classes too

const make = (x: Plain): Tensor =>
  tensor(x.dtype === "int64" ? x.data.map(BigInt) : numbers(x), { dtype: x.dtype }).reshape(x.shape);
const values = (t: Tensor): number[] => Array.from(t.data as ArrayLike<number | bigint>, Number);

/** PyTorch's options in camelCase. */
const camel = (options: object): object =>
  Object.fromEntries(
    Object.entries(options).map(([name, value]) => [
      name.replace(/_./g, (letters) => letters[1]!.toUpperCase()),
      value,
    ]),
  );

const steps =
  (Optimizer: typeof optim.SGD | typeof optim.Adam | typeof optim.AdamW): Steps =>
  (parameter, gradients, options) => {
    const p = make(parameter).requiresGrad_();
    const optimizer = new Optimizer([p], camel(options) as optim.SGDOptions);
    return gradients.map((gradient) => {
      p.grad = make(gradient);
      optimizer.step();
      return values(p.detach());
    });
  };

function draw({ function: name, size, low, high, dtype }: Draw): number[] {
  const options = { dtype } as { dtype: "float32" };
  if (name === "rand") return values(rand([size], options));
  if (name === "randn") return values(randn([size], options));
  return values(name === "randperm" ? randperm(size, options) : randint(low!, high!, [size], options));
}

export const crossent: Adapter<Tensor> = {
  name: "crossent",
  package: "crossent",
  dtypes: ["float32", "float64", "float16", "bfloat16"],
  tensor: make,
  numbers: values,
  gradients(f, leaves, upstream) {
    const learning = leaves.map((x) => make(x).requiresGrad_());
    f(learning).backward(make(upstream));
    return learning.map((t) => t.grad!);
  },
  functions: {
    softmax: ({ input }, _, { dim, ...options }) => functional.softmax(input!, dim, options as object),
    log_softmax: ({ input }, _, { dim, ...options }) => functional.logSoftmax(input!, dim, options as object),
    nll_loss: ({ input, target, weight }, _, options) =>
      functional.nllLoss(input!, target!, { ...camel(options), ...(weight && { weight }) }),
    cross_entropy: ({ input, target, weight }, _, options) =>
      functional.crossEntropy(input!, target!, { ...camel(options), ...(weight && { weight }) }),
    kl_div: ({ input, target }, _, options) => functional.klDiv(input!, target!, camel(options)),
    linear: ({ input, weight, bias }) => functional.linear(input!, weight!, bias),
    linear_cross_entropy: ({ input, linear_weight, linear_bias, target, weight }, _, options) =>
      functional.linearCrossEntropy(input!, linear_weight!, target!, {
        ...camel(options),
        ...(linear_bias && { linearBias: linear_bias }),
        ...(weight && { weight }),
      }),
  },
  optimizers: { SGD: steps(optim.SGD), Adam: steps(optim.Adam), AdamW: steps(optim.AdamW) },
  seeded(seed) {
    manualSeed(seed);
    return draw;
  },
  print: String,
};
