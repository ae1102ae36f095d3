import { createArray } from "../../src/dtype";
import { convert } from "../../src/values/convert";
import { FULL } from "../dtypes";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface ConversionCase {
  readonly op: string;
  readonly inputs: readonly [GoldenArray];
  readonly output: GoldenArray;
}
const conversions = golden<readonly ConversionCase[]>("ops").filter(({ op }) => op === "to");

describe("convert", () => {
  test.each(FULL)("from %s gives PyTorch's values in every other dtype", (from) => {
    const own = conversions.filter(({ inputs }) => inputs[0].dtype === from && inputs[0].data.length > 0);
    expect(new Set(own.map(({ output }) => output.dtype)).size).toBe(FULL.length - 1);
    for (const { inputs, output } of own) {
      const x = fromGolden(inputs[0]).data;
      // Bit by bit, as Object.is compares: -0 and NaN included.
      expect(convert(x, from, output.dtype)).toEqual(fromGolden(output).data);
    }
  });

  test.each(FULL)("from %s to itself is a copy", (dtype) => {
    const x = createArray(dtype, 2);
    x[0] = dtype === "int64" ? 1n : 1;
    const y = convert(x, dtype, dtype);
    expect(y).toEqual(x);
    expect(y.buffer).not.toBe(x.buffer);
  });

  test("bool holds only 0 and 1, whatever it comes from", () => {
    for (const from of FULL) {
      const x = createArray(from, 3);
      for (const [i, v] of [2, 0, 1].entries())
        x[i] = from === "int64" ? BigInt(v) : from === "bool" ? Number(v > 0) : v;
      expect([...(convert(x, from, "bool") as Uint8Array)]).toEqual([1, 0, 1]);
    }
  });

  test("int64 and doubles are converted as bigint does it, in every word", () => {
    const whole = [
      0n,
      1n,
      -1n,
      2n ** 31n,
      -(2n ** 31n),
      2n ** 32n,
      -(2n ** 32n) - 1n,
      2n ** 53n + 1n,
      2n ** 63n - 1n,
    ];
    const x = BigInt64Array.of(...whole, -(2n ** 63n), -(2n ** 53n) - 3n, 2n ** 40n - 1n);
    expect([...(convert(x, "int64", "float64") as Float64Array)]).toEqual(Array.from(x, Number));
    expect(convert(x, "int64", "float32")).toEqual(Float32Array.from(x, Number));
    expect([...(convert(x, "int64", "int32") as Int32Array)]).toEqual(
      Array.from(x, (v) => Number(BigInt.asIntN(32, v))),
    );
    const doubles = Float64Array.of(
      ...[
        0,
        -0,
        0.9,
        -0.9,
        1.5,
        -1.5,
        2 ** 31,
        -(2 ** 31),
        2 ** 32 - 0.5,
        -(2 ** 32) - 0.5,
        -(2 ** 32),
        2 ** 52 + 0.5,
      ],
      ...[2 ** 53, -(2 ** 53), 2 ** 62, -(2 ** 63), 2 ** 63 - 1024, 123456789012345],
    );
    expect([...(convert(doubles, "float64", "int64") as BigInt64Array)]).toEqual(
      Array.from(doubles, (v) => BigInt(Math.trunc(v))),
    );
    const unfit = Float64Array.of(NaN, Infinity, -Infinity, 2 ** 63, -(2 ** 64));
    expect(new Set(convert(unfit, "float64", "int64") as BigInt64Array)).toEqual(new Set([-(2n ** 63n)]));
  });
});
