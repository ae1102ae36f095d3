import type { NumberArray, TypedArray } from "../../dtype.ts";
import type { ProductSize } from "../../values/shape.ts";
import type { Call } from "../table.ts";

/** `y = a · b + bias` for one pair of matrices; floats are summed in double precision, integers wrap. */
export function matmul(size: ProductSize, { a, b, bias, y }: Call<"matmul">): void {
  if (a instanceof BigInt64Array) {
    bigints(size, a, b as BigInt64Array, bias as BigInt64Array | null, y as BigInt64Array);
  } else if (isFloats(a)) {
    floats(size, a, b as NumberArray, bias as NumberArray | null, y as NumberArray);
  } else {
    integers(size, a, b as NumberArray, bias as NumberArray | null, y as NumberArray);
  }
}

const isFloats = (a: TypedArray): boolean => a instanceof Float32Array || a instanceof Float64Array;

/** Where the elements of both sides lie: steps along rows, the common dim and columns. */
const stepsOf = ({ n, k, m, transposedA, transposedB }: ProductSize) => ({
  aRow: transposedA ? 1 : k,
  aStep: transposedA ? n : 1,
  bStep: transposedB ? 1 : m,
  bColumn: transposedB ? k : 1,
});

/** Row by row, so that both the sums and a right side that lies in rows are walked in order. */
function floats(
  size: ProductSize,
  a: NumberArray,
  b: NumberArray,
  bias: NumberArray | null,
  y: NumberArray,
): void {
  const { n, k, m } = size;
  const { aRow, aStep, bStep, bColumn } = stepsOf(size);
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    if (bias === null) row.fill(0);
    else row.set(bias);
    for (let p = 0; p < k; p++) {
      const factor = a[i * aRow + p * aStep]!;
      for (let j = 0, at = p * bStep; j < m; j++, at += bColumn) row[j]! += factor * b[at]!;
    }
    y.set(row, i * m);
  }
}

function integers(
  size: ProductSize,
  a: NumberArray,
  b: NumberArray,
  bias: NumberArray | null,
  y: NumberArray,
): void {
  const { n, k, m } = size;
  const { aRow, aStep, bStep, bColumn } = stepsOf(size);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = bias === null ? 0 : bias[j]!;
      for (let p = 0; p < k; p++)
        sum = (sum + Math.imul(a[i * aRow + p * aStep]!, b[p * bStep + j * bColumn]!)) | 0;
      y[i * m + j] = sum;
    }
  }
}

/** As {@link integers}: one loop that saw both kinds of elements would be slow for either. */
function bigints(
  size: ProductSize,
  a: BigInt64Array,
  b: BigInt64Array,
  bias: BigInt64Array | null,
  y: BigInt64Array,
): void {
  const { n, k, m } = size;
  const { aRow, aStep, bStep, bColumn } = stepsOf(size);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = bias === null ? 0n : bias[j]!;
      for (let p = 0; p < k; p++) sum += a[i * aRow + p * aStep]! * b[p * bStep + j * bColumn]!;
      y[i * m + j] = sum;
    }
  }
}
