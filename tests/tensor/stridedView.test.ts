import { tensor } from "../../src";
import { readView } from "../../src/tensor/stridedView";

const data = Float32Array.of(1, 2, 3, 4, 5, 6);

test.each<[string, Parameters<typeof tensor>[0], unknown]>([
  [
    "columns first",
    { data, shape: [3, 2], strides: [1, 3] },
    [
      [1, 4],
      [2, 5],
      [3, 6],
    ],
  ],
  [
    "every other column, by ndarray's names",
    { data, shape: [2, 2], stride: [3, 2], offset: 0, dtype: "float32" },
    [
      [1, 3],
      [4, 6],
    ],
  ],
  ["backwards", { data, shape: [6], strides: [-1], offset: 5 }, [6, 5, 4, 3, 2, 1]],
  [
    "one element many times",
    { data, shape: [2, 2], strides: [0, 0], offset: 2 },
    [
      [3, 3],
      [3, 3],
    ],
  ],
  ["a part in order", { data, shape: [3], offset: 3 }, [4, 5, 6]],
  ["a scalar", { data, shape: [], strides: [], offset: 4 }, 5],
  ["nothing, wherever it begins", { data, shape: [0, 2], strides: [2, 1], offset: 99 }, []],
  [
    "a tensor of ONNX Runtime",
    { data, dims: [2, 3], type: "float32" },
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  ],
  ["stride as a method, which says nothing", { data, dims: [6], stride: () => [7] }, [1, 2, 3, 4, 5, 6]],
  [
    "unsigned shorts",
    { data: Uint16Array.of(1, 2), shape: [2], strides: [-1], offset: 1, dtype: "uint16" },
    [2, 1],
  ],
  ["booleans", { data: Uint8Array.of(1, 0), dims: [2], type: "bool" }, [true, false]],
])("a view is copied into row-major order: %s", (_, view, values) => {
  const t = tensor(view);
  expect(t.tolist()).toEqual(values);
  expect(t.data.buffer).not.toBe(data.buffer);
});

test("a dtype converts a view as it converts any array", () => {
  expect(String(tensor({ data, shape: [2], strides: [3] }, { dtype: "int32" }))).toBe(
    "tensor([1, 4], dtype=torch.int32)",
  );
});

test("only an object with a typed array and a list of sizes is a view", () => {
  for (const value of [3, null, [1], data, {}, { data }, { data: [1], shape: [1] }, { shape: [1] }])
    expect(readView(value)).toBeNull();
});
