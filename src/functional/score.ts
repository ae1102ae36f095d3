import { checkInt, checkOptions } from "../arguments.ts";
import type { DType, FloatDType } from "../dtype.ts";
import { scoreLines, topOfLines } from "../ops/score.ts";
import type { LossOf } from "../resultTypes.ts";
import { topkOutside } from "../tensor/choosingErrors.ts";
import { wrap } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { castTo } from "../values/broadcast.ts";
import { zerosOf } from "../values/ndarray.ts";
import { type ClassLines, checkedClassLines, readTargets } from "./classLines.ts";
import { badTemperature } from "./errors.ts";
import { checkIgnoreIndex } from "./lossOptions.ts";

/** Options of {@link functional.score}. */
export interface ScoreOptions {
  /** The dim of the classes; negative ones count from the end. Default −1. */
  readonly dim?: number;
  /** Class index whose targets have neither log-probability nor rank. Default −100. */
  readonly ignoreIndex?: number;
  /** What the logits are divided by, above 0: below 1 it sharpens the probabilities, above it flattens them. Default 1. */
  readonly temperature?: number;
  /** How many of the most likely classes to give, with their log-probabilities. Default 0: none. */
  readonly topK?: number;
}

/** What {@link functional.score} says of each line of logits. No tensor of it has a gradient. */
export interface Score<out D extends FloatDType = FloatDType> {
  /** Log-probability of the target, in nats; 0 where it is ignored. */
  readonly logProb: Tensor<D>;
  /** `log Σ exp(x / temperature)`: what turns logits into log-probabilities. */
  readonly logsumexp: Tensor<D>;
  /** Entropy of the probabilities, in nats: from 0, where one class is certain, to `log C`, where all are equal. */
  readonly entropy: Tensor<D>;
  /** How many classes are more likely than the target, or as likely and of lower index; −1 where it is ignored. */
  readonly rank: Tensor<"int64">;
  /** The most likely class, of equal ones the first: int64. */
  readonly argmax: Tensor<"int64">;
  /** The most likely classes, along the dim of the classes; null unless the option `topK` asks for some. */
  readonly topK: TopClasses<D> | null;
}

/** The most likely classes of each line, the likeliest first. */
export interface TopClasses<out D extends FloatDType = FloatDType> {
  /** Their log-probabilities. */
  readonly values: Tensor<D>;
  /** Which they are: int64; of equally likely ones the first come first. */
  readonly indices: Tensor<"int64">;
}

const OPTIONS = ["dim", "ignoreIndex", "temperature", "topK"];

/** The checked options of a call, every default filled in. */
function resolveScore(options: ScoreOptions | undefined): Required<ScoreOptions> {
  const {
    dim = -1,
    ignoreIndex = -100,
    temperature = 1,
    topK = 0,
  } = checkOptions<ScoreOptions>("score", options, OPTIONS);
  checkIgnoreIndex("score", ignoreIndex);
  if (typeof temperature !== "number" || !(temperature > 0 && temperature < Infinity))
    throw badTemperature(temperature);
  return { dim, ignoreIndex, temperature, topK: checkInt("score", "topK", topK) };
}

/**
 * How a classifier or language model sees the targets: their log-probabilities and ranks, and for each line of logits the
 * log-sum-exp, the entropy, and the most likely classes. For perplexity, reranking, and to look at single predictions, where
 * a loss would give one number for all, and softmax an array as large as the logits.
 *
 * With `p = softmax(x / temperature)` along `dim`: `logProb = log p_y`, `entropy = −Σ p log p`, a class of probability 0
 * adds nothing; `rank` counts the classes before `y` in descending order. A line with a NaN or +Infinity, or of −Infinity
 * only, has NaN for probabilities, as under `logSoftmax`; to `rank`, `argmax` and `topK` NaN is the largest.
 *
 * Shapes: logits `(…, C, …)` with the `C` classes along `dim`, by default the last, as language models have them; target and
 * results without that dim, `topK` with `topK` elements in its place. Nothing of the logits' size is made.
 *
 * @param logits - floating, of half precision too; integers are promoted to float32.
 * @param target - classes in `[0, C)` or `ignoreIndex`: int64, int32 or uint8.
 * @returns tensors of the logits' dtype, float32 for half precision, and of int64, without gradient.
 * @throws TypeError for a wrong kind of argument, RangeError for a target or option that does not fit.
 * @example
 * const logits = tensor([[2, 1, 0], [0, 0, 5]]);
 * const { logProb, rank, entropy, topK } = functional.score(logits, tensor([1, -100]), { topK: 2 });
 * logProb; // tensor([-1.4076,  0.0000])
 * rank; // tensor([ 1, -1])
 * entropy; // tensor([0.8324, 0.0799])
 * topK?.indices.tolist(); // [ [ 0, 1 ], [ 2, 0 ] ]
 * @see torch.log_softmax, torch.logsumexp, torch.topk, torch.distributions.Categorical.entropy
 */
export function score<D extends DType>(
  logits: Tensor<D>,
  target: Tensor,
  options?: ScoreOptions,
): Score<LossOf[D]> {
  const { dim, ignoreIndex, temperature, topK } = resolveScore(options);
  const given = checkedClassLines("score", logits, target, dim, ignoreIndex);
  const { x, lines } = given;
  if (topK < 0 || topK > lines.length) throw topkOutside(topK, lines.length);
  const { targets } = readTargets(given);
  const { max, rest, cross, place, own, rank } = scoreLines(x, lines, targets, temperature);
  const { shape } = given.target;
  const dtype = x.dtype === "float64" ? "float64" : "float32";
  const [logProb, logsumexp, entropy] = [zerosOf(shape, dtype), zerosOf(shape, dtype), zerosOf(shape, dtype)];
  const [ranks, places] = [zerosOf(shape, "int32"), zerosOf(shape, "int32")];
  const logSums = new Float64Array(max.length);
  for (let line = 0; line < logSums.length; line++) {
    const [m, logSum] = [max[line]!, Math.log1p(rest[line]!)];
    logSums[line] = logSum;
    logProb.data[line] = rank[line]! < 0 ? 0 : (own[line]! - m) / temperature - logSum;
    logsumexp.data[line] = Number.isFinite(m) ? m / temperature + logSum : m; // an infinite maximum is the result
    entropy.data[line] = logSum - cross[line]! / (1 + rest[line]!); // −Σ p log p with log p = d − log Σ exp(d)
    ranks.data[line] = rank[line]!;
    places.data[line] = place[line]!;
  }
  return {
    logProb: wrap(logProb),
    logsumexp: wrap(logsumexp),
    entropy: wrap(entropy),
    rank: wrap(castTo(ranks, "int64")),
    argmax: wrap(castTo(places, "int64")),
    topK: topK === 0 ? null : topClasses(given, max, logSums, temperature, topK, dtype),
  };
}

/** The most likely classes, which lie along the dim of the logits' classes. */
function topClasses(
  { x, dim, lines }: ClassLines,
  max: Float64Array,
  logSums: Float64Array,
  temperature: number,
  k: number,
  dtype: DType,
): TopClasses<never> {
  const { outer, inner } = lines;
  const found = topOfLines(x, lines, k);
  const shape = x.shape.map((size, d) => (d === dim ? k : size));
  const values = zerosOf(shape, dtype);
  const indices = zerosOf(shape, "int32");
  for (let o = 0, line = 0, from = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++, line++) {
      for (let j = 0, to = o * k * inner + i; j < k; j++, from++, to += inner) {
        values.data[to] = (found.values[from]! - max[line]!) / temperature - logSums[line]!;
        indices.data[to] = found.places[from]!;
      }
    }
  }
  return { values: wrap(values), indices: wrap(castTo(indices, "int64")) };
}
