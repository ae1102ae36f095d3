import { binary, binaryInto } from "../arrays/elementwise.ts";
import { meanOver, sumOver } from "../arrays/reduce.ts";
import type { FloatArray } from "../dtype.ts";
import { castTo, withShape } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import { numel } from "../values/shape.ts";
import type { Op } from "./op.ts";
import { reducedShape } from "./reduce.ts";

/** `whole` says that no dim was named: PyTorch has another gradient then, where there are no degrees of freedom. */
type Spread = Op<
  [x: NDArray],
  [dims: readonly number[], keepdim: boolean, correction: number, whole: boolean]
>;

/**
 * `Σ (x − mean)² / max(n − correction, 0)` over `dims`, or its root, in double precision with the mean subtracted first, and
 * rounded once.
 */
const spread =
  (name: string, isRoot: boolean): Spread =>
  ([x], _, dims, keepdim, correction, whole) => {
    const reduced = x.shape.map((__, d) => dims.includes(d));
    const kept = reducedShape(x.shape, dims, true);
    const exact = castTo(x, "float64");
    const mean = meanOver(exact, reduced, kept);
    const freedom = numel(dims.map((d) => x.shape[d]!)) - correction;
    const deviations = binary("sub", exact, mean, "float64");
    const squares = sumOver(binaryInto("mul", deviations, deviations, deviations), reduced, kept);
    const divisor = freedom > 0 ? freedom : 0; // a NaN is none
    const results = (squares.data as Float64Array).map((m) =>
      isRoot ? Math.sqrt(m / divisor) : m / divisor,
    );
    const y = castTo(ndarray(results, reducedShape(x.shape, dims, keepdim), "float64"), x.dtype);
    return {
      name,
      y,
      saved: isRoot ? [x, y] : [x],
      // dx = dy · 2 (x − mean) / (n − correction); of the root dy / (2 y) takes the place of dy, 0 where y = 0
      pullback: (dy) => {
        const shares = Float64Array.from(dy.data as FloatArray);
        if (isRoot) {
          for (let i = 0; i < shares.length; i++) {
            const root = y.data[i] as number;
            shares[i] = root === 0 ? 0 : shares[i]! / (2 * root);
          }
        }
        const dx = binary("sub", castTo(x, "float64"), mean, "float64");
        if (whole && freedom <= 0) {
          for (let i = 0; i < dx.data.length; i++) dx.data[i] = dx.data[i] === 0 ? Number.NaN : Infinity;
        } else for (let i = 0; i < shares.length; i++) shares[i]! *= 2 / freedom;
        binaryInto("mul", dx, withShape(ndarray(shares, kept, "float64"), kept), dx);
        const gradient = gradientOf(x);
        (gradient.data as FloatArray).set(dx.data as FloatArray);
        return [gradient];
      },
    };
  };

export const variance = spread("VarBackward0", false);
export const deviation = spread("StdBackward0", true);
