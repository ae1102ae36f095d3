import { reference } from "../../../src/backends/reference/executor";
import { BACKENDS } from "./simdBackends";

describe.each(BACKENDS)("%s", (_, executor) => {
  test("operands of the wrong length never reach the module", () => {
    const lines = { outer: 2, length: 300, inner: 1 };
    const before = executor.instance;
    executor.run("amax", lines, { x: new Float32Array(500), y: new Float32Array(2) });
    expect(executor.instance).not.toBe(before); // after an error
    const x = Float32Array.from({ length: 600 }, (_, i) => i % 7);
    const y = new Float32Array(2);
    executor.run("amax", lines, { x, y });
    expect([...y]).toEqual([6, 6]);
  });

  test("rows longer than a block: the maximum and its place may be anywhere, a NaN too", () => {
    const n = 50_000;
    const lines = { outer: 2, length: n, inner: 1 };
    for (const at of [0, 3, 16_383, 16_384, 33_000, n - 1]) {
      for (const value of [7, NaN]) {
        const x = new Float32Array(2 * n).fill(-1);
        x[at] = value;
        x[n + at] = 7;
        x[n + Math.min(at + 20_000, n - 1)] = value;
        const place = new Int32Array(2);
        const [largest, expected] = [new Float32Array(2), new Float32Array(2)];
        const places = new Int32Array(2);
        for (const [index, extreme, of] of [
          ["argmax", "amax", x],
          ["argmin", "amin", x.map((v) => -v)],
        ] as const) {
          executor.run(index, lines, { x: of, y: place });
          executor.run(extreme, lines, { x: of, y: largest });
          reference.run(index, lines, { x: of, y: places });
          reference.run(extreme, lines, { x: of, y: expected });
          expect([place, largest]).toEqual([places, expected]);
        }
      }
    }
  });
});
