import { functional, tensor } from "../src";
import {
  checkBoolean,
  checkDType,
  checkGradDType,
  checkInt,
  checkIntList,
  checkOptions,
  checkShape,
} from "../src/arguments";
import { DTYPES } from "../src/dtype";

describe("checkOptions", () => {
  const check = (options: object | undefined) => checkOptions("call", options, ["a", "b"]);

  test("options that are left out are none", () => {
    expect(check(undefined)).toEqual({});
  });

  test("known options come back with their values, unset ones included", () => {
    const options = { a: 1, b: undefined };
    expect({ ...check(options) }).toStrictEqual(options);
  });

  test("options may be frozen or without a prototype", () => {
    const options = Object.freeze(Object.assign(Object.create(null), { b: 2 }));
    expect({ ...check(options) }).toStrictEqual({ b: 2 });
  });

  test("a getter is read once, by the check", () => {
    let read = 0;
    const own = check({
      get a() {
        return ++read;
      },
    }) as { a: number };
    expect([own.a, own.a, read]).toEqual([1, 1, 1]);
  });

  test("an unknown option is an error even where its value is undefined", () => {
    expect(() => check({ c: undefined })).toThrow("call() got an unexpected keyword argument 'c'");
  });

  test("only own properties are options: what stands on a prototype is not looked at", () => {
    const polluted = Object.prototype as { a?: number; weight?: number };
    polluted.a = polluted.weight = 1;
    try {
      expect((check({}) as { a?: number }).a).toBeUndefined();
      expect((check(undefined) as { a?: number }).a).toBeUndefined();
      expect(functional.crossEntropy(tensor([[0.5, 0.3]]), tensor([0]), {}).item()).toBeCloseTo(0.598, 3);
    } finally {
      delete polluted.a;
      delete polluted.weight;
    }
    expect({ ...check(Object.create({ c: 1 })) }).toEqual({});
  });
});

test("every dtype is a dtype, and nothing else is", () => {
  for (const dtype of DTYPES) expect(checkDType(dtype)).toBe(dtype);
  for (const other of ["float", "", "constructor", null, undefined, 1, ["float32"]]) {
    expect(() => checkDType(other)).toThrow(TypeError);
  }
});

test("only floating dtypes may have gradients", () => {
  const allowed = DTYPES.filter((dtype) => {
    try {
      checkGradDType(dtype);
      return true;
    } catch {
      return false;
    }
  });
  expect(allowed).toEqual(["float16", "bfloat16", "float32", "float64"]);
});

test("only true and false are booleans", () => {
  expect([checkBoolean("call", "flag", true), checkBoolean("call", "flag", false)]).toEqual([true, false]);
  for (const other of [0, 1, "true", null, undefined]) {
    expect(() => checkBoolean("call", "flag", other)).toThrow("call(): argument 'flag' must be bool");
  }
});

test("integers are the numbers that a double holds exactly", () => {
  for (const n of [0, 7, -7, 2 ** 53 - 1, -(2 ** 53 - 1)]) expect(checkInt("call", "n", n)).toBe(n);
  expect(checkInt("call", "n", -0)).toBe(0);
  for (const other of [2 ** 53, 0.5, Number.NaN, Infinity, "1", 1n, null, undefined]) {
    expect(() => checkInt("call", "n", other)).toThrow("call(): argument 'n' must be int");
  }
});

test("a list is copied, so that later changes of the caller do not reach it", () => {
  const given = [2, 3];
  const list = checkIntList("call", "size", given);
  given[0] = 9;
  expect(list).toEqual([2, 3]);
});

test("a shape has sizes of 0 and more", () => {
  expect(checkShape("call", [])).toEqual([]);
  expect(checkShape("call", [0, 5])).toEqual([0, 5]);
  expect(() => checkShape("call", [5, -1])).toThrow(RangeError);
});
