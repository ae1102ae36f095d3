import { checkOptions } from "../arguments.ts";
import { run } from "../backends/choose.ts";
import type { FloatArray } from "../dtype.ts";
import type { ClassLines } from "../functional/classLines.ts";
import { resolveCrossEntropy } from "../functional/crossEntropy.ts";
import { checkedWeight } from "../functional/targets.ts";
import type { Targets } from "../ops/targets.ts";
import { asTensor, type TensorLike } from "../tensor/asTensor.ts";
import { valuesOf } from "../tensor/core.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { floatsOf } from "../values/half.ts";
import { scratchDoubles } from "../values/memory.ts";
import { jsonPart } from "./errors.ts";
import { ExactSum, isCount } from "./exactSum.ts";
import { Metric, type MetricJSON, readMetric } from "./metric.ts";

/** Options of {@link metrics.CrossEntropy}. */
export interface CrossEntropyMetricOptions {
  /** The dim of the classes; negative ones count from the end. Default −1. */
  readonly dim?: number;
  /** Class index whose targets count for nothing. Default −100. */
  readonly ignoreIndex?: number;
  /** Weight of each class, of shape `(C)` and the logits' dtype; it is copied. Default null: every class weighs 1. */
  readonly weight?: Tensor | null;
  /** ε in [0, 1]: how much of each target is spread evenly over all classes. Default 0. */
  readonly labelSmoothing?: number;
}

/** What {@link metrics.CrossEntropy} computes. */
export interface CrossEntropyResult {
  /** The mean loss in nats, that of `'mean'`: the sum of the losses over that of the targets' weights. NaN without a target. */
  readonly loss: number;
  /** `exp(loss)`: among how many equally likely classes a guess would be as good. */
  readonly perplexity: number;
  /** How many targets were not ignored. */
  readonly count: number;
}

const OPTIONS = ["dim", "ignoreIndex", "weight", "labelSmoothing"];
const ONE = Float64Array.of(1);

/**
 * The mean cross-entropy of all targets of many batches, and the perplexity: what `CrossEntropyLoss` with its `'mean'` would
 * give for all of them in one batch. Averages of the means of batches give something else, where batches differ in size or in
 * ignored targets.
 *
 * Losses are added up exactly: the result has the same bits however the targets are spread over batches, workers and merges,
 * on one backend. Where positions lie behind the classes, batches are of whole samples for that.
 *
 * @example
 * const metric = new metrics.CrossEntropy();
 * metric.update(tensor([[2, 1, 0], [0, 0, 5]]), tensor([0, 2]));
 * metric.update(tensor([[0, 0, 0]]), tensor([1]));
 * const { loss, perplexity, count } = metric.compute();
 * [loss.toFixed(4), perplexity.toFixed(4), count]; // [ '0.5065', '1.6595', 3 ]
 */
export class CrossEntropy extends Metric {
  /** Weight of each class, or null. */
  readonly weight: Tensor | null;
  /** How much of each target is spread over all classes. */
  readonly labelSmoothing: number;
  readonly #losses = new ExactSum();
  /** The weights of the targets. */
  readonly #weights = new ExactSum();
  #count = 0;

  /** @throws TypeError for an option of a wrong kind, RangeError for one out of range. */
  constructor(options?: CrossEntropyMetricOptions) {
    const own = checkOptions<CrossEntropyMetricOptions>("CrossEntropy", options, OPTIONS);
    const { dim = -1, ...others } = own;
    const { weight, ignoreIndex, labelSmoothing } = resolveCrossEntropy("CrossEntropy", others, OPTIONS);
    super("CrossEntropy", dim, ignoreIndex);
    this.weight = weight === null ? null : weight.detach().clone();
    this.labelSmoothing = labelSmoothing;
  }

  /**
   * The result so far.
   *
   * @example
   * new metrics.CrossEntropy().compute(); // { loss: NaN, perplexity: NaN, count: 0 }
   */
  compute(): CrossEntropyResult {
    const total = this.weight === null ? this.#count : this.#weights.value();
    const loss = total === 0 ? Number.NaN : this.#losses.value() / total;
    return { loss, perplexity: Math.exp(loss), count: this.#count };
  }

  override reset(): void {
    this.#losses.reset();
    this.#weights.reset();
    this.#count = 0;
  }

  /**
   * The metric that `toJSON` made JSON of.
   *
   * @throws TypeError for what is no JSON of this metric, RangeError for a version or state that is unknown.
   * @example
   * const metric = new metrics.CrossEntropy();
   * metric.update(tensor([[0, 0]]), tensor([0]));
   * const text = JSON.stringify(metric);
   * metrics.CrossEntropy.fromJSON(JSON.parse(text)).compute().loss.toFixed(4); // '0.6931'
   */
  static fromJSON(json: unknown): CrossEntropy {
    const { options, state } = readMetric("CrossEntropy", json);
    const { weight, ...others } = options;
    const metric = new this({ ...others, weight: weight === null ? null : toWeight(weight) });
    const { count } = state;
    for (const [name, sum] of [
      ["losses", metric.#losses],
      ["weights", metric.#weights],
    ] as const) {
      const read = ExactSum.fromJSON(state[name]);
      if (read === null) throw jsonPart("CrossEntropy", `state.${name}`, state[name]);
      sum.merge(read);
    }
    if (!isCount(count)) throw jsonPart("CrossEntropy", "state.count", count);
    metric.#count = count;
    return metric;
  }

  /** @internal */
  protected override adding({ x, lines }: ClassLines): (targets: Targets) => void {
    const { weight, labelSmoothing } = this;
    const own = weight === null ? null : checkedWeight("", weight, lines.length, x.dtype);
    const weights = own && (valuesOf(own).data as FloatArray);
    return ({ targets, counted }) => {
      const losses = scratchDoubles(targets.length);
      run("crossEntropy", lines, {
        x: floatsOf(x),
        dx: null,
        targets,
        losses,
        total: null,
        scale: ONE,
        weights,
        labelSmoothing,
      });
      this.#losses.addAll(losses); // those of ignored targets are 0
      this.#count += counted;
      if (weights === null) return;
      for (let i = 0; i < targets.length; i++) if (targets[i]! >= 0) this.#weights.add(weights[targets[i]!]!);
    };
  }

  /** @internal */
  protected override absorb(other: this): void {
    this.#losses.merge(other.#losses);
    this.#weights.merge(other.#weights);
    this.#count += other.#count;
  }

  /** @internal */
  protected override options(): MetricJSON["options"] {
    const { dim, ignoreIndex, weight, labelSmoothing } = this;
    return { dim, ignoreIndex, weight: weight?.toJSON() ?? null, labelSmoothing };
  }

  /** @internal */
  protected override state(): MetricJSON["state"] {
    return { losses: this.#losses.toJSON(), weights: this.#weights.toJSON(), count: this.#count };
  }
}

/** The weight in the JSON of a metric. */
function toWeight(json: unknown): Tensor {
  try {
    return asTensor(json as TensorLike);
  } catch {
    throw jsonPart("CrossEntropy", "options.weight", json);
  }
}
