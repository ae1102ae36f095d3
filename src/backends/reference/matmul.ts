import type { NumberArray } from "../../dtype.ts";
import type { ProductSize } from "../../values/shape.ts";
import type { Call } from "../table.ts";

/** `y = a · b` for one pair of matrices; floats are summed in double precision, integers wrap. */
export function matmul(size: ProductSize, { a, b, y }: Call<"matmul">): void {
  if (a instanceof BigInt64Array) {
    matmulInt64(size, a, b as BigInt64Array, y as BigInt64Array);
    return;
  }
  const { n, k, m } = size;
  const right = b as NumberArray;
  const exact = a instanceof Float32Array || a instanceof Float64Array;
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    row.fill(0);
    for (let p = 0; p < k; p++) {
      const factor = a[i * k + p]!;
      const from = p * m;
      if (exact) for (let j = 0; j < m; j++) row[j]! += factor * right[from + j]!;
      else for (let j = 0; j < m; j++) row[j] = (row[j]! + Math.imul(factor, right[from + j]!)) | 0;
    }
    (y as NumberArray).set(row, i * m);
  }
}

function matmulInt64({ n, k, m }: ProductSize, a: BigInt64Array, b: BigInt64Array, y: BigInt64Array): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0n;
      for (let p = 0; p < k; p++) sum += a[i * k + p]! * b[p * m + j]!;
      y[i * m + j] = sum;
    }
  }
}
