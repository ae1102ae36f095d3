/**
 * Where PyTorch's versions differ, and where PyTorch itself fails. The deliberate differences of docs/compatibility.md ride on the
 * cases themselves (`Program.alternative`, `refusal`, `zeroCountsNothing`).
 *
 * PyTorch 2.x decides; 1.13 is the oracle where the current one cannot be installed. Everything here was seen by running 1.13.0 and
 * 2.15.0.
 */

import type { OracleError } from "./oracle";

const isOld = (version: string): boolean => version.startsWith("1.");

/** Names of graph nodes, 1.13's first. */
const NODE_NAMES: ReadonlyMap<string, string> = new Map([
  ["ReshapeAliasBackward0", "ViewBackward0"],
  ["SqueezeBackward3", "SqueezeBackward4"],
]);

/**
 * Nodes that PyTorch leaves where it views or copies what is not contiguous: reshape of a transposed tensor, the folding
 * inside matmul. Here every tensor is contiguous (deliberate difference 6).
 */
const VIEWS: ReadonlySet<string> = new Set([
  "ViewBackward0",
  "UnsafeViewBackward0",
  "TransposeBackward0",
  "CloneBackward0",
]);

/** Whether two graph nodes count as the same, `own` being crossent's, of a result of the Python `code`. */
export function sameNode(own: string | null, torch: string | null, code: string): boolean {
  const newer = torch === null ? null : (NODE_NAMES.get(torch) ?? torch);
  if (own === newer) return true;
  const folds = /\.(reshape|matmul)\(/.test(code);
  return folds && own !== null && newer !== null && VIEWS.has(own) && VIEWS.has(newer);
}

/** What 1.13 refuses and 2.x computes; such a case has no oracle in 1.13. */
const REFUSED_BEFORE_2 = [
  /^gather\(\): Expected dtype int64 for index/,
  /^"pow" not implemented for 'Bool'/,
  /^(squeeze|any|all)\(\) received an invalid combination of arguments/,
  /^size mismatch \(got input: \[\d+\], target: \[1\]\)/,
];

/**
 * Failures inside PyTorch, in 2.15 too, that are no refusals: an empty list of dims, the gradient of a power of bools,
 * an exponent too large for the integer dtype, which add and mul would wrap.
 */
const FAULTS = [
  /^output with shape \[\] doesn't match the broadcast shape/,
  /^Subtraction, the `-` operator, with a bool tensor is not supported/,
  /^value cannot be converted to type \w+ without overflow/,
];

/** Why PyTorch's refusal says nothing about crossent, or undefined where it does. */
export function noOracle(error: OracleError, version: string): string | undefined {
  if (FAULTS.some((pattern) => pattern.test(error.message)))
    return `a failure inside PyTorch: ${error.message}`;
  if (isOld(version) && REFUSED_BEFORE_2.some((pattern) => pattern.test(error.message)))
    return `refused before PyTorch 2: ${error.message}`;
  return undefined;
}

/** What 1.13 computes and 2.x refuses, by crossent's message: empty tensors slip past 1.13's checks. */
const ACCEPTED_BEFORE_2 = [
  /^argmax\(\): does not support bool input/,
  /^expected target dtype to be Long or Byte/,
];

/** Class weights of the shape [1, C]: where the input has more than two dims, PyTorch looks only at their number. */
const WEIGHTS_IN_ROWS = /^weight tensor should be defined .* but got weight tensor of shape: \[1, \d+\]/;

/** Dtypes that no product knows; PyTorch does not notice where there is nothing to multiply. */
const PRODUCT_DTYPES =
  /^("\w+" not implemented for 'Bool'|expected scalar|expected m1 and m2|addmv input|dot : expected)/;

/** Why PyTorch's result says nothing about crossent's refusal, or undefined where it does. */
export function lenient(message: string, hasEmpty: boolean, version: string): string | undefined {
  if (WEIGHTS_IN_ROWS.test(message) || (hasEmpty && PRODUCT_DTYPES.test(message)))
    return `PyTorch lets it pass: ${message}`;
  if (isOld(version) && ACCEPTED_BEFORE_2.some((pattern) => pattern.test(message)))
    return `accepted before PyTorch 2: ${message}`;
  return undefined;
}

/** Messages that 2.x words differently: 1.13's and 2.x's. */
const MESSAGES: readonly (readonly [RegExp, RegExp])[] = [
  [/^expected scalar type \w+ but found \w+/, /^expected target dtype to be Long or Byte, but got \w+/],
  [
    /^expected scalar type \w+ but found \w+/,
    /^expected m1 and m2 to have the same dtype, but got: [\w ]+ != [\w ]+/,
  ],
  [/^expected scalar type \w+ but found \w+/, /^addmv input tensors must have the same dtype, but got/],
  [/^expected scalar type \w+ but found \w+/, /^expected scalar type \w+ but found \w+/],
  [/^gather\(\): Expected dtype int64/, /^gather\(\): Expected dtype int32\/int64 for index/],
  [/^size mismatch, got \d+, \d+x\d+,\d+/, /^size mismatch, got input \(\d+\), mat \(\d+x\d+\), vec \(\d+\)/],
  [/^upper bound and larger bound incon/, /^upper bound and lower bound inconsistent with step sign/],
  [
    /^one_hot is only applicable to index tensor/,
    /^one_hot is only applicable to index tensor of type LongTensor/,
  ],
  [
    /^Trying to create tensor with negative/,
    /^(zeros: Dimension size must be non-negative|Trying to create tensor with)/,
  ],
  [/^only one element tensors can be conv/, /^a Tensor with \d+ elements cannot be converted to Scalar/],
  [/^invalid shape dimension/, /^invalid shape dimension -\d+ at index \d+ of shape \[/],
  [
    /^size mismatch \(got input: \[\d+\], target/,
    /^For 1D input, 1D target must have size 1, but got target size: \d+/,
  ],
  [
    /^Size does not match at dimension/,
    /^Size does not match at dimension \d+ expected index \[.*\] to be no larger than/,
  ],
  [/^"argmax_cpu" not implemented for 'Bool'/, /^argmax\(\): does not support bool input/],
  [/^"addmm_impl_cpu_" not implemented for/, /^expected m1 and m2 to have the same dtype, but got/],
  [/^"addmm_impl_cpu_" not implemented for/, /^"addmm_impl_cpu_" not implemented for/],
  [
    /^mat1 and mat2 shapes cannot be/,
    /^mm: mat1 and mat2 shapes cannot be multiplied \(\d+x\d+ and \d+x\d+\)/,
  ],
  [
    /^one of the variables needed for .* is output 0 of \w+Backward\d/,
    /^one of the variables needed for .* is output 0 of \w+, is at version \d+; expected version \d+ instead/,
  ],
];

/** What 2.x says where 1.13 says `message`; empty where it says the same. */
export const newerMessages = (message: string, version: string): RegExp[] =>
  isOld(version) ? MESSAGES.filter(([old]) => old.test(message)).map(([, newer]) => newer) : [];
