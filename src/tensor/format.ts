/** Text of a tensor, equal to Python's `repr` of the same PyTorch tensor to the character. */

import { isFloating, isHalf, torchName } from "../dtype.ts";
import { halvesOf } from "../values/half.ts";
import type { NDArray } from "../values/ndarray.ts";
import { numel, stridesOf } from "../values/shape.ts";

// PyTorch's default print options (torch/_tensor_str.py).
const PRECISION = 4;
const THRESHOLD = 1000;
const EDGE_ITEMS = 3;
const LINE_WIDTH = 80;

const PREFIX = "tensor(";

// Enough digits to tell an exact tie from a near one: no double comes closer to one than 6e-26, relative (computed).
const GUARD_DIGITS = 40;

/** What autograd adds to the printed tensor. */
export interface FormatAnnotations {
  readonly requiresGrad: boolean;
  /** Name of the node that made the tensor, for example `NllLossBackward0`; takes precedence over `requiresGrad`. */
  readonly gradFn?: string | undefined;
}

/**
 * The text that PyTorch prints for a tensor: four digits, or scientific notation where the magnitudes need it;
 * beyond 1000 elements only the first and last three of each dimension, and only those are read.
 *
 * @param array - The values; any dtype and shape.
 * @param annotations - What follows the values: `requires_grad=True` or `grad_fn=<...>`.
 * @returns Python's `repr` of the same tensor.
 * @example
 * String(tensor([1, 2.5], { requiresGrad: true })); // 'tensor([1.0000, 2.5000], requires_grad=True)'
 * @see torch/_tensor_str.py
 */
export function formatTensor(array: NDArray, annotations: FormatAnnotations): string {
  const values = numel(array.shape) === 0 ? "[]" : formatValues(array);
  return appendSuffixes(PREFIX + values, [...arraySuffixes(array), ...gradSuffixes(annotations)]) + ")";
}

function arraySuffixes({ shape, dtype }: NDArray): string[] {
  const empty = numel(shape) === 0;
  const suffixes: string[] = [];
  if (empty && shape.length !== 1) suffixes.push(`size=(${shape.join(", ")})`);
  // The printed elements of int64 and bool name their dtype; without elements only the default dtype goes unsaid.
  const implied = dtype === "float32" || (!empty && (dtype === "int64" || dtype === "bool"));
  if (!implied) suffixes.push(`dtype=${torchName(dtype)}`);
  return suffixes;
}

function gradSuffixes({ requiresGrad, gradFn }: FormatAnnotations): string[] {
  if (gradFn !== undefined) return [`grad_fn=<${gradFn}>`];
  return requiresGrad ? ["requires_grad=True"] : [];
}

/** Adds the suffixes to the last line, each on a new line where it would pass the line width. */
function appendSuffixes(text: string, suffixes: readonly string[]): string {
  // Two more than the real column, because PyTorch counts so (until the first wrap).
  let column = text.length - text.lastIndexOf("\n") + 1;
  let result = text;
  for (const suffix of suffixes) {
    if (column + suffix.length + 2 > LINE_WIDTH) {
      result += `,\n${" ".repeat(PREFIX.length)}${suffix}`;
      column = PREFIX.length + suffix.length;
    } else {
      result += `, ${suffix}`;
      column += suffix.length + 2;
    }
  }
  return result;
}

function formatValues(array: NDArray): string {
  const { shape } = array;
  const limit = numel(shape) > THRESHOLD ? 2 * EDGE_ITEMS : Number.POSITIVE_INFINITY;
  const { texts, width } = elementTexts(array, shownOffsets(shape, limit));
  const cells = texts.map((text) => text.padStart(width));
  return nest(cells, shape, limit, width + ", ".length, PREFIX.length);
}

/** Offsets of the elements that are printed, in their order: of dimensions longer than `limit` only the edges. */
function shownOffsets(shape: readonly number[], limit: number): number[] {
  let offsets = [0];
  stridesOf(shape).forEach((stride, dim) => {
    const size = shape[dim]!;
    const count = Math.min(size, limit);
    const steps = Array.from({ length: count }, (_, i) => {
      const position = count < size && i >= EDGE_ITEMS ? size - count + i : i;
      return position * stride;
    });
    offsets = offsets.flatMap((offset) => steps.map((step) => offset + step));
  });
  return offsets;
}

/** Brackets around the cells of a tensor of `shape`; `indent` is the column of the opening bracket. */
function nest(
  cells: readonly string[],
  shape: readonly number[],
  limit: number,
  cellWidth: number,
  indent: number,
): string {
  const [size, ...inner] = shape;
  if (size === undefined) return cells[0]!;
  const lineStart = " ".repeat(indent + 1);
  if (inner.length === 0) {
    const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / cellWidth));
    const lines = chunk(withGap(cells, size, " ..."), perLine).map((line) => line.join(", "));
    return `[${lines.join(`,\n${lineStart}`)}]`;
  }
  const length = cells.length / Math.min(size, limit);
  const blocks = chunk(cells, length).map((block) => nest(block, inner, limit, cellWidth, indent + 1));
  return `[${withGap(blocks, size, "...").join(`,${"\n".repeat(inner.length)}${lineStart}`)}]`;
}

/** The items, with the gap between the two edges if they are fewer than `size`. */
const withGap = (items: readonly string[], size: number, gap: string): readonly string[] =>
  items.length < size ? [...items.slice(0, EDGE_ITEMS), gap, ...items.slice(EDGE_ITEMS)] : items;

const chunk = (items: readonly string[], length: number): string[][] =>
  Array.from({ length: Math.ceil(items.length / length) }, (_, i) =>
    items.slice(i * length, (i + 1) * length),
  );

interface ElementTexts {
  readonly texts: readonly string[];
  /** Column width; zeros, nan and inf do not count for it and may be wider. */
  readonly width: number;
}

function elementTexts({ data, dtype }: NDArray, offsets: readonly number[]): ElementTexts {
  if (isHalf(dtype)) {
    const { bits, floats } = halvesOf(data, dtype);
    return floatTexts(offsets.map((offset) => floats[bits[offset]!]!));
  }
  if (isFloating(dtype)) return floatTexts(offsets.map((offset) => Number(data[offset])));
  const texts = offsets.map((offset) =>
    dtype === "bool" ? (data[offset] ? "True" : "False") : String(data[offset]),
  );
  return { texts, width: longest(texts) };
}

function floatTexts(values: readonly number[]): ElementTexts {
  const notation = notationFor(values.filter(isNonzeroFinite));
  const texts = values.map((value) => floatText(value, notation));
  return { texts, width: longest(texts.filter((_, i) => isNonzeroFinite(values[i]!))) };
}

const isNonzeroFinite = (value: number): boolean => Number.isFinite(value) && value !== 0;

const longest = (texts: readonly string[]): number =>
  texts.reduce((width, text) => Math.max(width, text.length), 1);

/** `integral` prints `1.`, `fixed` `1.0000` and `scientific` `1.0000e+00`. */
type Notation = "integral" | "fixed" | "scientific";

function notationFor(values: readonly number[]): Notation {
  let min = Number.POSITIVE_INFINITY;
  let max = 0;
  for (const value of values) {
    min = Math.min(min, Math.abs(value));
    max = Math.max(max, Math.abs(value));
  }
  if (max / min > 1000 || max > 1e8 || min < 1e-4) return "scientific";
  return values.every(Number.isInteger) ? "integral" : "fixed";
}

function floatText(value: number, notation: Notation): string {
  if (Number.isNaN(value)) return "nan";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const magnitude = Math.abs(value);
  if (magnitude === Number.POSITIVE_INFINITY) return `${sign}inf`;
  if (notation === "integral") return `${sign}${magnitude}.`;
  return sign + (notation === "fixed" ? toFixed(magnitude) : toScientific(magnitude));
}

/** Python's `{:.4f}`. */
function toFixed(magnitude: number): string {
  return tieToEven(magnitude.toFixed(PRECISION + GUARD_DIGITS)) ?? magnitude.toFixed(PRECISION);
}

/** Python's `{:.4e}`, whose exponent has at least two digits. */
function toScientific(magnitude: number): string {
  const [exactDigits, exactExponent] = splitExponent(magnitude.toExponential(PRECISION + GUARD_DIGITS));
  const even = tieToEven(exactDigits);
  if (even !== undefined) return even + exactExponent;
  return splitExponent(magnitude.toExponential(PRECISION)).join("");
}

/** `1.5e-7` as `1.5` and `e-07`. */
function splitExponent(text: string): [digits: string, exponent: string] {
  const at = text.indexOf("e");
  return [text.slice(0, at), text.slice(at, at + 2) + text.slice(at + 2).padStart(2, "0")];
}

/**
 * The even neighbour below, if the digits beyond the printed ones are an exact tie that has to go there;
 * else undefined. Python rounds exact ties to even, JavaScript's `toFixed` and `toExponential` round them up.
 */
function tieToEven(digits: string): string | undefined {
  const kept = digits.slice(0, -GUARD_DIGITS);
  return /[02468]$/.test(kept) && /^50*$/.test(digits.slice(-GUARD_DIGITS)) ? kept : undefined;
}
