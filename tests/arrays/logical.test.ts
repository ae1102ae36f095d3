import { and, areClose, areEqual, not, or, truthOf, truthOver } from "../../src/arrays/logical";
import { ndarray, zerosOf } from "../../src/values/ndarray";

const x = ndarray(Float32Array.of(0, -0, NaN, 0.5), [2, 2], "float32");
const bytes = (of: { readonly data: unknown }): number[] => [...(of.data as Uint8Array)];

test("what is not 0 is true, NaN included", () => {
  expect(bytes(truthOf(x))).toEqual([0, 0, 1, 1]);
  expect(bytes(not(x))).toEqual([1, 1, 0, 0]);
  const column = ndarray(BigInt64Array.of(1n, 0n), [2, 1], "int64");
  expect([bytes(and(x, column)), bytes(or(x, column))]).toEqual([
    [0, 0, 0, 0],
    [1, 1, 1, 1],
  ]);
});

test("any and all over dims; of nothing none is true, and all are", () => {
  const over = (which: "any" | "all"): number[][] =>
    [
      truthOver(which, x, [false, true], [2, 1]),
      truthOver(which, x, [true, false], [1, 2]),
      truthOver(which, x, [false, false], [2, 2]),
      truthOver(which, zerosOf([0, 2], "float32"), [true, false], [1, 2]),
    ].map(bytes);
  expect(over("any")).toEqual([
    [0, 1],
    [1, 1],
    [0, 0, 1, 1],
    [0, 0],
  ]);
  expect(over("all")).toEqual([
    [0, 1],
    [0, 0],
    [0, 0, 1, 1],
    [1, 1],
  ]);
});

test("numbers are close by share and by distance; infinities if they are equal, NaN if it is asked for", () => {
  const close = (a: number, b: number, relative: number, absolute: number, nan = false): boolean => {
    const one = (v: number) => ndarray(Float64Array.of(v), [1], "float64");
    return areClose(one(a), one(b), relative, absolute, nan);
  };
  expect([close(1, 1.25, 0.2, 0), close(1.25, 1, 0.2, 0), close(1.25, 1, 0, 0.25)]).toEqual([
    true,
    false,
    true,
  ]);
  expect([
    close(Infinity, Infinity, 0, 0),
    close(Infinity, 1, 1, Infinity),
    close(1, Infinity, 1, 1),
  ]).toEqual([true, false, false]);
  expect([close(NaN, NaN, 1, 1), close(NaN, NaN, 0, 0, true), close(NaN, 1, 0, 0, true)]).toEqual([
    false,
    true,
    false,
  ]);
});

test("equality is decided in a common dtype", () => {
  const whole = ndarray(BigInt64Array.of(1n, 2n), [2], "int64");
  expect(areEqual(whole, ndarray(Float32Array.of(1, 2), [2], "float32"), "float32")).toBe(true);
  expect(areEqual(whole, ndarray(Float32Array.of(1, 2.5), [2], "float32"), "float32")).toBe(false);
});
