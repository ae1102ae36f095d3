/** Mutants that no test can tell from the library, each with the reason. They do not count. */

import type { Mutant } from "./mutants";
import { diffOf } from "./mutants";

/** `before` is the line of the library; without an `after`, all mutants of that line are meant. */
interface Equivalent {
  readonly file: string;
  readonly before: string;
  readonly after?: string;
  readonly reason: string;
}

const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: "src/backends/wasm/plan.ts",
    before: "if (count <= 64) for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;",
    after: "if (count < 64) for (let i = 0; i < count; i++) to[at + i] = from[start + i]!;",
    reason: "both ways copy the same numbers: which is faster, it says",
  },
  {
    file: "src/backends/wasm/limits.ts",
    before: "if (w !== 0 && w * least < SMALLEST_SCALE) return false;",
    after: "if (w !== 0 && w * least <= SMALLEST_SCALE) return false;",
    reason: "no product of a float32 is exactly 1e-30 but by chance, and both executors are right there",
  },
  {
    file: "src/backends/reference/score.ts",
    before:
      "for (let i = (k >> 1) - 1; i >= 0; i--) sink(values, places, first, k, i, values[first + i]!, i);",
    after:
      "for (let i = (k >> 1) - 0; i >= 0; i--) sink(values, places, first, k, i, values[first + i]!, i);",
    reason: "elements of the heap that have none behind them may sink as well, and stay where they are",
  },
  {
    file: "src/backends/reference/score.ts",
    before:
      "for (let i = (k >> 1) - 1; i >= 0; i--) sink(values, places, first, k, i, values[first + i]!, i);",
    after:
      "for (let i = (k >> 1) + 1; i >= 0; i--) sink(values, places, first, k, i, values[first + i]!, i);",
    reason: "elements of the heap that have none behind them may sink as well, and stay where they are",
  },
  {
    file: "src/ops/matmul.ts",
    before:
      "export const matmul: Op<[a: NDArray, b: NDArray]> = ([a, b], [needA = false, needB = false]) => {",
    reason: "needs are left out where nobody wants a gradient, and then the way back is never asked for",
  },
  {
    file: "src/ops/targets.ts",
    before: "data instanceof BigInt64Array && data.length > FEW",
    after: "data instanceof BigInt64Array && data.length >= FEW",
    reason: "both ways read the same numbers: which is faster, it says",
  },
  {
    file: "src/ops/targets.ts",
    before: "for (let i = 0; i < targets.length; i++) count -= targets[i]! >> 31;",
    after: "for (let i = 0; i < targets.length; i++) count += targets[i]! >> 31;",
    reason: "the count is only compared with 0",
  },
  {
    file: "src/values/indexing.ts",
    before: "for (let o = 0; o < outer; o++) {",
    after: "for (let o = 0; o <= outer; o++) {",
    reason: "reads behind the end are undefined, and writes behind the end of a typed array are lost",
  },
  {
    file: "src/functional/errors.ts",
    before: "if (input.length > 2 && show(input.slice(0, -1)) === show(target))",
    after: "if (input.length >= 2 && show(input.slice(0, -1)) === show(target))",
    reason: "a target (N) of an input (N, C) is right: this is not asked about it",
  },
  {
    file: "src/backends/reference/elementwise.ts",
    before: "square = BigInt.asIntN(64, square * square);",
    after: "square = BigInt.asIntN((64 + 1), square * square);",
    reason: "the power is taken modulo 2^64 in the end: more bits on the way do not matter",
  },
  {
    file: "src/autograd.ts",
    before: "return nodes.length > 2 ? nodes.sort((a, b) => b.order - a.order) : nodes;",
    after: "return nodes.length > 0 ? nodes.sort((a, b) => b.order - a.order) : nodes;",
    reason: "two nodes are in order: the root is the later one",
  },
  {
    file: "src/autograd.ts",
    before: "return nodes.length > 2 ? nodes.sort((a, b) => b.order - a.order) : nodes;",
    after: "return nodes.length >= 2 ? nodes.sort((a, b) => b.order - a.order) : nodes;",
    reason: "two nodes are in order: the root is the later one",
  },
  {
    file: "src/autograd.ts",
    before: "if (!isRecyclable(data)) return;",
    after: ";",
    reason: "recycle() asks the same: counting the others takes time, no more",
  },
  {
    file: "src/autograd.ts",
    before: "if (!isRecyclable(data)) return;",
    after: "if (false) return;",
    reason: "recycle() asks the same: counting the others takes time, no more",
  },
  {
    file: "src/ops/crossEntropy.ts",
    before:
      "for (let i = 0; i < y.data.length; i++) if (y.data[i] === 0) y.data[i] = -0; // PyTorch's is minus a sum",
    after:
      "for (let i = 0; i <= y.data.length; i++) if (y.data[i] === 0) y.data[i] = -0; // PyTorch's is minus a sum",
    reason: "behind the end of a typed array is undefined, which is not 0",
  },
];

/** Why a mutant does not count; undefined where it does. */
export function reasonOf(mutant: Mutant, source: string): string | undefined {
  const diff = diffOf(source, mutant);
  return EQUIVALENTS.find(
    ({ file, before, after = diff.after }) =>
      file === mutant.file && before === diff.before && after === diff.after,
  )?.reason;
}
