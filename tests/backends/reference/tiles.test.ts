import { overLines } from "../../../src/backends/reference/tiles";
import { operandsOf } from "../../../src/backends/table";

/** Its operands: x and target line in, dx line out, losses and stats per line, scale for each line or for all. */
const KERNEL = "crossEntropyProbs";
const weights = Float32Array.of(1);

const numberOf = (lines: number): Float64Array => Float64Array.from({ length: lines }, (_, line) => line);

test("the kernel of this test has every kind of operand", () => {
  const kinds = new Set(operandsOf(KERNEL).map(([, { layout, access }]) => `${layout} ${access}`));
  expect([...kinds].sort()).toEqual([
    "line in",
    "line out",
    "perClass in",
    "perLine in",
    "perLine out",
    "scalar in",
  ]);
});

describe.each([
  [2, 3, 1],
  [2, 3, 5],
  [1, 4, 16],
  [3, 2, 17],
  [2, 9000, 9],
  [2, 70_000, 3],
  [2, 0, 3],
  [0, 4, 1],
])("the lines of %d × %d × %d", (outer, length, inner) => {
  const lines = { outer, length, inner };
  const count = outer * inner;
  const x = Float64Array.from({ length: count * length }, (_, j) => j);
  const at = (line: number, k: number): number =>
    (Math.floor(line / inner) * length + k) * inner + (line % inner);

  /** Runs a kernel that writes each element to its place, and says which lines it saw. */
  function visit(first: number, end: number, scale: Float64Array) {
    const target = Float32Array.from(x, (v) => v % 1000);
    const dx = new Float32Array(x.length).fill(-1);
    const [losses, stats] = [new Float64Array(count).fill(-1), new Float64Array(2 * count).fill(-1)];
    const seen: number[] = [];
    const call = { x, dx, target, losses, stats, scale, weights, labelSmoothing: 0.5 };
    const kernel = (rows: number, size: number, part: typeof call): void => {
      expect([size, part.losses.length, part.labelSmoothing, part.weights]).toEqual([
        length,
        rows,
        0.5,
        weights,
      ]);
      for (let row = 0; row < rows; row++) {
        const line = part.scale.length === 1 && count !== 1 ? first + seen.length : part.scale[row]!;
        seen.push(line);
        part.losses[row] = line;
        part.stats.set([line, row], 2 * row);
        for (let k = 0; k < length; k++) {
          if (part.x[row * length + k] !== x[at(line, k)]) throw new Error(`element ${k} of line ${line}`);
          part.dx[row * length + k] = part.target[row * length + k]!;
        }
      }
    };
    overLines(KERNEL, lines, call, kernel as never, first, end);
    return { dx, losses, stats, seen, target };
  }

  test("become rows and go back to their places", () => {
    for (const scale of [numberOf(count), Float64Array.of(7)]) {
      const { dx, losses, stats, seen, target } = visit(0, count, scale);
      expect(seen).toEqual([...numberOf(count)]);
      expect(dx).toEqual(target);
      expect(losses).toEqual(numberOf(count));
      expect(stats.filter((_, i) => i % 2 === 0)).toEqual(numberOf(count));
    }
  });

  test("come in any range, and the others stay as they are", () => {
    for (const [first, end] of [
      [0, 1],
      [1, count],
      [Math.floor(count / 2), Math.floor(count / 2) + 2],
    ] as const) {
      if (end > count || first >= end) continue;
      const { dx, losses, seen, target } = visit(first, end, numberOf(count));
      expect(seen).toEqual([...numberOf(count)].slice(first, end));
      for (let line = 0; line < count; line++) {
        const inside = line >= first && line < end;
        expect(losses[line]).toBe(inside ? line : -1);
        for (let k = 0; k < Math.min(length, 5); k++)
          expect(dx[at(line, k)]).toBe(inside ? target[at(line, k)] : -1);
      }
    }
  });
});
