import { inTiles } from "../../../src/backends/reference/tiles";

test.each([
  [2, 3, 1],
  [2, 3, 5],
  [1, 4, 16],
  [3, 2, 17],
  [2, 9000, 9],
  [2, 70_000, 3],
  [2, 0, 3],
  [0, 4, 3],
])("the lines of %d × %d × %d become rows and go back to their places", (outer, length, inner) => {
  const x = Float64Array.from({ length: outer * length * inner }, (_, j) => j);
  const numbers = Int32Array.from({ length: outer * inner }, (_, line) => line);
  const pairs = new Float64Array(2 * outer * inner).fill(-1);
  const y = new Float32Array(x.length);
  inTiles({ outer, length, inner }, [x], [y], (tile, [tx], [ty], part) => {
    const own = part(numbers);
    expect([tile.inner, tile.length, own.length]).toEqual([1, length, tile.outer]);
    for (let row = 0; row < tile.outer; row++) {
      const line = own[row]!;
      part(pairs, 2).set([line, row], 2 * row);
      for (let k = 0; k < length; k++) {
        const at = (Math.floor(line / inner) * length + k) * inner + (line % inner);
        if (tx[row * length + k] !== x[at]) throw new Error(`element ${k} of line ${line}`);
        ty[row * length + k] = x[at]! % 1000;
      }
    }
  });
  expect(y).toEqual(Float32Array.from(x, (v) => v % 1000));
  numbers.forEach((line) => {
    expect(pairs[2 * line]).toBe(line);
  });
});
