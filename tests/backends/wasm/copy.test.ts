import { copy, copyFloats } from "../../../src/backends/wasm/copy";

const ARRAYS = [Float32Array, Float64Array, Int32Array] as const;

/** A few numbers, as many as a loop takes, one more, and many. */
describe.each([0, 3, 24, 25, 1000])("of %d numbers", (count) => {
  test.each(ARRAYS)("%o: a part lands where it is to lie, and nothing beside it changes", (Kind) => {
    const from = Kind.from(Array.from({ length: count + 5 }, (_, i) => i + 1));
    const to = new Kind(count + 9).fill(-1);
    copy(from, 2, count, to, 4);
    const expected = Array.from(to, (_, i) => (i >= 4 && i < 4 + count ? i - 4 + 2 + 1 : -1));
    expect(Array.from(to)).toEqual(expected);
  });

  test("copyFloats: a whole array", () => {
    const from = Float64Array.from({ length: count }, Math.sqrt);
    const to = new Float64Array(count + 2);
    copyFloats(from, 0, count, to, 1);
    expect(Array.from(to)).toEqual([0, ...from, 0]);
  });
});
