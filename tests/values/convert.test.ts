import { createArray, DTYPES } from "../../src/dtype";
import { convert } from "../../src/values/convert";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface ConversionCase {
  readonly op: string;
  readonly inputs: readonly [GoldenArray];
  readonly output: GoldenArray;
}
const conversions = golden<readonly ConversionCase[]>("ops").filter(({ op }) => op === "to");

describe("convert", () => {
  test.each(DTYPES)("from %s gives PyTorch's values in every other dtype", (from) => {
    const own = conversions.filter(({ inputs }) => inputs[0].dtype === from && inputs[0].data.length > 0);
    expect(new Set(own.map(({ output }) => output.dtype)).size).toBe(DTYPES.length - 1);
    for (const { inputs, output } of own) {
      const x = fromGolden(inputs[0]).data;
      // Bit by bit, as Object.is compares: -0 and NaN included.
      expect(convert(x, from, output.dtype)).toEqual(fromGolden(output).data);
    }
  });

  test.each(DTYPES)("from %s to itself is a copy", (dtype) => {
    const x = createArray(dtype, 2);
    x[0] = dtype === "int64" ? 1n : 1;
    const y = convert(x, dtype, dtype);
    expect(y).toEqual(x);
    expect(y.buffer).not.toBe(x.buffer);
  });

  test("bool holds only 0 and 1, whatever it comes from", () => {
    for (const from of DTYPES) {
      const x = createArray(from, 3);
      for (const [i, v] of [2, 0, 1].entries())
        x[i] = from === "int64" ? BigInt(v) : from === "bool" ? Number(v > 0) : v;
      expect([...(convert(x, from, "bool") as Uint8Array)]).toEqual([1, 0, 1]);
    }
  });
});
