/** Everything that the page shows about a situation. Each number is computed by crossent. */

import { CrossEntropyLoss, functional, Softmax, type Tensor, tensor } from "crossent";
import { classCount, isWeighted, type Situation } from "./situation";

/** What `functional.score` says of one sample. */
export interface SampleScore {
  /** Log-probability of the true class; null where the target is probabilities, because score takes a class. */
  readonly logProb: number | null;
  /** How many classes come before the true one; null as above. */
  readonly rank: number | null;
  readonly entropy: number;
  readonly argmax: number;
}

/** What comes out for one sample; lists have one number per class. */
export interface SampleResults {
  readonly probabilities: readonly number[];
  /** The target after smoothing: `t' = t (1 − ε) + ε / C`. */
  readonly smoothed: readonly number[];
  /** `−w_c t'_c log p_c`; they add up to `loss`. */
  readonly shares: readonly number[];
  /** Of this sample's own loss with respect to its logits. */
  readonly gradient: readonly number[];
  readonly loss: number;
  /** Smallest `loss` that any logits can reach or come close to. */
  readonly floor: number;
  /** Where gradient descent takes the logits, or null if there is no such place: then they run away. */
  readonly goal: readonly number[] | null;
  readonly score: SampleScore;
}

export interface Results {
  readonly samples: readonly SampleResults[];
  /** The mean over the batch, as `new CrossEntropyLoss()` gives it. */
  readonly loss: number;
  readonly floor: number;
  /** What the mean divides by: the weights of the true classes, or the number of samples. */
  readonly divisor: number;
  /** The text of the loss as PyTorch prints it. */
  readonly printed: string;
}

const list = (t: Tensor): number[] => t.tolist() as number[];
const rows = (t: Tensor): number[][] => t.tolist() as number[][];
/** JavaScript cannot say `1.0`: without the dtype, whole numbers would become int64 as in PyTorch. */
const floats = (values: readonly number[] | readonly (readonly number[])[]): Tensor =>
  tensor(values, { dtype: "float32" });

const targetOf = ({ targetKind, classes, probabilities }: Situation): Tensor =>
  targetKind === "classes" ? tensor(classes) : floats(probabilities);

const weightOf = (situation: Situation): Tensor | null =>
  isWeighted(situation) ? floats(situation.weights) : null;

/** The target of the loss after smoothing, of shape (N, C). */
function smoothedTarget(situation: Situation): Tensor {
  const { targetKind, classes, probabilities, smoothing } = situation;
  const count = classCount(situation);
  const given =
    targetKind === "classes" ? functional.oneHot(tensor(classes), count).float() : floats(probabilities);
  return given.mul(1 - smoothing).add(smoothing / count);
}

/** The gradient of each sample's own loss: of the sum, because no sample touches another's logits. */
export function gradientOf(situation: Situation): number[][] {
  const x = tensor(situation.logits, { dtype: "float32", requiresGrad: true });
  const options = { weight: weightOf(situation), labelSmoothing: situation.smoothing };
  const lossOfAll = new CrossEntropyLoss({ ...options, reduction: "sum" });
  lossOfAll(x.div(situation.temperature), targetOf(situation)).backward();
  return rows(x.grad!);
}

/**
 * The loss of each class alone: every class becomes a row with the sample's logits and only its own part of the
 * smoothed target.
 */
function sharesOf(scaled: readonly number[], smoothed: readonly number[], weight: Tensor | null): number[] {
  const parts = smoothed.map((value, c) => smoothed.map((_, k) => (k === c ? value : 0)));
  const perRow = new CrossEntropyLoss({ weight, reduction: "none" });
  return list(perRow(floats(smoothed.map(() => scaled)), floats(parts)));
}

/**
 * Descent keeps the sum of the logits, because the gradient adds up to 0; and at the floor `p ∝ w t'`, which are the
 * logits `T log(w t')` up to a constant.
 */
function goalOf(logits: readonly number[], best: readonly number[], temperature: number): number[] | null {
  if (best.some((x) => x === -Infinity)) return null;
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const shift = mean(logits) - temperature * mean(best);
  return best.map((x) => temperature * x + shift);
}

const IGNORED = -100; // the target that `score` passes over

function scoresOf({ logits, targetKind, classes, temperature }: Situation): SampleScore[] {
  const byClass = targetKind === "classes";
  const target = tensor(byClass ? classes : logits.map(() => IGNORED));
  const score = functional.score(floats(logits), target, { temperature });
  const [logProb, rank, entropy, argmax] = [score.logProb, score.rank, score.entropy, score.argmax].map(list);
  return logits.map((_, i) => ({
    logProb: byClass ? logProb![i]! : null,
    rank: byClass ? rank![i]! : null,
    entropy: entropy![i]!,
    argmax: argmax![i]!,
  }));
}

export function resultsOf(situation: Situation): Results {
  const { logits, targetKind, classes, weights, smoothing, temperature } = situation;
  const weight = weightOf(situation);
  const target = targetOf(situation);
  const scaled = floats(logits).div(temperature);
  const smoothed = smoothedTarget(situation);

  const options = { weight, labelSmoothing: smoothing };
  const meanLoss = new CrossEntropyLoss(options);
  const ownLosses = new CrossEntropyLoss({ ...options, reduction: "none" });

  // −Σ a_c log p_c with a = w t' is smallest where p = a / Σ a, and the softmax of log a is just that.
  // Where a_c is 0 the logit is −∞, and the class adds exactly 0.
  const best = (weight === null ? smoothed : smoothed.mul(weight)).log();

  const loss = meanLoss(scaled, target);
  const losses = list(ownLosses(scaled, target));
  const floors = list(ownLosses(best, target));
  const probabilities = rows(new Softmax(1)(scaled));
  const gradients = gradientOf(situation);
  const scores = scoresOf(situation);
  const [scaledRows, smoothedRows, bestRows] = [rows(scaled), rows(smoothed), rows(best)];
  const byWeight = targetKind === "classes" && weight !== null;
  return {
    samples: logits.map((row, i) => ({
      probabilities: probabilities[i]!,
      smoothed: smoothedRows[i]!,
      shares: sharesOf(scaledRows[i]!, smoothedRows[i]!, weight),
      gradient: gradients[i]!,
      loss: losses[i]!,
      floor: floors[i]!,
      goal: goalOf(row, bestRows[i]!, temperature),
      score: scores[i]!,
    })),
    loss: loss.item() as number,
    floor: meanLoss(best, target).item() as number,
    divisor: byWeight ? classes.reduce((sum, c) => sum + weights[c]!, 0) : logits.length,
    printed: String(loss),
  };
}
