import { copyWhere, placesOf } from "../../src/values/masking";

const MASK = Uint8Array.of(1, 0, 0, 255, 1); // a shared buffer may hold any number

test("placesOf gives where the mask is true, in order", () => {
  expect([...placesOf(MASK)]).toEqual([0, 3, 4]);
  expect([...placesOf(new Uint8Array(3))]).toEqual([]);
  expect([...placesOf(new Uint8Array(0))]).toEqual([]);
});

test("copyWhere writes where the mask is true, and nothing else", () => {
  const y = Float32Array.of(9, 9, 9, 9, 9);
  copyWhere(MASK, Float32Array.of(1, 2, 3, 4, 5), y);
  expect([...y]).toEqual([1, 9, 9, 4, 5]);
});

test("one element stands for all, of bigints too", () => {
  const y = BigInt64Array.of(9n, 9n, 9n, 9n, 9n);
  copyWhere(MASK, BigInt64Array.of(-1n), y);
  expect([...y]).toEqual([-1n, 9n, 9n, -1n, -1n]);
  copyWhere(MASK, BigInt64Array.of(1n, 2n, 3n, 4n, 5n), y);
  expect([...y]).toEqual([1n, 9n, 9n, 4n, 5n]);
});
