/** What may differ, and why: PyTorch's versions. The deliberate differences of api.md ride on the cases themselves. */

import type { OracleError } from "./oracle";

/**
 * api.md lets PyTorch 2.x decide, while Debian's oracle is 1.13. Seen by running both (1.13.0 and 2.13.0).
 * Names of graph nodes, 1.13's first.
 */
const NODE_NAMES: Readonly<Record<string, string>> = {
  ReshapeAliasBackward0: "ViewBackward0",
  SqueezeBackward3: "SqueezeBackward4",
};

/** reshape of a transposed tensor copies in PyTorch; here every tensor is contiguous (deliberate difference 6). */
const CONTIGUOUS: Readonly<Record<string, string>> = { UnsafeViewBackward0: "ViewBackward0" };

export function nodeName(name: string | null): string | null {
  if (name === null) return null;
  const newer = NODE_NAMES[name] ?? name;
  return CONTIGUOUS[newer] ?? newer;
}

/** What 1.13 refuses and 2.x computes; such a case then has no oracle. */
const REFUSED_BEFORE_2 = [
  /gather\(\): Expected dtype int64 for index/,
  /"pow" not implemented for 'Bool'/,
  /squeeze\(\) received an invalid combination of arguments/,
];

export const refusedBefore2 = (error: OracleError, version: string): boolean =>
  version.startsWith("1.") && REFUSED_BEFORE_2.some((pattern) => pattern.test(error.message));

/** Messages that 2.x words differently: 1.13's, and 2.x's, with `$1` for what the first one's groups caught. */
const MESSAGES: readonly (readonly [RegExp, string])[] = [];

/** The message of PyTorch 2.x for a message of 1.13. */
export function newerMessage(message: string): string {
  for (const [pattern, replacement] of MESSAGES) {
    if (pattern.test(message)) return message.replace(pattern, replacement);
  }
  return message;
}
