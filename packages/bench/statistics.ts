/** Median and quartiles of the rounds. */

export interface Summary {
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
}

/** Linear interpolation between the order statistics, as numpy's default. */
function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  const high = Math.ceil(at);
  return sorted[low]! + (sorted[high]! - sorted[low]!) * (at - low);
}

export function summarise(samples: readonly number[]): Summary {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: quantile(sorted, 0.5), lower: quantile(sorted, 0.25), upper: quantile(sorted, 0.75) };
}

export const median = (samples: readonly number[]): number => summarise(samples).median;

export const mean = (samples: readonly number[]): number =>
  samples.reduce((sum, sample) => sum + sample, 0) / samples.length;

/** The samples of rounds; a long call sits out some of them: null. */
export type Rounds = readonly (number | null)[];

/** The median of the ratios within one round each: what the machine does meanwhile meets both sides. */
export function medianRatio(above: Rounds, below: Rounds): number {
  const ratios = above.flatMap((sample, round) => {
    const other = below[round] ?? null;
    return sample === null || other === null ? [] : [sample / other];
  });
  return ratios.length === 0 ? Number.NaN : median(ratios);
}
