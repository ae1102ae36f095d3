import { Blocks } from "../../../src/backends/wasm/blocks";
import { BACKENDS } from "./simdBackends";

const [, simd] = BACKENDS[0]!;

/** Copies `x` through the module's memory, adding the number of each line to its elements. */
function throughMemory(x: Float32Array, outer: number, length: number, inner: number) {
  const lines = outer * inner;
  const y = new Float32Array(x.length);
  const [sizes, integers] = [[] as number[], Int32Array.from({ length: lines }, (_, line) => line)];
  const doubles = Float64Array.from({ length: 2 * lines }, (_, i) => i / 2);
  const doublesBack = new Float64Array(2 * lines);
  const blocks = new Blocks(simd, { outer, length, inner });
  const [px, py] = [blocks.input(x), blocks.output(y)];
  const [pi, pd, po] = [
    blocks.integersIn(integers),
    blocks.doublesIn(doubles, 2),
    blocks.doublesOut(doublesBack, 2),
  ];
  blocks.run((n) => {
    sizes.push(n);
    for (let line = 0; line < n; line++) {
      const number = simd.i32[pi / 4 + line]!;
      for (let k = 0; k < length; k++) {
        const at = inner === 1 ? line * length + k : k * blocks.stride + line;
        simd.f32[py / 4 + at] = simd.f32[px / 4 + at]! + number;
      }
      for (const i of [0, 1]) simd.f64[po / 8 + 2 * line + i] = simd.f64[pd / 8 + 2 * line + i]!;
    }
  });
  expect(doublesBack).toEqual(doubles);
  return { y, sizes };
}

test.each([
  [1, 1, 1],
  [5, 3, 1],
  [40_000, 1, 1],
  [1000, 40, 1],
  [3, 70_000, 1],
  [2, 4, 3],
  [2, 1, 70],
  [3, 40, 7],
  [2, 21, 9000],
  [1, 5000, 17],
  [2, 100_000, 3],
])("every element of %d × %d × %d goes through once, with its line", (outer, length, inner) => {
  const x = Float32Array.from({ length: outer * length * inner }, (_, j) => j % 1000);
  const { y, sizes } = throughMemory(x, outer, length, inner);
  const expected = x.map((v, j) => v + Math.floor(j / (length * inner)) * inner + (j % inner));
  expect(y).toEqual(expected);
  expect(sizes.reduce((a, b) => a + b)).toBe(outer * inner);
});

test("nothing is run where there are no lines", () => {
  expect(throughMemory(new Float32Array(0), 0, 5, 1).sizes).toEqual([]);
  expect(throughMemory(new Float32Array(0), 0, 5, 3).sizes).toEqual([]);
});
