import { gradFor } from "../arrays/reduce.ts";
import { run } from "../backends/choose.ts";
import type { TypedArray } from "../dtype.ts";
import { withShape } from "../values/broadcast.ts";
import { gradientOf } from "../values/memory.ts";
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
        needA ? withShape(gradLeft(left, right, g), a.shape) : null,
        needB ? withShape(gradRight(left, right, g), b.shape) : null,
      ];
    },
  };
};

const gradLeft = (left: NDArray, right: NDArray, g: NDArray): NDArray =>
  gradFor(left, multiply(g, right, { transposedB: true, like: left }));

/** Where all matrices of the left meet one on the right, the batch is summed by the product itself. */
const gradRight = (left: NDArray, right: NDArray, g: NDArray): NDArray =>
  right.shape.length === 2
    ? multiply(tall(left), tall(g), { transposedA: true, like: right })
    : gradFor(right, multiply(left, g, { transposedA: true, like: right }));

/** The matrices of a batch, one above the other. */
export const tall = (x: NDArray): NDArray =>
  withShape(x, [numel(x.shape, 0, x.shape.length - 1), x.shape[x.shape.length - 1]!]);

/** How the sides of {@link multiply} lie, what its result is a gradient of, if it is, and what is added to each row. */
interface Lying {
  readonly transposedA?: boolean;
  readonly transposedB?: boolean;
  readonly like?: NDArray;
  readonly bias?: TypedArray | null;
}

/** Two arrays of at least two dims each. A batch times one matrix is one tall product. */
export function multiply(a: NDArray, b: NDArray, lying: Lying = {}): NDArray {
  const { transposedA = false, transposedB = false, like, bias = null } = lying;
  if (b.shape.length === 2 && a.shape.length > 2 && !transposedA) {
    const y = multiply(tall(a), b, lying);
    return withShape(y, [...a.shape.slice(0, -1), y.shape[1]!]);
  }
  const batchA = a.shape.slice(0, -2);
  const batchB = b.shape.slice(0, -2);
  const batch = broadcastShapes(batchA, batchB);
  const [rowsA, columnsA] = a.shape.slice(-2) as [number, number];
  const [rowsB, columnsB] = b.shape.slice(-2) as [number, number];
  const [n, k] = transposedA ? [columnsA, rowsA] : [rowsA, columnsA];
  const m = transposedB ? rowsB : columnsB;
  const shape = [...batch, n, m];
  const y =
    like && numel(shape) === like.data.length ? withShape(gradientOf(like), shape) : zerosOf(shape, a.dtype);
  if (y.data.length === 0) return y;
  const size = { n, k, m, transposedA, transposedB };
  const count = numel(batch);
  if (count === 1) {
    run("matmul", size, { a: a.data, b: b.data, bias, y: y.data });
    return y;
  }
  const nest = loopNest(batch, broadcastStrides(batchA, batch), broadcastStrides(batchB, batch));
  const part = (data: TypedArray, at: number, length: number): TypedArray =>
    data.subarray(at * length, (at + 1) * length);
  for (const [i, [atA, atB]] of pairs(nest, count).entries()) {
    run("matmul", size, {
      a: part(a.data, atA, n * k),
      b: part(b.data, atB, k * m),
      bias,
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
