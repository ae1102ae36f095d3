/** jax-js, once on each backend that needs no GPU. Its arrays are used up by use; `.ref` keeps one. */

import { defaultDevice, init, type Array as Jax, nn, numpy as np, random, vjp } from "@jax-js/jax";
import { type Adapter, Composed, NotThere } from "../adapter.ts";
import type { Options } from "../case.ts";
import { isFloating, numbers, type Plain } from "../plain.ts";

await init("cpu", "wasm"); // `init()` alone looks for `navigator`, which Node 20 has not

const make = (x: Plain): Jax =>
  np.array(numbers(x), {
    shape: [...x.shape],
    dtype: x.dtype === "bool" ? np.bool : isFloating(x) ? np.float32 : np.int32,
  });

const floats = (values: readonly number[], shape: readonly number[]): Jax =>
  np.array([...values], { shape: [...shape], dtype: np.float32 });

function reduced(losses: Jax, divisor: Jax | number, { reduction = "mean" }: Options): Jax {
  if (reduction === "none") return losses;
  return reduction === "sum" ? losses.sum() : losses.sum().div(divisor);
}

/** Classes in dim 1, or 0 where there is no batch. */
const axisOf = (shape: readonly number[]): 0 | 1 => (shape.length === 1 ? 0 : 1);

/** A weight for each class, along that axis. */
function spread(weight: Jax, shape: readonly number[]): Jax {
  return weight.reshape(shape.map((size, d) => (d === axisOf(shape) ? size : 1)));
}

type Plains = { readonly [name: string]: Plain };

/** −log p of each target; where labels are smoothed, with the mean of −log p over the classes. */
function fromClasses(logProbs: Jax, weight: Jax | undefined, plain: Plains, options: Options): Jax {
  const { label_smoothing: smoothing = 0, ignore_index: ignored = -100 } = options;
  const { shape } = plain["input"]!;
  const axis = axisOf(shape);
  const target = plain["target"]!;
  const counted = numbers(target).map((c) => Number(c !== ignored));
  const classes = np.array(
    numbers(target).map((c) => (c === ignored ? 0 : c)),
    { shape: [...target.shape], dtype: np.int32 },
  );
  const keep = floats(counted, target.shape);
  const each = weight ? np.take(weight.ref, classes.ref, 0).mul(keep.ref) : keep.ref;
  const own = np.squeeze(np.takeAlongAxis(logProbs.ref, np.expandDims(classes, axis), axis), axis);
  // The logarithm of an ignored row may be infinite.
  const kept = (x: Jax, factor: Jax): Jax => np.where(keep.ref.greater(0), x.mul(factor), 0);
  let losses = kept(own, each.ref).mul(smoothing - 1);
  if (smoothing > 0) {
    const all = weight ? logProbs.ref.mul(spread(weight.ref, shape)) : logProbs.ref;
    losses = losses.sub(kept(all.mean(axis), keep.ref).mul(smoothing));
  }
  return reduced(losses, each.sum(), options);
}

function fromProbabilities(
  logProbs: Jax,
  target: Jax,
  weight: Jax | undefined,
  plain: Plains,
  options: Options,
): Jax {
  const { label_smoothing: smoothing = 0 } = options;
  const { shape } = plain["input"]!;
  const axis = axisOf(shape);
  const smoothed = target.mul(1 - smoothing).add(smoothing / shape[axis]!);
  const weighted = weight ? smoothed.mul(spread(weight, shape)) : smoothed;
  const losses = logProbs.mul(weighted).sum(axis).mul(-1);
  return reduced(losses, losses.size, options);
}

function crossEntropy(
  input: Jax,
  target: Jax,
  weight: Jax | undefined,
  plain: Plains,
  options: Options,
): Jax {
  const logProbs = nn.logSoftmax(input, axisOf(plain["input"]!.shape));
  return isFloating(plain["target"]!)
    ? fromProbabilities(logProbs, target, weight, plain, options)
    : fromClasses(logProbs, weight, plain, options);
}

const linear = (x: Jax, weight: Jax, bias?: Jax): Jax => {
  const y = np.matmul(x, np.transpose(weight));
  return bias ? y.add(bias) : y;
};

const on = (device: "cpu" | "wasm"): Adapter<Jax> => ({
  name: `jax-js, ${device}`,
  package: "@jax-js/jax",
  // float64 and float16 on its CPU backend where the engine has Float16Array, which Node 20 has not.
  dtypes: ["float32"],
  begin() {
    defaultDevice(device);
  },
  tensor: make,
  numbers: (t) => t.dataSync(),
  gradients(f, leaves, upstream) {
    const [, back] = vjp((...xs: Jax[]) => f(xs), leaves.map(make));
    return back(make(upstream)) as Jax[];
  },
  functions: {
    softmax: ({ input }, _, { dim }) => nn.softmax(input!, dim!),
    log_softmax: ({ input }, _, { dim }) => nn.logSoftmax(input!, dim!),
    nll_loss: ({ input, weight }, plain, options) =>
      new Composed(fromClasses(input!, weight, plain, options)),
    cross_entropy: ({ input, target, weight }, plain, options) =>
      new Composed(crossEntropy(input!, target!, weight, plain, options)),
    kl_div({ input, target }, plain, { reduction = "mean", log_target = false }) {
      // p · log p is 0 where p is.
      const [p, logP] = log_target
        ? [np.exp(target!.ref), target!]
        : [target!.ref, np.log(target!.ref.add(target!.equal(0).astype(np.float32)))];
      const losses = p.mul(logP.sub(input!));
      const n = reduction === "batchmean" ? (plain["input"]!.shape[0] ?? 1) : losses.size;
      return new Composed(reduced(losses, n, { reduction }));
    },
    linear: ({ input, weight, bias }) => new Composed(linear(input!, weight!, bias)),
    linear_cross_entropy({ input, linear_weight, linear_bias, target, weight }, plain, options) {
      if (linear_weight!.ndim > 2) throw new NotThere();
      const logits = linear(input!, linear_weight!, linear_bias);
      const shapes = { ...plain, input: { ...plain["input"]!, shape: logits.shape } };
      return new Composed(crossEntropy(logits, target!, weight, shapes, options));
    },
  },
  optimizers: {},
  seeded(seed) {
    let key = random.key(seed >>> 0);
    return (draw) => {
      const [next, own] = np.unstack(random.split(key)) as [Jax, Jax];
      key = next;
      if (draw.function === "rand") return random.uniform(own, [draw.size]).dataSync();
      if (draw.function === "randn") return random.normal(own, [draw.size]).dataSync();
      if (draw.function === "randperm") return random.permutation(own, draw.size).dataSync();
      return random.randint(own, { minval: draw.low!, maxval: draw.high!, shape: [draw.size] }).dataSync();
    };
  },
  print: String,
});

export const jaxCpu = on("cpu");
export const jaxWasm = on("wasm");
