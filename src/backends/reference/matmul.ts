import type { NumberArray, TypedArray } from "../../dtype.ts";

/** One of the matrices that a batch multiplies: `(n, k) · (k, m)`, at these positions of the three arrays. */
export interface MatmulSize {
  readonly n: number;
  readonly k: number;
  readonly m: number;
}

/** `out = a · b` for one pair of matrices; floats are summed in double precision, integers wrap. */
export function matmul(
  a: TypedArray,
  startA: number,
  b: TypedArray,
  startB: number,
  { n, k, m }: MatmulSize,
  out: TypedArray,
  startOut: number,
): void {
  if (a instanceof BigInt64Array) {
    matmulInt64(a, startA, b as BigInt64Array, startB, { n, k, m }, out as BigInt64Array, startOut);
    return;
  }
  const right = b as NumberArray;
  const result = out as NumberArray;
  const exact = a instanceof Float32Array || a instanceof Float64Array;
  const row = new Float64Array(m);
  for (let i = 0; i < n; i++) {
    row.fill(0);
    for (let p = 0; p < k; p++) {
      const factor = a[startA + i * k + p]!;
      const from = startB + p * m;
      if (exact) for (let j = 0; j < m; j++) row[j]! += factor * right[from + j]!;
      else for (let j = 0; j < m; j++) row[j] = (row[j]! + Math.imul(factor, right[from + j]!)) | 0;
    }
    result.set(row, startOut + i * m);
  }
}

function matmulInt64(
  a: BigInt64Array,
  startA: number,
  b: BigInt64Array,
  startB: number,
  { n, k, m }: MatmulSize,
  out: BigInt64Array,
  startOut: number,
): void {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0n;
      for (let p = 0; p < k; p++) sum += a[startA + i * k + p]! * b[startB + p * m + j]!;
      out[startOut + i * m + j] = sum;
    }
  }
}
