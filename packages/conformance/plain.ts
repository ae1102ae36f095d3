/** Tensors and cases as the JSON files have them: nothing of crossent, nothing of any library. */

export type Dtype = "float32" | "float64" | "float16" | "bfloat16" | "int64" | "int32" | "uint8" | "bool";

/**
 * A tensor: the elements flat, in row-major order; what JSON cannot say is "nan", "inf", "-inf", "-0" or the digits of
 * an integer.
 */
export interface Plain {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly data: readonly (number | boolean | string)[];
}

const WORDS: { readonly [word: string]: number } = { inf: Infinity, "-inf": -Infinity, nan: NaN };

/** Its elements as numbers; integers beyond 2^53 are rounded. */
export function numbers({ data }: Plain): number[] {
  return data.map((x) => (typeof x === "string" ? (WORDS[x] ?? Number(x)) : Number(x)));
}

type Nested = number | Nested[];

/** Its elements as nested arrays. */
export function nested(x: Plain): Nested {
  const fold = (values: number[], [size, ...rest]: readonly number[]): Nested => {
    if (size === undefined) return values[0]!;
    const step = values.length / (size || 1);
    return Array.from({ length: size }, (_, i) => fold(values.slice(i * step, (i + 1) * step), rest));
  };
  return fold(numbers(x), x.shape);
}

export const isFloating = ({ dtype }: Plain): boolean => dtype.includes("float");

/** 1 where an element is 0, and 0 elsewhere. */
export const zeros = (x: Plain): Plain => ({ ...x, data: numbers(x).map((value) => Number(value === 0)) });
