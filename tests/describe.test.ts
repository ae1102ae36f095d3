import { describe as inWords, kindOf, show } from "../src/describe";

test("values are told in few words", () => {
  expect(inWords("mean")).toBe('the string "mean"');
  expect(inWords("x".repeat(1000))).toBe(`the string "${"x".repeat(40)}…"`);
  expect(inWords(Number.NaN)).toBe("the number NaN");
  expect(inWords(true)).toBe("the boolean true");
  expect(inWords(1n)).toBe("the bigint 1n");
  expect(inWords(null)).toBe("null");
  expect(inWords(undefined)).toBe("undefined");
  expect(inWords([1])).toBe("an Array");
  expect(inWords({})).toBe("an object");
  expect(inWords(new Float32Array(2))).toBe("a Float32Array");
  expect(inWords(() => 1)).toBe("a function");
});

test("values that cannot be turned into text are told as well", () => {
  expect(inWords(Symbol("s"))).toBe("a symbol");
  expect(inWords(Object.create(null))).toBe("an object");
});

test("typed arrays have their own kind, which they cannot fake", () => {
  const fake = { [Symbol.toStringTag]: "Float32Array" };
  expect([kindOf(new DataView(new ArrayBuffer(1))), kindOf(new BigInt64Array(1)), kindOf(fake)]).toEqual([
    "DataView",
    "BigInt64Array",
    "object",
  ]);
});

test("shapes are spelled as PyTorch spells them", () => {
  expect([show([]), show([2]), show([2, 3])]).toEqual(["[]", "[2]", "[2, 3]"]);
});
