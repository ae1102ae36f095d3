/** What the metrics have in common: how they take batches, are merged, and become JSON and metrics again. */

import { checkInt } from "../arguments.ts";
import { inspect } from "../console.ts";
import { kindOf } from "../describe.ts";
import type { ClassLines } from "../functional/classLines.ts";
import { checkedClassLines, readTargets } from "../functional/classLines.ts";
import { checkIgnoreIndex } from "../functional/lossOptions.ts";
import type { Targets } from "../ops/targets.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { jsonOfOther, jsonPart, jsonVersion, notMetricJSON, otherMetric, otherOptions } from "./errors.ts";

/** A metric as plain JSON, as `toJSON` gives it and `fromJSON` of the same metric reads it. */
export interface MetricJSON {
  /** Which metric it is: `"CrossEntropy"`. */
  readonly metric: string;
  /** How to read the state. */
  readonly version: number;
  /** The options, every default filled in. */
  readonly options: { readonly [name: string]: unknown };
  /** What has been counted and added up. */
  readonly state: { readonly [name: string]: unknown };
}

/** The version of the state that this release writes and reads. */
const VERSION = 1;

/** Base of the metrics. */
export abstract class Metric {
  /** The dim of the classes; negative ones count from the end. */
  readonly dim: number;
  /** Class index whose targets count for nothing. */
  readonly ignoreIndex: number;
  readonly #name: string;

  /** @internal */
  constructor(name: string, dim: number, ignoreIndex: number) {
    this.#name = name;
    this.dim = checkInt(name, "dim", dim);
    this.ignoreIndex = checkIgnoreIndex(name, ignoreIndex);
  }

  /**
   * Takes in a batch. All of it is checked first: after an error the metric is what it was.
   *
   * @param logits - `(…, C, …)` with the `C` classes along `dim`, by default the last, of half precision too; integers count as float32.
   * @param target - classes in `[0, C)` or `ignoreIndex`, of the shape of the logits without `dim`: int64, int32 or uint8.
   * @throws TypeError for a wrong kind of argument, RangeError for a target that does not fit.
   * @example
   * const accuracy = new metrics.Accuracy();
   * accuracy.update(tensor([[-1, 2], [3, 0]]), tensor([1, 1]));
   * accuracy.update(tensor([[0, 1.5], [2, 1]]), tensor([1, -100]));
   * accuracy.compute().count; // 3
   */
  update(logits: Tensor, target: Tensor): void {
    const given = checkedClassLines(this.#name, logits, target, this.dim, this.ignoreIndex);
    const add = this.adding(given);
    add(readTargets(given));
  }

  /**
   * Takes in what another metric of the same kind and options has seen, of another worker for instance. The other one stays
   * as it is. In whatever order batches and metrics are taken in, `compute` gives the same bits.
   *
   * @throws TypeError for anything else, RangeError where an option differs.
   * @example
   * const [all, some] = [new metrics.Accuracy(), new metrics.Accuracy()];
   * some.update(tensor([[-1, 2]]), tensor([1]));
   * all.merge(some);
   * all.compute(); // { accuracy: 1, correct: 1, count: 1 }
   */
  merge(other: this): void {
    const isOne = other instanceof (this.constructor as new () => Metric);
    if (!isOne) throw otherMetric(this.#name, kindOfMetric(other));
    const [own, others] = [this.options(), other.options()];
    const different = Object.keys(own).find(
      (name) => JSON.stringify(own[name]) !== JSON.stringify(others[name]),
    );
    if (different !== undefined) throw otherOptions(this.#name, different, own[different], others[different]);
    this.absorb(other);
  }

  /**
   * Forgets everything but the options.
   *
   * @example
   * const accuracy = new metrics.Accuracy();
   * accuracy.update(tensor([[-1, 2]]), tensor([1]));
   * accuracy.reset();
   * accuracy.compute(); // { accuracy: NaN, correct: 0, count: 0 }
   */
  abstract reset(): void;

  /**
   * Options and state as plain JSON, which `fromJSON` reads: to keep a metric, or to send it to another thread or machine.
   * Its size does not depend on how much the metric has seen, and equal metrics have equal JSON.
   *
   * @example
   * const accuracy = new metrics.Accuracy({ topK: 2 });
   * JSON.stringify(accuracy.toJSON().options); // '{"dim":-1,"topK":2,"ignoreIndex":-100}'
   */
  toJSON(): MetricJSON {
    return { metric: this.#name, version: VERSION, options: this.options(), state: this.state() };
  }

  /**
   * The metric and its options.
   *
   * @example
   * String(new metrics.Accuracy({ topK: 5 })); // 'Accuracy(dim=-1, topK=5, ignoreIndex=-100)'
   */
  toString(): string {
    const numbers = Object.entries(this.options()).filter(([, value]) => typeof value === "number");
    return `${this.#name}(${numbers.map(([name, value]) => `${name}=${value}`).join(", ")})`;
  }

  /** @internal What `console.log` and the REPL show. */
  [inspect](): string {
    return this.toString();
  }

  /**
   * @internal Checks what is the metric's own to check of a batch.
   *
   * @returns what takes the batch in, once its targets have been read. It cannot fail.
   */
  protected abstract adding(given: ClassLines): (targets: Targets) => void;

  /** @internal Takes in another metric of the same class and options. */
  protected abstract absorb(other: this): void;

  /** @internal The options as plain JSON. */
  protected abstract options(): MetricJSON["options"];

  /** @internal The state as plain JSON, the same for the same targets in whatever order. */
  protected abstract state(): MetricJSON["state"];
}

/** What an error calls the argument of `merge`. */
const kindOfMetric = (other: unknown): string =>
  other instanceof Metric ? `a metrics.${other.toJSON().metric}` : kindOf(other);

/** Options and state in the JSON of a metric, whose own reading is still to come. */
export function readMetric(metric: string, json: unknown): Pick<MetricJSON, "options" | "state"> {
  if (!isRecord(json)) throw notMetricJSON(metric, json);
  const { metric: name, version, options, state } = json;
  if (name !== metric) throw jsonOfOther(metric, name);
  if (version !== VERSION) throw jsonVersion(metric, version, VERSION);
  if (!isRecord(options)) throw jsonPart(metric, "options", options);
  if (!isRecord(state)) throw jsonPart(metric, "state", state);
  return { options, state };
}

/** Whether a value is an object with names, as JSON has them. */
export const isRecord = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
