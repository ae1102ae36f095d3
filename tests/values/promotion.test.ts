import { type DType, full, tensor } from "../../src";
import { DTYPES, isFloating } from "../../src/dtype";
import { castTo } from "../../src/values/broadcast";
import { type Rank, resultType, scalar, scalarDType } from "../../src/values/promotion";
import { golden } from "../golden";

interface PromotionCase {
  readonly a: DType;
  readonly rankA: Rank;
  readonly b: DType;
  readonly rankB: Rank;
  readonly result: DType;
}

const cases = golden<readonly PromotionCase[]>("promotion");
const RANKS: readonly Rank[] = ["dims", "zeroDims", "plain"];

describe("resultType", () => {
  test.each(RANKS)("is PyTorch's result_type for every pair with a left operand of rank %s", (rank) => {
    const wrong = cases.filter(
      ({ a, rankA, b, rankB, result }) => rankA === rank && resultType(a, rankA, b, rankB) !== result,
    );
    expect(wrong).toEqual([]);
    expect(cases.filter(({ rankA }) => rankA === rank)).not.toHaveLength(0);
  });

  test("does not depend on the order of the operands", () => {
    for (const { a, rankA, b, rankB } of cases)
      expect(resultType(b, rankB, a, rankA)).toBe(resultType(a, rankA, b, rankB));
  });

  test("of a dtype with itself is that dtype, whatever the ranks", () => {
    for (const dtype of DTYPES)
      for (const rankA of RANKS)
        for (const rankB of RANKS) expect(resultType(dtype, rankA, dtype, rankB)).toBe(dtype);
  });

  test("is the dtype that arithmetic gives, and floating wherever div gives it", () => {
    const plain: Readonly<Record<string, number | boolean>> = { float32: 0.5, int64: 3, bool: true };
    for (const { a, rankA, b, rankB, result } of cases.filter((c) => c.rankA !== "plain")) {
      const x = full(rankA === "dims" ? [2] : [], 1, { dtype: a });
      const y = rankB === "plain" ? plain[b]! : full(rankB === "dims" ? [2] : [], 1, { dtype: b });
      expect([x.add(y).dtype, x.mul(y).dtype]).toEqual([result, result]);
      expect(x.div(y).dtype).toBe(isFloating(result) ? result : "float32");
      expect(x.eq(y).dtype).toBe("bool");
    }
  });
});

describe("plain values", () => {
  test.each<[number | boolean, DType]>([
    [true, "bool"],
    [0, "int64"],
    [-7, "int64"],
    [2 ** 62, "int64"],
    [2 ** 63, "float32"],
    [0.5, "float32"],
    [NaN, "float32"],
    [-Infinity, "float32"],
  ])("%p counts as %s", (value, dtype) => {
    expect(scalarDType(value)).toBe(dtype);
    expect(tensor(value).dtype).toBe(dtype);
  });

  test("a scalar is a 0-d array of the dtype that was asked for", () => {
    for (const dtype of DTYPES) {
      const one = scalar(1, dtype);
      expect({ shape: one.shape, dtype: one.dtype, value: Number(castTo(one, "float64").data[0]) }).toEqual({
        shape: [],
        dtype,
        value: 1,
      });
    }
  });

  test("an integer that does not fit wraps", () => {
    expect([...scalar(300, "uint8").data]).toEqual([44]);
    expect([...scalar(-1, "uint8").data]).toEqual([255]);
    expect([...scalar(2 ** 31, "int32").data]).toEqual([-(2 ** 31)]);
    expect([...scalar(2 ** 62, "int64").data]).toEqual([2n ** 62n]);
  });

  test("negative zero and NaN keep their bits as floats", () => {
    for (const dtype of ["float32", "float64"] as const)
      for (const value of [-0, NaN, Infinity]) expect(scalar(value, dtype).data[0]).toBe(value);
  });
});
