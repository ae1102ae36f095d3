/** numpy-ts: arrays, no gradients. */

import * as np from "numpy-ts";
import { type Adapter, Composed, NotThere } from "../adapter.ts";
import type { Options } from "../case.ts";
import { isFloating, numbers, type Plain } from "../plain.ts";

type NDArray = ReturnType<typeof np.zeros>;
type Plains = { readonly [name: string]: Plain };

/** Integers as int32: compared with a number, int64 are never equal. float16 is computed in float32. */
function make({ dtype, shape, ...x }: Plain): NDArray {
  const given = np.array(numbers({ dtype, shape, ...x }), dtype === "int64" ? "int32" : (dtype as "float32"));
  return (dtype === "float16" ? given.astype("float32") : given).reshape(...shape) as NDArray;
}

const values = (x: NDArray): number[] => [x.toArray()].flat(Infinity).map(Number);

/** Its reductions give a number where nothing is left to be an array. */
const arrayOf = (x: unknown): NDArray => (typeof x === "number" ? np.array(x) : x) as NDArray;

/** The logarithm of the softmax along a dim. */
function logSoftmax(x: NDArray, dim: number): NDArray {
  const z = np.subtract(x, np.max(x, dim, true) as NDArray);
  return np.subtract(z, np.log(np.sum(np.exp(z), dim, true) as NDArray));
}

function reduced(losses: NDArray, divisor: number, { reduction = "mean" }: Options): NDArray {
  if (reduction === "none") return losses;
  const sum = np.sum(losses) as number;
  return arrayOf(reduction === "sum" ? sum : sum / divisor);
}

const axisOf = (shape: readonly number[]): 0 | 1 => (shape.length === 1 ? 0 : 1);

/** A weight for each class, along that axis. */
const spread = (weight: NDArray, shape: readonly number[]): NDArray =>
  weight.reshape(...shape.map((size, d) => (d === axisOf(shape) ? size : 1))) as NDArray;

function fromClasses(
  logProbs: NDArray,
  weight: NDArray | undefined,
  plain: Plains,
  options: Options,
): NDArray {
  const { label_smoothing: smoothing = 0, ignore_index: ignored = -100 } = options;
  const { shape } = logProbs;
  const axis = axisOf(shape);
  const target = make(plain["target"]!);
  const keep = np.not_equal(target, ignored);
  const classes = np.where(keep, target, 0) as NDArray;
  const own = np.squeeze(np.take_along_axis(logProbs, np.expand_dims(classes, axis), axis), axis) as NDArray;
  const each = np.where(
    keep,
    weight ? np.take(weight, values(classes)).reshape(...target.shape) : 1,
    0,
  ) as NDArray;
  let losses = np.multiply(np.negative(own), each);
  if (smoothing > 0) {
    const all = arrayOf(np.mean(weight ? np.multiply(logProbs, spread(weight, shape)) : logProbs, axis));
    losses = np.subtract(np.multiply(losses, 1 - smoothing), np.multiply(all, smoothing));
  }
  // The logarithm of an ignored row may be infinite.
  return reduced(np.where(keep, losses, 0) as NDArray, np.sum(each) as number, options);
}

function fromProbabilities(
  logProbs: NDArray,
  target: NDArray,
  weight: NDArray | undefined,
  options: Options,
): NDArray {
  const { label_smoothing: smoothing = 0 } = options;
  const axis = axisOf(logProbs.shape);
  const smoothed = np.add(np.multiply(target, 1 - smoothing), smoothing / logProbs.shape[axis]!);
  const weighted = weight ? np.multiply(smoothed, spread(weight, logProbs.shape)) : smoothed;
  const losses = np.negative(arrayOf(np.sum(np.multiply(logProbs, weighted), axis)));
  return reduced(losses, logProbs.size / logProbs.shape[axis]!, options);
}

function crossEntropy(
  input: NDArray,
  target: NDArray,
  weight: NDArray | undefined,
  plain: Plains,
  options: Options,
): NDArray {
  const logProbs = logSoftmax(input, axisOf(input.shape));
  return isFloating(plain["target"]!)
    ? fromProbabilities(logProbs, target, weight, options)
    : fromClasses(logProbs, weight, plain, options);
}

const linear = (x: NDArray, weight: NDArray, bias?: NDArray): NDArray => {
  const y = np.matmul(x, weight.T) as NDArray;
  return bias ? np.add(y, bias) : y;
};

export const numpyTs: Adapter<NDArray> = {
  name: "numpy-ts",
  package: "numpy-ts",
  dtypes: ["float32", "float64", "float16"],
  tensor: make,
  numbers: values,
  gradients: null,
  functions: {
    softmax: ({ input }, _, { dim }) => new Composed(np.exp(logSoftmax(input!, dim!))),
    log_softmax: ({ input }, _, { dim }) => new Composed(logSoftmax(input!, dim!)),
    nll_loss: ({ input, weight }, plain, options) =>
      new Composed(fromClasses(input!, weight, plain, options)),
    cross_entropy: ({ input, target, weight }, plain, options) =>
      new Composed(crossEntropy(input!, target!, weight, plain, options)),
    kl_div({ input, target }, _, { reduction = "mean", log_target = false }) {
      // p · log p is 0 where p is.
      const [p, logP] = log_target
        ? [np.exp(target!), target!]
        : [target!, np.log(np.add(target!, np.equal(target!, 0)))];
      const losses = np.multiply(p, np.subtract(logP, input!));
      return new Composed(
        reduced(losses, reduction === "batchmean" ? (input!.shape[0] ?? 1) : losses.size, { reduction }),
      );
    },
    linear: ({ input, weight, bias }) => new Composed(linear(input!, weight!, bias)),
    linear_cross_entropy({ input, linear_weight, linear_bias, target, weight }, plain, options) {
      if (linear_weight!.ndim > 2) throw new NotThere();
      return new Composed(
        crossEntropy(linear(input!, linear_weight!, linear_bias), target!, weight, plain, options),
      );
    },
  },
  optimizers: {},
  seeded(seed) {
    np.random.seed(seed);
    return ({ function: name, size, low, high }) => {
      if (name === "rand") return values(np.random.rand(size) as NDArray);
      if (name === "randn") return values(np.random.randn(size) as NDArray);
      return values(
        (name === "randperm"
          ? np.random.permutation(size)
          : np.random.randint(low!, high, [size])) as NDArray,
      );
    };
  },
  print: String,
};
