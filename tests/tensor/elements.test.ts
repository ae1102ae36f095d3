import { type DType, tensor } from "../../src";
import { typedArrayName } from "../../src/dtype";
import { naturalDType, readTyped } from "../../src/tensor/elements";

const ofAll: [ArrayBufferView, DType, unknown[]][] = [
  [Float32Array.of(0.5, -1), "float32", [0.5, -1]],
  [Float64Array.of(0.1, -1), "float64", [0.1, -1]],
  [BigInt64Array.of(-(2n ** 63n), 1n), "int64", [-(2 ** 63), 1]],
  [Int32Array.of(-(2 ** 31)), "int32", [-(2 ** 31)]],
  [Uint8Array.of(255), "uint8", [255]],
  [Uint8ClampedArray.of(255, 300), "uint8", [255, 255]],
  [Int8Array.of(-128), "int64", [-128]],
  [Int16Array.of(-32768), "int64", [-32768]],
  [Uint16Array.of(65535), "int64", [65535]],
  [Uint32Array.of(2 ** 32 - 1), "int64", [2 ** 32 - 1]],
  [BigUint64Array.of(2n ** 63n - 1025n), "int64", [2 ** 63 - 1024]],
];

test.each(ofAll)("tensor() takes %p as %s", (array, dtype, values) => {
  const t = tensor(array);
  expect([t.dtype, t.tolist()]).toEqual([dtype, values]);
  expect(naturalDType(array)).toBe(dtype);
  expect(tensor([array, array]).dtype).toBe(dtype);
  expect(t.data.buffer).not.toBe(array.buffer);
});

const Half = (globalThis as { Float16Array?: { of(...values: number[]): ArrayBufferView } }).Float16Array;
(Half ? test : test.skip)("half precision of newer engines stays it", () => {
  const t = tensor(Half!.of(0.5, 65504));
  expect([t.dtype, t.tolist()]).toEqual(["float16", [0.5, 65504]]);
});

test("the part of a buffer that a view shows is read, and other dtypes are made of it", () => {
  const view = Uint16Array.of(1, 2, 3, 4).subarray(1, 3);
  expect(tensor(view).tolist()).toEqual([2, 3]);
  expect(tensor(view, { dtype: "float64" }).data).toEqual(Float64Array.of(2, 3));
});

test("a kind without a dtype is named", () => {
  const view = new DataView(new ArrayBuffer(8));
  expect([naturalDType(view), typedArrayName(view)]).toEqual([undefined, undefined]);
  expect(() => readTyped("tensor", view)).toThrow("tensor(): can't convert a DataView");
});
