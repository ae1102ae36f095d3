/** What is measured: the metrics of a shard or of any union of shards, and the report of a whole corpus. */

import { metrics, type Tensor } from "crossent";

/** Plain JSON of a fixed size, however much was measured. */
export interface ScoresJSON {
  readonly crossEntropy: metrics.MetricJSON;
  readonly accuracy: metrics.MetricJSON;
  readonly calibration: metrics.MetricJSON;
}

export class Scores {
  readonly crossEntropy: metrics.CrossEntropy;
  readonly accuracy: metrics.Accuracy;
  readonly calibration: metrics.Calibration;

  constructor(json?: ScoresJSON) {
    this.crossEntropy = json ? metrics.CrossEntropy.fromJSON(json.crossEntropy) : new metrics.CrossEntropy();
    this.accuracy = json ? metrics.Accuracy.fromJSON(json.accuracy) : new metrics.Accuracy();
    this.calibration = json ? metrics.Calibration.fromJSON(json.calibration) : new metrics.Calibration();
  }

  /** @param logits - (N, classes). @param target - (N). */
  update(logits: Tensor, target: Tensor): void {
    for (const metric of [this.crossEntropy, this.accuracy, this.calibration]) metric.update(logits, target);
  }

  merge(other: Scores): void {
    this.crossEntropy.merge(other.crossEntropy);
    this.accuracy.merge(other.accuracy);
    this.calibration.merge(other.calibration);
  }

  toJSON(): ScoresJSON {
    return {
      crossEntropy: this.crossEntropy.toJSON(),
      accuracy: this.accuracy.toJSON(),
      calibration: this.calibration.toJSON(),
    };
  }
}

export interface ShardScores {
  /** The path of the shard. */
  readonly shard: string;
  readonly scores: ScoresJSON;
}

export interface Report {
  /** In the order of their paths. */
  readonly shards: readonly ShardScores[];
  readonly total: ScoresJSON;
}

/** @param shards - in any order. */
export function reportOf(shards: readonly ShardScores[]): Report {
  const total = new Scores();
  for (const { scores } of shards) total.merge(new Scores(scores));
  return {
    shards: [...shards].sort((a, b) => (a.shard < b.shard ? -1 : 1)),
    total: total.toJSON(),
  };
}
