import type { FloatArray, TypedArray } from "../dtype.ts";
import { scatterAdd } from "../values/indexing.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { stridesOf } from "../values/shape.ts";
import type { Op } from "./op.ts";

/**
 * `y[…, n, …] = x[…, index[…, n, …], …]` along `dim`. `positions` has for every element of `index` the flat position in
 * `x`; it comes from {@link gatherPositions}, which has checked the indices. PyTorch keeps the index, and frees it.
 */
export const gather: Op<[x: NDArray], [index: NDArray, positions: Float64Array]> = (
  [x],
  _,
  index,
  positions,
) => {
  const y = zerosOf(index.shape, x.dtype);
  const from = x.data as TypedArray & { [n: number]: number };
  for (let n = 0; n < positions.length; n++) y.data[n] = from[positions[n]!]!;
  return {
    name: "GatherBackward0",
    y,
    saved: [index],
    // dx = Σ of dy over the elements that were read from each place
    pullback: (dy) => {
      const dx = zerosOf(x.shape, x.dtype);
      scatterAdd(dy.data as FloatArray, positions, dx.data as FloatArray);
      return [dx];
    },
  };
};

/**
 * Flat positions in an array of `shape` that `index` picks along `dim`.
 *
 * @param outOfRange - makes the error for an index that is not in `[0, shape[dim])`, given the index and its flat place.
 */
export function gatherPositions(
  shape: readonly number[],
  dim: number,
  index: NDArray,
  outOfRange: (value: number, at: number) => Error,
): Float64Array {
  const size = shape.length === 0 ? 1 : shape[dim]!;
  const strides = stridesOf(shape);
  const indexStrides = stridesOf(index.shape);
  const positions = new Float64Array(index.data.length);
  for (let n = 0; n < positions.length; n++) {
    const value = Number(index.data[n]);
    if (!(value >= 0 && value < size)) throw outOfRange(value, n);
    let position = 0;
    for (let d = 0; d < shape.length; d++) {
      const coordinate = d === dim ? value : Math.floor(n / indexStrides[d]!) % index.shape[d]!;
      position += coordinate * strides[d]!;
    }
    positions[n] = position;
  }
  return positions;
}
