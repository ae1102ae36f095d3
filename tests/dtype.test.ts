import {
  computed,
  createArray,
  DTYPES,
  type DType,
  dtypeOfArray,
  isDType,
  isFloating,
  isHalf,
  promoteTypes,
  scalarName,
  torchName,
} from "../src/dtype";

const pairs = DTYPES.flatMap((a) => DTYPES.map((b) => [a, b] as const));

describe("promoteTypes", () => {
  test("is commutative, idempotent and associative", () => {
    for (const [a, b] of pairs) {
      expect(promoteTypes(a, b)).toBe(promoteTypes(b, a));
      expect(promoteTypes(a, a)).toBe(a);
      for (const c of DTYPES)
        expect(promoteTypes(promoteTypes(a, b), c)).toBe(promoteTypes(a, promoteTypes(b, c)));
    }
  });

  test("has bool as neutral and float64 as absorbing element", () => {
    for (const dtype of DTYPES) {
      expect(promoteTypes("bool", dtype)).toBe(dtype);
      expect(promoteTypes("float64", dtype)).toBe("float64");
    }
  });

  test("never falls below the category of either: booleans, integers, floats", () => {
    const category = (dtype: DType): number => (dtype === "bool" ? 0 : isFloating(dtype) ? 2 : 1);
    for (const [a, b] of pairs) expect(category(promoteTypes(a, b))).toBe(Math.max(category(a), category(b)));
  });
});

describe("arrays", () => {
  test.each(DTYPES)(
    "createArray(%s) is zeroed, and dtypeOfArray finds its dtype again, but for bits",
    (dtype) => {
      const array = createArray(dtype, 3);
      expect(Array.from(array, Number)).toEqual([0, 0, 0]);
      expect(dtypeOfArray(array)).toBe(dtype === "bool" ? "uint8" : isHalf(dtype) ? undefined : dtype);
      expect(createArray(dtype, 0)).toHaveLength(0);
    },
  );

  test("no other array has a dtype", () => {
    const others = [
      [1],
      new Int8Array(1),
      new Uint16Array(1),
      new BigUint64Array(1),
      new Uint8ClampedArray(1),
    ];
    for (const other of [...others, new DataView(new ArrayBuffer(8)), null, "float32"])
      expect(dtypeOfArray(other)).toBeUndefined();
  });
});

describe("names", () => {
  test("isDType knows the eight dtypes and nothing else", () => {
    expect(DTYPES.every(isDType)).toBe(true);
    expect(DTYPES).toHaveLength(8);
    for (const other of ["Float32", "", "toString", "constructor", 1, null, undefined, ["float32"]])
      expect(isDType(other)).toBe(false);
  });

  test("the floating dtypes are two of half precision, which become float32, float32 and float64", () => {
    expect(DTYPES.filter(isFloating)).toEqual(["float16", "bfloat16", "float32", "float64"]);
    expect(DTYPES.filter(isHalf)).toEqual(["float16", "bfloat16"]);
    expect(DTYPES.map(computed).filter((dtype, i) => dtype !== DTYPES[i])).toEqual(["float32", "float32"]);
  });

  test("PyTorch's names are distinct", () => {
    expect(DTYPES.map(torchName)).toEqual(DTYPES.map((dtype) => `torch.${dtype}`));
    expect(DTYPES.map(scalarName)).toEqual([
      "Bool",
      "Byte",
      "Int",
      "Long",
      "Half",
      "BFloat16",
      "Float",
      "Double",
    ]);
  });
});
