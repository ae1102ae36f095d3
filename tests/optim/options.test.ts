import { checkNotNegative, checkNumber, checkRate, python, pythonBoolean } from "../../src/optim/options";

test("numbers print as Python's", () => {
  const texts: readonly [number, string][] = [
    [0, "0"],
    [1, "1"],
    [0.001, "0.001"],
    [1e-4, "0.0001"],
    [1e-5, "1e-05"],
    [1.5e-8, "1.5e-08"],
    [1e-123, "1e-123"],
    [123456.5, "123456.5"],
    [1e16, "1e+16"],
    [Infinity, "inf"],
    [-Infinity, "-inf"],
    [NaN, "nan"],
  ];
  for (const [value, text] of texts) expect(python(value)).toBe(text);
  expect([pythonBoolean(true), pythonBoolean(false)]).toEqual(["True", "False"]);
});

test("numbers are checked, and NaN is not 0 or more", () => {
  expect([checkNumber("a", -1), checkNotNegative("a", "b", 0), checkRate(Infinity)]).toEqual([
    -1,
    0,
    Infinity,
  ]);
  for (const bad of [-1e-300, NaN])
    expect(() => checkNotNegative("a", "b", bad)).toThrow(`Invalid b: ${bad}`);
  for (const bad of ["1", 1n, null, undefined]) expect(() => checkNumber("a", bad)).toThrow(TypeError);
});
