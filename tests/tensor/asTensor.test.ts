import { asTensor, ones, type TypedArray, tensor } from "../../src";

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
  expect(() => asTensor({ data: new Float32Array(6), shape: [6], type: "float16" })).toThrow(
    "data of type 'float16' cannot be shared",
  );
});

describe("half precision", () => {
  const bits = (): Uint16Array => Uint16Array.of(0x3c00, 0xc000, 0x3555);

  test.each(["float16", "bfloat16"] as const)("%s shares bits that are called so", (dtype) => {
    const data = bits();
    for (const like of [
      { data, dims: [3], type: dtype },
      { data, shape: [3, 1], dtype },
    ]) {
      const t = asTensor(like);
      expect([t.dtype, t.data === data]).toEqual([dtype, true]);
    }
    const t = asTensor({ data, dims: [3], type: dtype });
    data[0] = 0;
    expect(t.tolist()).toEqual([
      0,
      ...(tensor({ data, dims: [3], type: dtype }).tolist() as number[]).slice(1),
    ]);
    expect(asTensor({ data: data.subarray(1), dims: [2], type: dtype }).numel()).toBe(2);
    expect(asTensor({ data, shape: [1], dtype, offset: 2 }).data.byteOffset).toBe(4);
  });

  const Float16 = (globalThis as { Float16Array?: { of(...values: number[]): TypedArray } }).Float16Array;
  (Float16 ? test : test.skip)("an engine's Float16Array is shared, alone and with dims", () => {
    const data = Float16!.of(1, -2, 0.333);
    for (const t of [
      asTensor(data),
      asTensor({ data, dims: [3], type: "float16" }),
      asTensor({ data, dims: [3] }),
    ]) {
      expect([t.dtype, t.data === data, t.tolist<number>()]).toEqual([
        "float16",
        true,
        Array.from(data as never),
      ]);
      expect(t.reshape([3, 1]).data).toBe(data);
    }
    expect(() => asTensor({ data, dims: [3], type: "bfloat16" })).toThrow("type 'bfloat16'");
    expect(tensor(data).dtype).toBe("float16");
  });

  test("what is made here has numbers where the engine has an array for them, else bits", () => {
    const { data } = tensor([1, -2], { dtype: "float16" });
    const shown = Array.from(data as never);
    expect(shown).toEqual(Float16 ? [1, -2] : [0x3c00, 0xc000]);
    expect(tensor([1, -2], { dtype: "bfloat16" }).data).toEqual(Uint16Array.of(0x3f80, 0xc000));
  });

  test("a dtype and an array that do not fit are refused, with what to do", () => {
    const bytes = new Uint8Array(9);
    expect(() => asTensor({ data: bytes.subarray(2), dims: [3], type: "float16" })).toThrow(
      /^asTensor\(\): data of type 'float16' cannot be shared: .* Its bits have to be in a Uint16Array: new Uint16Array/,
    );
    expect(() => asTensor({ data: bytes.subarray(1), dims: [4], type: "bfloat16" })).toThrow(
      "cannot begin at byte 1, an odd one",
    );
    expect(() => asTensor({ data: Float32Array.of(1), dims: [1], type: "float16" })).toThrow(
      "data of type 'float16'",
    );
    expect(() => asTensor({ data: bits(), dims: [3], type: "float32" })).toThrow(TypeError);
    expect(() => asTensor(bits())).toThrow("can't convert a Uint16Array");
    expect(() => asTensor({ data: bits(), dims: [4], type: "float16" })).toThrow(
      "invalid for input of size 3",
    );
    expect(() => tensor({ data: bytes, shape: [4], dtype: "float16" })).toThrow("cannot be read");
  });

  test("a strided view of bits is copied", () => {
    const t = tensor({ data: bits(), shape: [2], strides: [2], dtype: "float16" });
    expect(t.tolist()).toEqual([1, Math.fround(0.333251953125)]);
  });
});
