import { run } from "../backends/choose.ts";
import type { TypedArray } from "../dtype.ts";
import { gradFor, permuted, withShape } from "../values/broadcast.ts";
import type { NDArray } from "../values/ndarray.ts";
import { zerosOf } from "../values/ndarray.ts";
import { broadcastShapes, broadcastStrides, loopNest, numel } from "../values/shape.ts";
import type { Op } from "./op.ts";

/**
 * `a · b` as in PyTorch: matrices are the last two dims, the dims before are a batch and broadcast. A vector counts as
 * a row on the left and as a column on the right, and its dim is dropped from the result.
 */
export const matmul: Op<[a: NDArray, b: NDArray]> = ([a, b], [needA = false, needB = false]) => {
  const left = a.shape.length === 1 ? withShape(a, [1, ...a.shape]) : a;
  const right = b.shape.length === 1 ? withShape(b, [...b.shape, 1]) : b;
  const y = multiply(left, right);
  const shape = y.shape.slice(0, -2);
  if (a.shape.length > 1) shape.push(y.shape[y.shape.length - 2]!);
  if (b.shape.length > 1) shape.push(y.shape[y.shape.length - 1]!);
  return {
    name: nodeName(a.shape, b.shape, needA),
    y: withShape(y, shape),
    saved: needA && needB ? [a, b] : [needA ? b : a],
    // da = dy · bᵀ, db = aᵀ · dy, each summed over the batch dims that were stretched
    pullback: (dy) => {
      const g = withShape(dy, y.shape);
      return [
        needA ? withShape(gradFor(left, multiply(g, transposed(right))), a.shape) : null,
        needB ? withShape(gradFor(right, multiply(transposed(left), g)), b.shape) : null,
      ];
    },
  };
};

function transposed(x: NDArray): NDArray {
  const n = x.shape.length;
  return permuted(x, [...Array.from({ length: n - 2 }, (_, d) => d), n - 1, n - 2]);
}

/** Two arrays of at least two dims each. */
function multiply(a: NDArray, b: NDArray): NDArray {
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcastShapes(batchA, batchB);
  const [n, k] = a.shape.slice(-2) as [number, number];
  const m = b.shape[b.shape.length - 1]!;
  const y = zerosOf([...batch, n, m], a.dtype);
  const nest = loopNest(batch, broadcastStrides(batchA, batch), broadcastStrides(batchB, batch));
  const count = numel(batch);
  if (y.data.length === 0) return y;
  const size = { n, k, m };
  if (count === 1) {
    run("matmul", size, { a: a.data, b: b.data, y: y.data });
    return y;
  }
  const part = (data: TypedArray, at: number, length: number): TypedArray =>
    data.subarray(at * length, (at + 1) * length);
  for (const [i, [atA, atB]] of pairs(nest, count).entries()) {
    run("matmul", size, {
      a: part(a.data, atA, n * k),
      b: part(b.data, atB, k * m),
      y: part(y.data, i, n * m),
    });
  }
  return y;
}

/** Which matrix of either side each member of the batch takes. */
function pairs(nest: ReturnType<typeof loopNest>, count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    let rest = i;
    let a = 0;
    let b = 0;
    for (const { size, strideA, strideB } of [...nest].reverse()) {
      a += (rest % size) * strideA;
      b += (rest % size) * strideB;
      rest = Math.floor(rest / size);
    }
    return [a, b];
  });
}

/** Which of PyTorch's products a matmul becomes; a batch times one matrix or vector is folded into a tall matrix. */
export type ProductKind = "dot" | "mv" | "mm" | "bmm";

export function productKind(a: readonly number[], b: readonly number[]): ProductKind {
  if (b.length === 1) return a.length === 1 ? "dot" : "mv";
  return b.length === 2 ? "mm" : "bmm";
}

/** PyTorch's name of the last node of a matrix product, which it composes from others. */
function nodeName(a: readonly number[], b: readonly number[], learnsA: boolean): string {
  if (a.length <= 2 && b.length <= 2) {
    if (a.length === 1) return b.length === 1 ? "DotBackward0" : "SqueezeBackward4";
    return b.length === 1 ? "MvBackward0" : "MmBackward0";
  }
  // A matrix that learns is folded with the transposed batch; the result is transposed back, and copied if need be.
  if (a.length !== 2 || !learnsA) return "UnsafeViewBackward0";
  return a[0] === 1 || numel(b) === 0 ? "TransposeBackward0" : "CloneBackward0";
}
