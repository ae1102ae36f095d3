import { gradFor } from "../arrays/reduce.ts";
import { expandTo, withShape } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { multiply, tall } from "./matmul.ts";
import type { Op } from "./op.ts";

/**
 * `y = x · Wᵀ + b`, with `x` of shape `(…, in)`, `W` of `(out, in)` and `b` of `(out)`, or of another that broadcasts to
 * `(1, out)`; null for none. It is one product, which begins with the bias.
 */
export const linear: Op<[x: NDArray, weight: NDArray, bias: NDArray | null]> = (
  [x, weight, bias],
  [needX = false, needWeight = false, needBias = false],
) => {
  const rows = tall(x);
  const features = weight.shape[0]!;
  const start = bias === null ? null : expandTo(bias, [1, features]).data;
  const y = multiply(rows, weight, { transposedB: true, bias: start });
  const saved: NDArray[] = [];
  if (needX) saved.push(weight);
  if (needWeight) saved.push(x);
  return {
    name: nodeName(x, bias),
    y: withShape(y, [...x.shape.slice(0, -1), features]),
    saved,
    // dx = dy · W, dW = dyᵀ · x, db = Σ dy over the rows
    pullback: (dy) => {
      const g = withShape(dy, y.shape);
      return [
        needX ? withShape(multiply(g, weight, { like: x }), x.shape) : null,
        needWeight ? multiply(g, rows, { transposedA: true, like: weight }) : null,
        needBias ? gradFor(bias!, g) : null,
      ];
    },
  };
};

/** Whether PyTorch's product begins with the bias, as this one does: else it adds it to the result. */
export const startsWithBias = (x: readonly number[], bias: readonly number[]): boolean =>
  x.length === 2 || bias.length === 1 || bias.filter((size) => size !== 1).length === 1;

/** PyTorch's name of the last node: it makes a matrix of other inputs, and undoes that. */
function nodeName({ shape }: NDArray, bias: NDArray | null): string {
  if (bias !== null && !startsWithBias(shape, bias.shape)) return "AddBackward0";
  if (shape.length === 2) return bias !== null ? "AddmmBackward0" : "MmBackward0";
  return shape.length === 1 && bias === null ? "SqueezeBackward4" : "UnsafeViewBackward0";
}
