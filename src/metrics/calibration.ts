import { checkInt, checkOptions } from "../arguments.ts";
import type { ClassLines } from "../functional/classLines.ts";
import { scoreLines } from "../ops/score.ts";
import type { Targets } from "../ops/targets.ts";
import { jsonPart, outsideOf } from "./errors.ts";
import { ExactSum, isCount } from "./exactSum.ts";
import { isRecord, Metric, type MetricJSON, readMetric } from "./metric.ts";

/** Options of {@link metrics.Calibration}. */
export interface CalibrationOptions {
  /** The dim of the classes; negative ones count from the end. Default −1. */
  readonly dim?: number;
  /** How many bins of equal width there are from 0 to 1, at most 10000. Default 15. */
  readonly bins?: number;
  /** Class index whose targets count for nothing. Default −100. */
  readonly ignoreIndex?: number;
}

/** The predictions of one bin of {@link metrics.Calibration}. */
export interface CalibrationBin {
  /** How many there are. */
  readonly count: number;
  /** Their mean confidence; NaN where there is none. */
  readonly confidence: number;
  /** The part of them that is right; NaN where there is none. */
  readonly accuracy: number;
}

/** What {@link metrics.Calibration} computes. */
export interface CalibrationResult {
  /** Expected calibration error: the mean of `|accuracy − confidence|` over the bins, weighted by their counts. NaN without a target. */
  readonly ece: number;
  /** Maximum calibration error: the largest `|accuracy − confidence|` of a bin. NaN without a target. */
  readonly mce: number;
  /** The bins from the least to the greatest confidence: a reliability diagram. */
  readonly bins: readonly CalibrationBin[];
}

const OPTIONS = ["dim", "bins", "ignoreIndex"];
const MOST_BINS = 10_000;

/** What has been seen of a bin. */
class Bin {
  count = 0;
  correct = 0;
  readonly confidence = new ExactSum();

  add(confidence: number, isCorrect: boolean): void {
    this.count++;
    if (isCorrect) this.correct++;
    this.confidence.add(confidence);
  }

  merge({ count, correct, confidence }: Bin): void {
    this.count += count;
    this.correct += correct;
    this.confidence.merge(confidence);
  }

  reset(): void {
    this.count = 0;
    this.correct = 0;
    this.confidence.reset();
  }

  /** `count · |accuracy − confidence|`. */
  get gap(): number {
    return Math.abs(this.correct - this.confidence.value());
  }
}

/**
 * Whether probabilities mean what they say: of the predictions with a confidence of 0.8 four fifths should be right. The
 * confidence is the probability of the most likely class; predictions are put into bins by it, and in each the mean confidence
 * is compared with the accuracy.
 *
 * Bin `i` of `n` takes confidences in `(i / n, (i + 1) / n]`: 1 belongs to the last one, 0.5 to the lower of two. Confidences are
 * added up exactly, as by {@link metrics.CrossEntropy}. A prediction from a line with a NaN or +Infinity has no confidence:
 * it counts in the last bin, and makes its errors NaN.
 *
 * @example
 * const metric = new metrics.Calibration({ bins: 2 });
 * metric.update(tensor([[0, 0], [0, 100], [100, 0]]), tensor([0, 1, 1]));
 * metric.compute();
 * // {
 * //   ece: 0.5,
 * //   mce: 0.5,
 * //   bins: [
 * //     { count: 1, confidence: 0.5, accuracy: 1 },
 * //     { count: 2, confidence: 1, accuracy: 0.5 }
 * //   ]
 * // }
 * @see Guo et al., On Calibration of Modern Neural Networks, 2017
 */
export class Calibration extends Metric {
  /** How many bins there are. */
  readonly bins: number;
  readonly #seen: readonly Bin[];

  /** @throws TypeError for an option of a wrong kind, RangeError for one out of range. */
  constructor(options?: CalibrationOptions) {
    const { dim = -1, bins = 15, ignoreIndex = -100 } = checkOptions("Calibration", options, OPTIONS);
    super("Calibration", dim, ignoreIndex);
    this.bins = checkInt("Calibration", "bins", bins);
    if (bins < 1 || bins > MOST_BINS) throw outsideOf("Calibration", "bins", bins, MOST_BINS);
    this.#seen = Array.from({ length: bins }, () => new Bin());
  }

  /**
   * The result so far.
   *
   * @example
   * const { ece, bins } = new metrics.Calibration().compute();
   * [ece, bins.length]; // [ NaN, 15 ]
   */
  compute(): CalibrationResult {
    const some = this.#seen.filter(({ count }) => count > 0);
    const count = some.reduce((sum, bin) => sum + bin.count, 0);
    return {
      ece: some.reduce((sum, bin) => sum + bin.gap, 0) / count,
      mce: count === 0 ? Number.NaN : Math.max(...some.map((bin) => bin.gap / bin.count)),
      bins: this.#seen.map(({ count, correct, confidence }) => ({
        count,
        confidence: confidence.value() / count,
        accuracy: correct / count,
      })),
    };
  }

  override reset(): void {
    for (const bin of this.#seen) bin.reset();
  }

  /**
   * The metric that `toJSON` made JSON of.
   *
   * @throws TypeError for what is no JSON of this metric, RangeError for a version or state that is unknown.
   * @example
   * const metric = new metrics.Calibration({ bins: 4 });
   * metric.update(tensor([[0, 100]]), tensor([1]));
   * metrics.Calibration.fromJSON(JSON.parse(JSON.stringify(metric))).compute().ece; // 0
   */
  static fromJSON(json: unknown): Calibration {
    const { options, state } = readMetric("Calibration", json);
    const metric = new this(options as CalibrationOptions);
    const { bins } = state;
    if (!Array.isArray(bins) || bins.length !== metric.bins)
      throw jsonPart("Calibration", "state.bins", bins);
    for (const [i, bin] of metric.#seen.entries()) {
      const read = isRecord(bins[i]) ? readBin(bins[i]) : null;
      if (read === null) throw jsonPart("Calibration", `state.bins[${i}]`, bins[i]);
      bin.merge(read);
    }
    return metric;
  }

  /** @internal */
  protected override adding({ x, lines }: ClassLines): (targets: Targets) => void {
    return ({ targets }) => {
      const { rest, rank } = scoreLines(x, lines, targets, 1);
      for (let i = 0; i < rank.length; i++) {
        if (rank[i]! < 0) continue;
        const confidence = 1 / (1 + rest[i]!); // that of the maximum: exp(0) / Σ exp(d)
        this.#seen[binOf(confidence, this.bins)]!.add(confidence, rank[i] === 0);
      }
    };
  }

  /** @internal */
  protected override absorb(other: this): void {
    for (const [i, bin] of this.#seen.entries()) bin.merge(other.#seen[i]!);
  }

  /** @internal */
  protected override options(): MetricJSON["options"] {
    return { dim: this.dim, bins: this.bins, ignoreIndex: this.ignoreIndex };
  }

  /** @internal */
  protected override state(): MetricJSON["state"] {
    return {
      bins: this.#seen.map(({ count, correct, confidence }) => ({
        count,
        correct,
        confidence: confidence.toJSON(),
      })),
    };
  }
}

/** The number of the bin whose `(i / n, (i + 1) / n]` has the confidence; the last for NaN. */
function binOf(confidence: number, n: number): number {
  if (Number.isNaN(confidence)) return n - 1;
  // The product may be rounded to the other side of an edge.
  let bin = Math.ceil(confidence * n) - 1;
  if (confidence <= bin / n) bin--;
  else if (confidence > (bin + 1) / n) bin++;
  return Math.max(bin, 0);
}

/** A bin of the state; null where nothing could have written it. */
function readBin({ count, correct, confidence }: { readonly [name: string]: unknown }): Bin | null {
  const sum = ExactSum.fromJSON(confidence);
  if (!isCount(count) || !isCount(correct) || correct > count || sum === null) return null;
  const bin = new Bin();
  bin.count = count;
  bin.correct = correct;
  bin.confidence.merge(sum);
  return bin;
}
