import { SIMD128 } from "../../../src/backends/wasm/binary";
import { copy, copyFloats, copyHalves } from "../../../src/backends/wasm/copy";
import { compile, Instance } from "../../../src/backends/wasm/instance";
import { fromHalf, halvesOf } from "../../../src/values/half";

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

test.each(["float16", "bfloat16"] as const)(
  "%s becomes float32 in the module as by its table, every pattern",
  (dtype) => {
    const instance = new Instance(compile(SIMD128)!);
    const at = instance.base / 4;
    const bits = Uint16Array.from({ length: 65536 }, (_, pattern) => pattern);
    // Which NaN it is, is nobody's promise: JavaScript makes quiet ones of the others.
    const quiet = (word: number): number => ((word & 0x7fffffff) > 0x7f800000 ? word | 0x400000 : word);
    const expected = Array.from(new Int32Array(fromHalf(bits, dtype).buffer), quiet);
    for (const [start, count] of [
      [0, 65536],
      [3, 24],
      [5, 25],
      [65536 - 27, 27],
      [9, 130],
    ] as const) {
      instance.reserve(instance.base + 4 * count + 64);
      instance.i32.fill(-1, at);
      copyHalves(halvesOf(bits, dtype), start, count, instance, at);
      expect(Array.from(instance.i32.subarray(at, at + count), quiet)).toEqual(
        expected.slice(start, start + count),
      );
    }
  },
);
