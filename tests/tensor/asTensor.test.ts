import { asTensor, ones } from "../../src";

describe("asTensor", () => {
  test("shares the buffer of a typed array", () => {
    const data = Float32Array.of(1, 2, 3);
    const t = asTensor(data);
    expect(t.data).toBe(data);
    data[1] = 9;
    expect([t.shape, t.tolist()]).toEqual([[3], [1, 9, 3]]);
  });

  test("takes the dims of ONNX Runtime and the shape of numpy", () => {
    const data = BigInt64Array.of(1n, 2n);
    expect(asTensor({ data, dims: [2, 1], type: "int64" }).shape).toEqual([2, 1]);
    expect(asTensor({ data, shape: [1, 2], dtype: "int64" }).shape).toEqual([1, 2]);
  });

  test("does not follow later changes of the dims", () => {
    const dims = [2, 1];
    const t = asTensor({ data: new Float32Array(2), dims });
    dims[0] = 7;
    expect(t.shape).toEqual([2, 1]);
  });

  test("reads bytes as booleans where the type says so", () => {
    expect(asTensor({ data: Uint8Array.of(1, 0), dims: [2], type: "bool" }).tolist()).toEqual([true, false]);
    expect(asTensor({ data: Uint8Array.of(1, 0), dims: [2] }).dtype).toBe("uint8");
  });

  test("takes PyTorch's other type names, and refuses one that it does not know", () => {
    expect(asTensor({ data: Float32Array.of(1), dims: [], type: "float" }).dtype).toBe("float32");
    expect(() => asTensor({ data: Uint8Array.of(1), dims: [2], type: "uint4" })).toThrow("type 'uint4'");
  });

  test("gives a view of a part of a buffer that very part", () => {
    const whole = Float64Array.of(1, 2, 3, 4);
    expect(asTensor(whole.subarray(1, 3)).tolist()).toEqual([2, 3]);
  });

  test("returns a Tensor as it is", () => {
    const t = ones([2]);
    expect(asTensor(t)).toBe(t);
  });
});

test("asTensor takes a view of an ndarray where its elements lie in row-major order, and refuses any other", () => {
  const data = Float32Array.of(1, 2, 3, 4, 5, 6);
  const row = asTensor({ data, shape: [3], stride: [1], offset: 3, dtype: "float32" });
  expect(row.tolist()).toEqual([4, 5, 6]);
  expect(row.data.buffer).toBe(data.buffer);
  expect(asTensor({ data, shape: [6, 1], strides: [1, 99] }).shape).toEqual([6, 1]);
  expect(asTensor({ data, dims: [6], stride: () => [7] }).shape).toEqual([6]);
  expect(asTensor({ data: Uint8Array.of(1), shape: [1], dtype: "buffer" }).dtype).toBe("uint8");
  expect(
    asTensor({ data: BigInt64Array.of(1n), shape: [1], stride: [1], offset: 0, dtype: "bigint64" }).dtype,
  ).toBe("int64");
  expect(() => asTensor({ data, shape: [3, 2], stride: [1, 3], offset: 0 })).toThrow(
    /^asTensor\(\): the elements lie in another order than row-major, with strides \[1, 3\] for the shape \[3, 2\]/,
  );
  expect(() => asTensor({ data, shape: [1, 3], strides: [3, 1] })).toThrow(/is invalid for input of size 6/);
  expect(() => asTensor({ data: new Uint16Array(6) as never, shape: [6], type: "float16" })).toThrow(
    "data of type 'float16' cannot be shared",
  );
});
