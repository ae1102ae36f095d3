import { readDim } from "../../src/nn/dimOptions";

test("a dim is given as a number or as an option", () => {
  for (const dim of [0, 1, -1, 7]) {
    expect(readDim("Softmax", dim)).toBe(dim);
    expect(readDim("Softmax", { dim })).toBe(dim);
  }
});

test("a dim that is left out stays out", () => {
  for (const nothing of [undefined, {}, { dim: undefined } as object])
    expect(readDim("Softmax", nothing)).toBeUndefined();
});

test.each([[1.5], [NaN], [Infinity], ["1"], [[1]], [true], [{ dim: 1.5 }], [{ dim: "1" }]])(
  "%p is no dim",
  (dim) => {
    expect(() => readDim("Softmax", dim as number)).toThrow(TypeError);
  },
);

test("an unknown option is an error that names the known one", () => {
  expect(() => readDim("LogSoftmax", { axis: 1 } as object)).toThrow(/LogSoftmax\(\).*'axis'.*'dim'/);
});
