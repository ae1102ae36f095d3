/** What functional.score and the metrics ask of each line. It has no way back. The formulas stand in backends/table.ts. */

import { run } from "../backends/choose.ts";
import { floatsOf } from "../values/half.ts";
import { scratchDoubles } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import type { Lines } from "../values/shape.ts";

/** A number for each line of each kind. */
export interface LineScores {
  /** The maximum `m`. */
  readonly max: Float64Array;
  /** `Σ exp(d) − 1` with `d = (x − m) / temperature`: log1p of it keeps its digits where one class is almost certain. */
  readonly rest: Float64Array;
  /** `Σ d exp(d)`. */
  readonly cross: Float64Array;
  /** Where the first maximum is. */
  readonly place: Float64Array;
  /** The target's logit, 0 where it is ignored. */
  readonly own: Float64Array;
  /** How many logits come before the target's, −1 where it is ignored. */
  readonly rank: Float64Array;
}

/** The numbers of each line, in scratch. */
export function scoreLines(x: NDArray, lines: Lines, targets: Int32Array, temperature: number): LineScores {
  const n = lines.outer * lines.inner;
  const all = scratchDoubles(6 * n);
  const part = (i: number): Float64Array => all.subarray(i * n, (i + 1) * n);
  const [max, rest, cross, place, own, rank] = [part(0), part(1), part(2), part(3), part(4), part(5)];
  const scores: LineScores = { max, rest, cross, place, own, rank };
  run("score", lines, { x: floatsOf(x), targets, ...scores, temperature });
  return scores;
}

/** The first `k` elements of each line in descending order, and their places; `k` numbers for each line. */
export function topOfLines(
  x: NDArray,
  lines: Lines,
  k: number,
): { readonly values: Float64Array; readonly places: Int32Array } {
  const size = [lines.outer * lines.inner, k];
  const values = zerosOf(size, "float64").data as Float64Array;
  const places = zerosOf(size, "int32").data as Int32Array;
  run("topK", lines, { x: floatsOf(x), values, places });
  return { values, places };
}
