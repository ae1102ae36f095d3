import type { FloatArray } from "../dtype.ts";
import { gather as gatherRuns, scatterAdd } from "../values/indexing.ts";
import { zeroGradientOf } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { loopNest, stridesOf } from "../values/shape.ts";
import type { Op } from "./op.ts";

type Gather = Op<[x: NDArray], [index: NDArray, dim: number]>;

/**
 * `y[…, n, …] = x[…, index[…, n, …], …]` along `dim`. The indices, int64 or int32, have been checked: `index` has as many
 * dims as `x` (a scalar counts as one), and none is larger but `dim`. PyTorch keeps the index, and frees it.
 */
export const gathering =
  (name: string): Gather =>
  ([x], _, index, dim) => {
    const strides = stridesOf(x.shape.length === 0 ? [1] : x.shape);
    const stride = strides[dim]!;
    const along = strides.map((step, d) => (d === dim ? 0 : step));
    const nest = loopNest(index.shape, along, along);
    const places = index.data as Int32Array | BigInt64Array;
    const y = zerosOf(index.shape, x.dtype);
    if (places.length > 0) gatherRuns(x.data, places, nest, stride, y.data);
    return {
      name,
      y,
      saved: [index],
      // dx = Σ of dy over the elements that were read from each place
      pullback: (dy) => {
        const dx = zeroGradientOf(x);
        if (places.length > 0) scatterAdd(dy.data as FloatArray, places, nest, stride, dx.data as FloatArray);
        return [dx];
      },
    };
  };

export const gather = gathering("GatherBackward0");
