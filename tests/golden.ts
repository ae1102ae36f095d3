/** Reads the numbers of PyTorch that scripts/golden.py wrote. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { asTensor, type DType, type Tensor, type TypedArray } from "../src";
import { createArray, isHalf } from "../src/dtype";

/** A tensor as the golden files write it: elements flat, with strings for what JSON cannot say. */
export interface GoldenArray {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: readonly (number | boolean | string)[];
}

/** The cases of tests/golden/<name>.json. */
export function golden<Cases>(name: string): Cases {
  const file = JSON.parse(readFileSync(join(__dirname, "golden", `${name}.json`), "utf8")) as {
    torch: string;
    cases: Cases;
  };
  if (!file.torch) throw new Error(`${name}.json does not say which PyTorch it is from`);
  return file.cases;
}

/** A golden array as a new Tensor, a leaf with gradient if asked. */
export function fromGolden({ dtype, shape, data }: GoldenArray, requiresGrad = false): Tensor {
  const array: TypedArray = createArray(isHalf(dtype) ? "float32" : dtype, data.length);
  data.forEach((value, i) => {
    array[i] =
      array instanceof BigInt64Array
        ? BigInt(value)
        : Number(value === "inf" ? Infinity : value === "-inf" ? -Infinity : value);
  });
  const t = isHalf(dtype)
    ? asTensor({ data: array, shape }).to(dtype)
    : asTensor({ data: array, shape, dtype });
  return requiresGrad ? t.requiresGrad_() : t;
}
