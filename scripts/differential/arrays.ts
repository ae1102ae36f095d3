/** Arrays as they travel between TypeScript and Python: bit for bit. */

import type { DType, TypedArray } from "../../src";

export type Data = TypedArray;

export interface ArrayValue {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly data: Data;
}

/** An array in a JSON line: `data` is the base64 of the little-endian bytes. */
export interface WireArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: string;
}

export const isFloating = (dtype: string): boolean => dtype === "float32" || dtype === "float64";

export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, size) => n * size, 1);

export function createArray(dtype: DType, source: number | ArrayBuffer): Data {
  const make = (A: new (source: never) => Data): Data => new A(source as never);
  switch (dtype) {
    case "float32":
      return make(Float32Array);
    case "float64":
      return make(Float64Array);
    case "int64":
      return make(BigInt64Array);
    case "int32":
      return make(Int32Array);
    default:
      return make(Uint8Array);
  }
}

export const encode = (array: ArrayValue): WireArray => ({
  dtype: array.dtype,
  shape: array.shape,
  data: Buffer.from(array.data.buffer, array.data.byteOffset, array.data.byteLength).toString("base64"),
});

export function decode(wire: WireArray): ArrayValue {
  const bytes = Buffer.from(wire.data, "base64");
  const own = new ArrayBuffer(bytes.length); // Buffer's pool is not aligned
  new Uint8Array(own).set(bytes);
  const dtype = wire.dtype as DType;
  return { dtype, shape: wire.shape, data: createArray(dtype, own) };
}

/** Whether two arrays hold the same bits (all NaNs count as the same). */
export function sameBits(a: ArrayValue, b: ArrayValue): boolean {
  if (a.dtype !== b.dtype || a.data.length !== b.data.length) return false;
  for (let i = 0; i < a.data.length; i++) if (!Object.is(a.data[i], b.data[i])) return false;
  return true;
}

/** A Python expression that gives the array back to the bit. */
export function pythonLiteral(array: ArrayValue): string {
  if (array.data.length > 64)
    return `torch.frombuffer(bytearray(__import__('base64').b64decode('${encode(array).data}')), dtype=torch.${array.dtype}).reshape(${shapeText(array.shape)})`;
  const values = Array.from(array.data as ArrayLike<number | bigint>, (value) =>
    array.dtype === "bool" ? (value ? "True" : "False") : pythonNumber(value, isFloating(array.dtype)),
  );
  const flat = `torch.tensor([${values.join(", ")}], dtype=torch.${array.dtype})`;
  return array.shape.length === 1 ? flat : `${flat}.reshape(${shapeText(array.shape)})`;
}

const shapeText = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** A number as Python reads it; a JS number without fraction is a Python int unless `float` says otherwise. */
export function pythonNumber(value: number | bigint, float = false): string {
  if (typeof value === "bigint") return String(value);
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const text = String(value);
  const isInt = Number.isSafeInteger(value);
  return (float || !isInt) && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
