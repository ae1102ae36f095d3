import { createHash } from "node:crypto";
import type { DType, HalfDType, TypedArray } from "../../src/dtype";
import { promoteTypes } from "../../src/dtype";
import { convert } from "../../src/values/convert";
import {
  floatsOf,
  fromHalf,
  Halves,
  halvesOf,
  numberAt,
  showAs,
  shownData,
  toHalf,
} from "../../src/values/half";
import { ndarray } from "../../src/values/ndarray";
import { golden } from "../golden";

interface Rounded {
  readonly bits: readonly number[];
}

interface Golden {
  readonly promotions: readonly (readonly [DType, DType, DType])[];
  readonly [name: string]: unknown;
}

const cases = golden<Golden>("half");
const all = Uint16Array.from({ length: 65536 }, (_, pattern) => pattern);

describe.each(["float16", "bfloat16"] as const)("%s", (dtype) => {
  const of = <T>(name: string): T => cases[`${dtype} ${name}`] as T;

  test("all 65,536 patterns are PyTorch's float32", () => {
    const bits = new Uint32Array(fromHalf(all, dtype).buffer);
    for (let i = 0; i < bits.length; i++) if ((bits[i]! & 0x7fffffff) > 0x7f800000) bits[i] = 0x7fc00000;
    expect(createHash("sha256").update(new Uint8Array(bits.buffer)).digest("hex")).toBe(of("patterns"));
  });

  test("and go back to themselves", () => {
    const back = toHalf(fromHalf(all, dtype), dtype);
    const isNaNPattern = (pattern: number): boolean => Number.isNaN(halvesOf(all, dtype).at(pattern));
    const other = all.filter((pattern) => back[pattern] !== pattern && !isNaNPattern(pattern));
    expect(other).toHaveLength(0);
    for (const pattern of all) if (isNaNPattern(pattern)) expect(halvesOf(back, dtype).at(pattern)).toBeNaN();
  });

  test("float32 is rounded to the nearest, ties to even", () => {
    const { float32, bits } = of<Rounded & { readonly float32: readonly number[] }>("rounding");
    expect(bits.length).toBeGreaterThan(5000);
    const floats = new Float32Array(Uint32Array.from(float32).buffer);
    expect([...toHalf(floats, dtype)]).toEqual(bits);
  });

  test("float64 and int64 go through float32", () => {
    const doubles = of<Rounded & { readonly float64: readonly number[] }>("doubles");
    expect([...(convert(Float64Array.from(doubles.float64), "float64", dtype) as Uint16Array)]).toEqual(
      doubles.bits,
    );
    const { int64, bits } = of<Rounded & { readonly int64: readonly number[] }>("integers");
    const integers = BigInt64Array.from(int64.map(BigInt));
    expect([...(convert(integers, "int64", dtype) as Uint16Array)]).toEqual(bits);
  });

  test("what becomes of it as another dtype", () => {
    const { values, int64, bool } = of<{ values: number[]; int64: number[]; bool: boolean[] }>("to integers");
    const halves = toHalf(values, dtype);
    expect(Array.from(convert(halves, dtype, "int64") as BigInt64Array, Number)).toEqual(int64);
    expect(Array.from(convert(halves, dtype, "bool") as Uint8Array, Boolean)).toEqual(bool);
    expect([...(convert(halves, dtype, "float64") as Float64Array)]).toEqual(values);
    const other: HalfDType = dtype === "float16" ? "bfloat16" : "float16";
    expect([...(convert(halves, dtype, other) as Uint16Array)]).toEqual([...toHalf(values, other)]);
    expect(convert(halves, dtype, dtype)).not.toBe(halves);
  });

  test("numbers are copied, side by side or apart, and picked", () => {
    const halves = halvesOf(toHalf([0.5, 1, 2, 4], dtype), dtype);
    const to = new Float32Array(6);
    halves.copy(1, 2, to, 1, 3);
    expect([...to]).toEqual([0, 1, 0, 0, 2, 0]);
    halves.subarray(2, 4).copy(0, 2, to, 0);
    expect([...to]).toEqual([2, 4, 0, 0, 2, 0]);
    expect([halves.length, halves.subarray(2, 4).length, halves.at(3), numberAt(halves, 0)]).toEqual([
      4, 2, 4, 0.5,
    ]);
  });
});

test("a NaN stays one, with either sign and payload", () => {
  const nans = new Float32Array(Uint32Array.of(0x7fc00000, 0xffc00000, 0x7f800001, 0xffffffff).buffer);
  for (const dtype of ["float16", "bfloat16"] as const)
    for (const value of fromHalf(toHalf(nans, dtype), dtype)) expect(value).toBeNaN();
});

test("dtypes are promoted as PyTorch's", () => {
  expect(cases.promotions).toHaveLength(64);
  for (const [a, b, expected] of cases.promotions)
    expect([a, b, promoteTypes(a, b)]).toEqual([a, b, expected]);
});

test("floats of full precision are read as they are", () => {
  const data = Float32Array.of(1, 2);
  expect(floatsOf(ndarray(data, [2], "float32"))).toBe(data);
  expect(numberAt(data, 1)).toBe(2);
  expect(floatsOf(ndarray(Uint16Array.of(0x3c00), [1], "float16"))).toBeInstanceOf(Halves);
});

test("what is shown of bits is the array that was given, or one of the engine's over the same memory", () => {
  const [bits, given] = [Uint16Array.of(0x3c00), Uint16Array.of(0)];
  const Kind = (globalThis as { Float16Array?: new () => TypedArray }).Float16Array ?? Uint16Array;
  const seen = shownData(bits, "float16");
  expect(seen).toBeInstanceOf(Kind);
  expect([seen.buffer, seen.length, shownData(bits, "float16")]).toEqual([bits.buffer, 1, seen]);
  expect(shownData(new Uint16Array(1), "bfloat16")).toBeInstanceOf(Uint16Array);
  showAs(bits, given);
  expect(shownData(bits, "float16")).toBe(given);
  const floats = new Float32Array(1);
  expect(shownData(floats, "float32")).toBe(floats);
});
