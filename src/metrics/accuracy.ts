import { checkInt, checkOptions } from "../arguments.ts";
import type { ClassLines } from "../functional/classLines.ts";
import { scoreLines } from "../ops/score.ts";
import type { Targets } from "../ops/targets.ts";
import { topkOutside } from "../tensor/choosingErrors.ts";
import { jsonPart, outsideOf } from "./errors.ts";
import { isCount } from "./exactSum.ts";
import { Metric, type MetricJSON, readMetric } from "./metric.ts";

/** Options of {@link metrics.Accuracy}. */
export interface AccuracyOptions {
  /** The dim of the classes; negative ones count from the end. Default −1. */
  readonly dim?: number;
  /** Among how many of the most likely classes a target has to be. Default 1. */
  readonly topK?: number;
  /** Class index whose targets count for nothing. Default −100. */
  readonly ignoreIndex?: number;
}

/** What {@link metrics.Accuracy} computes. */
export interface AccuracyResult {
  /** `correct / count`; NaN without a target. */
  readonly accuracy: number;
  /** How many targets were among the `topK` most likely classes. */
  readonly correct: number;
  /** How many targets were not ignored. */
  readonly count: number;
}

const OPTIONS = ["dim", "topK", "ignoreIndex"];

/**
 * How often the target is the most likely class, or among the `topK` most likely ones, over many batches. Of equally likely
 * classes the first come first; NaN is the largest logit.
 *
 * @example
 * const metric = new metrics.Accuracy({ topK: 2 });
 * metric.update(tensor([[2, 1, 0], [0, 3, 5], [1, 2, 3]]), tensor([1, 2, 0]));
 * metric.compute(); // { accuracy: 0.6666666666666666, correct: 2, count: 3 }
 */
export class Accuracy extends Metric {
  /** Among how many of the most likely classes a target has to be. */
  readonly topK: number;
  #correct = 0;
  #count = 0;

  /** @throws TypeError for an option of a wrong kind, RangeError for one out of range. */
  constructor(options?: AccuracyOptions) {
    const { dim = -1, topK = 1, ignoreIndex = -100 } = checkOptions("Accuracy", options, OPTIONS);
    super("Accuracy", dim, ignoreIndex);
    this.topK = checkInt("Accuracy", "topK", topK);
    if (topK < 1) throw outsideOf("Accuracy", "topK", topK, Infinity);
  }

  /**
   * The result so far.
   *
   * @example
   * new metrics.Accuracy().compute(); // { accuracy: NaN, correct: 0, count: 0 }
   */
  compute(): AccuracyResult {
    const [correct, count] = [this.#correct, this.#count];
    return { accuracy: correct / count, correct, count };
  }

  override reset(): void {
    this.#correct = 0;
    this.#count = 0;
  }

  /**
   * The metric that `toJSON` made JSON of.
   *
   * @throws TypeError for what is no JSON of this metric, RangeError for a version or state that is unknown.
   * @example
   * const metric = new metrics.Accuracy();
   * metric.update(tensor([[0, 2]]), tensor([1]));
   * metrics.Accuracy.fromJSON(JSON.parse(JSON.stringify(metric))).compute(); // { accuracy: 1, correct: 1, count: 1 }
   */
  static fromJSON(json: unknown): Accuracy {
    const { options, state } = readMetric("Accuracy", json);
    const metric = new this(options as AccuracyOptions);
    const { correct, count } = state;
    if (!isCount(count)) throw jsonPart("Accuracy", "state.count", count);
    if (!isCount(correct) || correct > count) throw jsonPart("Accuracy", "state.correct", correct);
    metric.#correct = correct;
    metric.#count = count;
    return metric;
  }

  /** @internal */
  protected override adding({ x, lines }: ClassLines): (targets: Targets) => void {
    if (this.topK > lines.length) throw topkOutside(this.topK, lines.length);
    return ({ targets, counted }) => {
      const { rank } = scoreLines(x, lines, targets, 1);
      for (let i = 0; i < rank.length; i++) if (rank[i]! >= 0 && rank[i]! < this.topK) this.#correct++;
      this.#count += counted;
    };
  }

  /** @internal */
  protected override absorb(other: this): void {
    this.#correct += other.#correct;
    this.#count += other.#count;
  }

  /** @internal */
  protected override options(): MetricJSON["options"] {
    return { dim: this.dim, topK: this.topK, ignoreIndex: this.ignoreIndex };
  }

  /** @internal */
  protected override state(): MetricJSON["state"] {
    return { correct: this.#correct, count: this.#count };
  }
}
