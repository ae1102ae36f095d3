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
