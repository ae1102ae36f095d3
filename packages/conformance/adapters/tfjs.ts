/** TensorFlow.js on its CPU backend. */

import * as tf from "@tensorflow/tfjs";
import { type Adapter, Composed, NotThere } from "../adapter.ts";
import type { Options } from "../case.ts";
import { isFloating, numbers, type Plain, zeros } from "../plain.ts";

const make = (x: Plain): tf.Tensor =>
  tf.tensor(numbers(x), [...x.shape], x.dtype === "bool" ? "bool" : isFloating(x) ? "float32" : "int32");

const REDUCTIONS: { readonly [name: string]: tf.Reduction } = {
  none: tf.Reduction.NONE,
  mean: tf.Reduction.MEAN,
  sum: tf.Reduction.SUM,
};

/** Its losses have the classes last: (N, C, d1, …) and (C) become (rows, C). */
function rows(x: tf.Tensor): tf.Tensor2D {
  if (x.rank === 1) return tf.expandDims(x, 0);
  const rest = Array.from({ length: x.rank - 2 }, (_, i) => i + 2);
  return tf.reshape(tf.transpose(x, [0, ...rest, 1]), [-1, x.shape[1]!]);
}

/** Softmax and log-softmax know the last dim only. */
function along(f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor, dim = 0): tf.Tensor {
  const d = dim < 0 ? dim + x.rank : dim;
  if (d === x.rank - 1) return f(x);
  const swapped = Array.from({ length: x.rank }, (_, i) => (i === d ? x.rank - 1 : i === x.rank - 1 ? d : i));
  return tf.transpose(f(tf.transpose(x, swapped)), swapped);
}

function reduced(losses: tf.Tensor, divisor: tf.Tensor, { reduction = "mean" }: Options): tf.Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? tf.sum(losses) : tf.div(tf.sum(losses), divisor);
}

interface Loss {
  readonly x: tf.Tensor2D;
  readonly target: tf.Tensor;
  readonly weight?: tf.Tensor | undefined;
  readonly plain: { readonly [name: string]: Plain };
  readonly options: Options;
}

/** The weight of each row, where its target is not ignored, and the classes, 0 where it is. */
function weighted({ target, weight, options }: Omit<Loss, "plain">): {
  each: tf.Tensor;
  classes: tf.Tensor1D;
} {
  const flat = tf.reshape(target, [-1]);
  const counted = tf.cast(tf.notEqual(flat, options.ignore_index ?? -100), "int32");
  const classes = tf.mul(flat, counted) as tf.Tensor1D;
  const floats = tf.cast(counted, "float32");
  return { each: weight ? tf.mul(tf.gather(weight, classes), floats) : floats, classes };
}

function fromClasses(loss: Loss): tf.Tensor | Composed<tf.Tensor> {
  const { x, target, weight, plain, options } = loss;
  const { label_smoothing: smoothing = 0, reduction = "mean", ignore_index: ignored = -100 } = options;
  const shape = [...plain["target"]!.shape];
  const labels = tf.oneHot(tf.reshape(target, [-1]) as tf.Tensor1D, x.shape[1], 1, 0, "float32");
  const done = (y: tf.Tensor): tf.Tensor => (reduction === "none" ? tf.reshape(y, shape) : y);
  const own = (each?: tf.Tensor): tf.Tensor =>
    done(tf.losses.softmaxCrossEntropy(labels, x, each, smoothing, REDUCTIONS[reduction]));
  if (!weight && !numbers(plain["target"]!).includes(ignored)) return own();
  const { each } = weighted(loss);
  if (!weight || smoothing === 0) return new Composed(own(each));
  const keep = tf.cast(tf.notEqual(tf.reshape(target, [-1]), ignored), "float32");
  const smoothed = tf.mul(tf.add(tf.mul(labels, 1 - smoothing), smoothing / x.shape[1]), weight);
  const losses = tf.mul(tf.neg(tf.sum(tf.mul(tf.logSoftmax(x), smoothed), 1)), keep);
  return new Composed(done(reduced(losses, tf.sum(each), options)));
}

function fromProbabilities({ x, target, weight, plain, options }: Loss): tf.Tensor | Composed<tf.Tensor> {
  const { label_smoothing: smoothing = 0, reduction = "mean" } = options;
  const { shape } = plain["input"]!;
  const done = (y: tf.Tensor): tf.Tensor =>
    reduction === "none" ? tf.reshape(y, shape.length === 1 ? [] : [shape[0]!, ...shape.slice(2)]) : y;
  const probabilities = rows(target);
  if (!weight) {
    return done(tf.losses.softmaxCrossEntropy(probabilities, x, undefined, smoothing, REDUCTIONS[reduction]));
  }
  const smoothed = tf.mul(tf.add(tf.mul(probabilities, 1 - smoothing), smoothing / x.shape[1]), weight);
  const losses = tf.neg(tf.sum(tf.mul(tf.logSoftmax(x), smoothed), 1));
  return new Composed(done(reduced(losses, tf.scalar(x.shape[0]), options)));
}

function crossEntropy(
  { input, target, weight }: { readonly [name: string]: tf.Tensor },
  plain: { readonly [name: string]: Plain },
  options: Options,
): tf.Tensor | Composed<tf.Tensor> {
  const loss = { x: rows(input!), target: target!, weight, plain, options };
  return isFloating(plain["target"]!) ? fromProbabilities(loss) : fromClasses(loss);
}

const linear = (x: tf.Tensor, weight: tf.Tensor, bias?: tf.Tensor): tf.Tensor => {
  const y = tf.matMul(tf.reshape(x, [-1, weight.shape[1]!]), weight, false, true);
  const shaped = tf.reshape(y, [...x.shape.slice(0, -1), weight.shape[0]!]);
  return bias ? tf.add(shaped, bias) : shaped;
};

/** Takes a variable through the steps. */
function steps(optimizer: tf.Optimizer, parameter: Plain, gradients: readonly Plain[]): Float32Array[] {
  const p = tf.variable(make(parameter));
  return gradients.map((gradient) => {
    optimizer.applyGradients({ [p.name]: make(gradient) } as tf.NamedTensorMap);
    return p.dataSync().slice() as Float32Array;
  });
}

export const tfjs: Adapter<tf.Tensor> = {
  name: "tfjs",
  package: "@tensorflow/tfjs",
  dtypes: ["float32"],
  tensor: make,
  numbers: (t) => t.dataSync(),
  gradients: (f, leaves, upstream) =>
    tf.grads((...xs: tf.Tensor[]) => f(xs))(leaves.map(make), make(upstream)),
  functions: {
    softmax: ({ input }, _, { dim }) => along((x) => tf.softmax(x), input!, dim),
    log_softmax: ({ input }, _, { dim }) => along((x) => tf.logSoftmax(x), input!, dim),
    nll_loss({ input, target, weight }, plain, options) {
      const x = rows(input!);
      const { each, classes } = weighted({ x, target: target!, weight, options });
      const labels = tf.oneHot(classes, x.shape[1], 1, 0, "float32");
      const losses = tf.neg(tf.mul(tf.sum(tf.mul(x, labels), 1), each));
      const shaped = options.reduction === "none" ? tf.reshape(losses, [...plain["target"]!.shape]) : losses;
      return new Composed(reduced(shaped, tf.sum(each), options));
    },
    cross_entropy: crossEntropy,
    kl_div({ input, target }, plain, { reduction = "mean", log_target = false }) {
      // p · log p is 0 where p is.
      const [p, logP] = log_target
        ? [tf.exp(target!), target!]
        : [target!, tf.log(tf.add(target!, make(zeros(plain["target"]!))))];
      const losses = tf.mul(p, tf.sub(logP, input!));
      const n = reduction === "batchmean" ? (input!.shape[0] ?? 1) : losses.size;
      return new Composed(reduced(losses, tf.scalar(n), { reduction }));
    },
    linear: ({ input, weight, bias }) => new Composed(linear(input!, weight!, bias)),
    linear_cross_entropy({ input, linear_weight, linear_bias, ...rest }, plain, options) {
      if (linear_weight!.rank > 2) throw new NotThere();
      const logits = linear(input!, linear_weight!, linear_bias);
      const value = crossEntropy(
        { ...rest, input: logits },
        { ...plain, input: { ...plain["input"]!, shape: logits.shape } },
        options,
      );
      return value instanceof Composed ? value : new Composed(value);
    },
  },
  optimizers: {
    SGD(parameter, gradients, { lr, momentum = 0, dampening = 0, nesterov = false, weight_decay = 0 }) {
      if (dampening || weight_decay) throw new NotThere();
      const optimizer = momentum === 0 ? tf.train.sgd(lr) : tf.train.momentum(lr, momentum, nesterov);
      return steps(optimizer, parameter, gradients);
    },
    Adam(
      parameter,
      gradients,
      { lr, betas: [beta1, beta2] = [0.9, 0.999], eps = 1e-8, weight_decay, amsgrad },
    ) {
      if (weight_decay || amsgrad) throw new NotThere();
      return steps(tf.train.adam(lr, beta1, beta2, eps), parameter, gradients);
    },
  },
  seeded: (seed) => (draw) => {
    const shape = [draw.size];
    if (draw.function === "rand") return tf.randomUniform(shape, 0, 1, "float32", seed).dataSync();
    if (draw.function === "randn") return tf.randomNormal(shape, 0, 1, "float32", seed).dataSync();
    if (draw.function === "randperm") throw new NotThere();
    return tf.randomUniformInt(shape, draw.low!, draw.high!, seed).dataSync();
  },
  print: String,
};
