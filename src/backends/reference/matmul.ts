import type { NumberArray, TypedArray } from "../../dtype.ts";
import { type ProductSize, partOf } from "../../values/shape.ts";
import type { Call } from "../table.ts";

/**
 * `y = a · b + bias` for one pair of matrices, or `y += a · b` where the call knows no bias; floats are summed in double precision,
 * integers wrap.
 */
export function multiply(size: ProductSize, call: Call<"matmul"> | Call<"addmm">): void {
  const { a, b, y } = call;
  const start = "bias" in call ? call.bias : y;
  if (a instanceof BigInt64Array) {
    bigints(size, a, b as BigInt64Array, start as BigInt64Array | null, y as BigInt64Array);
  } else {
    const multiplied = isFloats(a) ? floats : integers;
    multiplied(size, a, b as NumberArray, start as NumberArray | null, y as NumberArray);
  }
}

const isFloats = (a: TypedArray): boolean => a instanceof Float32Array || a instanceof Float64Array;

/** Where the elements lie: steps along rows, the common dim and columns, and the first of each array. `start` is y, or else the bias. */
function layoutOf(size: ProductSize, startIsY: boolean) {
  const { k, transposedA, transposedB } = size;
  const { rows, columns, row, column } = partOf(size);
  const [aRow, aStep] = transposedA ? [1, rows] : [k, 1];
  const [bStep, bColumn] = transposedB ? [1, k] : [columns, 1];
  const [a, b, y] = [row * aRow, column * bColumn, row * columns + column];
  const startRow = startIsY ? columns : 0;
  return {
    ...{ aRow, aStep, bStep, bColumn, startRow, yRow: columns },
    first: { a, b, y, start: startIsY ? y : column },
  };
}

/** Row by row, so that both the sums and a right side that lies in rows are walked in order. */
function floats(
  size: ProductSize,
  a: NumberArray,
  b: NumberArray,
  start: NumberArray | null,
  y: NumberArray,
): void {
  const { n, k, m } = size;
  const { aRow, aStep, bStep, bColumn, startRow, yRow, first } = layoutOf(size, start === y);
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    const from = first.start + i * startRow;
    if (start === null) row.fill(0);
    else row.set(start.subarray(from, from + m));
    for (let p = 0; p < k; p++) {
      const factor = a[first.a + i * aRow + p * aStep]!;
      for (let j = 0, at = first.b + p * bStep; j < m; j++, at += bColumn) row[j]! += factor * b[at]!;
    }
    y.set(row, first.y + i * yRow);
  }
}

function integers(
  size: ProductSize,
  a: NumberArray,
  b: NumberArray,
  start: NumberArray | null,
  y: NumberArray,
): void {
  const { n, k, m } = size;
  const { aRow, aStep, bStep, bColumn, startRow, yRow, first } = layoutOf(size, start === y);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const [row, column] = [first.a + i * aRow, first.b + j * bColumn];
      let sum = start === null ? 0 : start[first.start + i * startRow + j]!;
      for (let p = 0; p < k; p++) sum = (sum + Math.imul(a[row + p * aStep]!, b[column + p * bStep]!)) | 0;
      y[first.y + i * yRow + j] = sum;
    }
  }
}

/** As {@link integers}: one loop that saw both kinds of elements would be slow for either. */
function bigints(
  size: ProductSize,
  a: BigInt64Array,
  b: BigInt64Array,
  start: BigInt64Array | null,
  y: BigInt64Array,
): void {
  const { n, k, m } = size;
  const { aRow, aStep, bStep, bColumn, startRow, yRow, first } = layoutOf(size, start === y);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const [row, column] = [first.a + i * aRow, first.b + j * bColumn];
      let sum = start === null ? 0n : start[first.start + i * startRow + j]!;
      for (let p = 0; p < k; p++) sum += a[row + p * aStep]! * b[column + p * bStep]!;
      y[first.y + i * yRow + j] = sum;
    }
  }
}
