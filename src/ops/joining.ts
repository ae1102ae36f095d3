/** Ops that put tensors together, or one tensor several times. */

import { gradFor } from "../arrays/reduce.ts";
import { expandInto } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { type Loop, loopNest, numel } from "../values/shape.ts";
import { copyStrided, pasteStrided } from "../values/strided.ts";
import { NOTHING, type Op } from "./op.ts";

/**
 * Parts of one dtype side by side: each lies as `outer` runs, the result of `shape` as `outer` rows of one run of every
 * part. A new dim or a longer one makes no difference.
 */
const joining =
  (name: string): Op<readonly NDArray[], [shape: readonly number[], outer: number]> =>
  (parts, needs, shape, outer) => {
    const y = zerosOf(shape, parts[0]!.dtype);
    const row = numel(shape) / Math.max(outer, 1);
    /** Where the run of a part begins in a row, and the loops over its runs. */
    const places: { readonly at: number; readonly nest: readonly Loop[] }[] = [];
    let at = 0;
    for (const part of parts) {
      const run = part.data.length / Math.max(outer, 1);
      places.push({ at, nest: loopNest([outer, run], [row, 1], [row, 1]) });
      at += run;
    }
    parts.forEach(({ data }, i) => {
      pasteStrided(data, places[i]!.nest, y.data.subarray(places[i]!.at));
    });
    return {
      name,
      y,
      saved: NOTHING,
      // The gradient of a part is its own part of dy.
      pullback: (dy) =>
        parts.map((part, i) => {
          if (!needs[i]) return null;
          const dx = gradientOf(part);
          copyStrided(dy.data.subarray(places[i]!.at), places[i]!.nest, dx.data);
          return dx;
        }),
    };
  };

export const cat = joining("CatBackward0");
export const stack = joining("StackBackward0");

/** `x` stretched to `shape`, copied. */
export const expand: Op<[x: NDArray], [shape: readonly number[]]> = ([x], _, shape) => ({
  name: "ExpandBackward0",
  y: expandInto(x, zerosOf(shape, x.dtype)),
  saved: NOTHING,
  pullback: (dy) => [gradFor(x, dy)], // dx = Σ dy over what was stretched
  means: "input",
});
