import { checkNotNegative, checkNumber, checkRate } from "../../src/optim/options";

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
