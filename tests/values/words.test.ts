import { wordsOf } from "../../src/values/words";

test("an int64 is its low word, then its high one, in the same memory", () => {
  const x = BigInt64Array.of(9n, 5n, -1n, 2n ** 40n + 3n).subarray(1);
  const words = wordsOf(x);
  expect([...words]).toEqual([5, 0, -1, -1, 3, 256]);
  words[0] = 6;
  expect(x[0]).toBe(6n);
});
