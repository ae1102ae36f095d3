/**
 * How a call is cut into parts for several threads, going by the table. A part is a call of the same kernel on fewer lines,
 * rows, columns or elements, its units, which do not depend on each other: so the parts give the same bits as the whole.
 */

import type { HalfDType, TypedArray } from "../../dtype.ts";
import { Halves } from "../../values/half.ts";
import type { Lines, Loop, ProductSize } from "../../values/shape.ts";
import { sliceOf, sumOf } from "../slices.ts";
import type { AnyCall, KernelName, Operand } from "../table.ts";
import { KERNELS, operandsOf } from "../table.ts";
import { kindOf } from "./arena.ts";

/** What the units of a call are: `outer` and `inner` of its lines, rows or columns of a product, rounds of a loop. */
export type Way = "outer" | "inner" | "rows" | "columns" | "rounds";

/** How the numbers of an operand lie that belong to a unit. */
interface Lie {
  /** Runs of numbers, a stride apart, of which a part has `unit` numbers for each of its units; one for a slice is a fraction. */
  readonly runs: number;
  readonly stride: number;
  readonly unit: number;
  /** Whether every part has all numbers: its runs are one, its unit is their number. */
  readonly isWhole: boolean;
}

/** An array of a call. */
export interface Piece extends Lie {
  readonly name: string;
  /** Its place among the kinds of arrays. */
  readonly kind: number;
  readonly half: HalfDType | null;
  readonly isRead: boolean;
  readonly isWritten: boolean;
}

/** How a call is cut. */
export interface Split {
  readonly kernel: KernelName;
  readonly way: Way;
  readonly geometry: unknown;
  readonly units: number;
  /** Parts begin at its multiples. */
  readonly step: number;
  /** An operand that is a sum over all lines: each part is a slice of `step` lines, and has a sum of its own. */
  readonly sum: string | null;
  /** What a unit takes on one thread, about, in nanoseconds. */
  readonly cost: number;
  readonly pieces: readonly Piece[];
}

/** Fewest lines through planes in a part: so many that a run of them is copied fast (of 64, it takes 4 times as long as a loss). */
const POSITIONS = 256;
/** Rows and columns of a part of a product: of fewer, packing would take too large a share. */
const SQUARE = 64;
/** Lines that are rows and elements of kernels in loops: as many as a kernel takes at a time, or a vector has. */
const ROWS = 4;
const ELEMENTS = 64;
/** Lines below which the positions of planes are units, not the planes. */
const FEW = 8;

/** Nanoseconds that a number takes on one thread, in the module where it has the kernel; measured on 512,000 float32. */
const COSTS: { readonly [kernel in KernelName]?: number } = {
  crossEntropyProbsTargetGrad: 1.4,
  or: 1.4,
  pow: 20,
  exp: 1.1,
  log: 2,
  rsqrt: 2,
  sigmoid: 1.3,
  tanh: 1.8,
  log1p: 9,
  expm1: 15,
  whereNonzero: 1.4,
  powSlope: 30,
  powExponentSlope: 45,
  powScalarGrad: 30,
  expDifference: 14,
  logsumexp: 0.5,
  sum: 0.18,
  sgd: 0.35,
  adam: 0.9,
};
/** The other kernels, by their loops; of a product one of two numbers, and its sum with others. */
const COST_OF_LOOPS: { readonly [L in (typeof KERNELS)[KernelName]["loops"]]: number } = {
  lines: 0.6,
  product: 0.025,
  pairs: 0.25,
  reduction: 0.4,
  update: 2,
};
/** How much longer the reference kernels take at least. */
const REFERENCE = 4;

const whole = (length: number): Lie => ({ runs: 1, stride: length, unit: length, isWhole: true });
const apart = (runs: number, stride: number, unit: number): Lie => ({ runs, stride, unit, isWhole: false });

/** The units of a call, and how its arrays lie in them. */
interface Cut {
  readonly way: Way;
  readonly units: number;
  readonly step: number;
  /** Numbers that a unit computes with. */
  readonly work: number;
  /** How an array of `length` numbers lies; null where parts could not be computed apart. */
  lieOf(name: string, operand: Operand, length: number): Lie | null;
}

/** @param slice - the lines that a sum over all is made of, 0 without one. */
function cutLines({ outer, length, inner }: Lines, slice: number): Cut {
  const lines = outer * inner;
  const byOuter = slice > 0 || inner === 1 || outer >= FEW || inner < 2 * POSITIONS;
  const units = byOuter ? outer : inner;
  return {
    way: byOuter ? "outer" : "inner",
    units,
    step: slice || (!byOuter ? POSITIONS : inner === 1 ? ROWS : 1),
    work: (length * lines) / units,
    lieOf(_, { layout, oneForAll, access }, n) {
      if (layout === "whole" && slice > 0) return apart(1, 0, 1 / slice);
      if (access === "sum") return null;
      if (layout === "perClass" || (oneForAll && n === 1)) return whole(n);
      if (layout !== "line" && layout !== "perLine") return null;
      const each = n / lines / (layout === "line" ? length : 1);
      if (!Number.isInteger(each)) return null;
      if (byOuter) return apart(1, 0, n / outer);
      return layout === "line" ? apart(outer * length, inner, 1) : apart(outer, inner * each, each);
    },
  };
}

function cutProduct({ n, k, m, transposedA, transposedB }: ProductSize): Cut {
  const byRows = n > m;
  return {
    way: byRows ? "rows" : "columns",
    units: byRows ? n : m,
    step: SQUARE,
    work: k * (byRows ? m : n),
    lieOf(name, _, length) {
      if (name === "y") return byRows ? apart(1, 0, m) : apart(n, m, 1);
      if (name === "a" && byRows) return transposedA ? apart(k, n, 1) : apart(1, 0, k);
      if (name === "b" && !byRows) return transposedB ? apart(1, 0, k) : apart(k, m, 1);
      return name === "bias" && !byRows ? apart(1, 0, 1) : whole(length);
    },
  };
}

function cutPairs(nest: readonly Loop[]): Cut | null {
  const [loop, ...inside] = nest;
  if (loop === undefined) return null;
  const work = inside.reduce((n, { size }) => n * size, 1);
  /** An operand whose rounds lie one behind the other, or are the same numbers. */
  const rounds = (stride: number, last: number, length: number): Lie | null => {
    if (stride === 0) return whole(length);
    return stride === last + 1 ? apart(1, 0, stride) : null;
  };
  return {
    way: "rounds",
    units: loop.size,
    step: Math.max(1, Math.floor(ELEMENTS / work)),
    work,
    lieOf(_, { layout }, length) {
      if (layout === "each") return apart(1, 0, work);
      if (layout === "first")
        return rounds(
          loop.strideA,
          inside.reduce((at, l) => at + (l.size - 1) * l.strideA, 0),
          length,
        );
      return rounds(
        loop.strideB,
        inside.reduce((at, l) => at + (l.size - 1) * l.strideB, 0),
        length,
      );
    },
  };
}

const cutUpdate = (n: number): Cut => ({
  way: "rounds",
  units: n,
  step: ELEMENTS,
  work: 1,
  lieOf: () => apart(1, 0, 1),
});

function cutOf(kernel: KernelName, geometry: unknown, slice: number): Cut | null {
  const { loops } = KERNELS[kernel];
  if (loops === "product") return cutProduct(geometry as ProductSize);
  if (loops === "pairs") return cutPairs(geometry as readonly Loop[]);
  return loops === "update" ? cutUpdate(geometry as number) : cutLines(geometry as Lines, slice);
}

/** The array of numbers behind an operand. */
export const arrayOf = (value: TypedArray | Halves): TypedArray =>
  value instanceof Halves ? value.bits : value;

/**
 * How a call is cut; null where it is not, because parts would depend on each other or would take other ways, or because one
 * thread takes less than `least` nanoseconds: which is found out first, as most calls are small.
 */
export function splitOf(
  kernel: KernelName,
  geometry: unknown,
  call: AnyCall,
  isReference: boolean,
  least = 0,
): Split | null {
  const sum = sumOf(kernel, call);
  const slice = sum === null ? 0 : sliceOf(geometry as Lines);
  const cut = cutOf(kernel, geometry, slice);
  if (cut === null || cut.units < 2 * cut.step || cut.work === 0) return null;
  const cost =
    cut.work * (COSTS[kernel] ?? COST_OF_LOOPS[KERNELS[kernel].loops]) * (isReference ? REFERENCE : 1);
  if (cost * cut.units < least) return null;
  const pieces: Piece[] = [];
  for (const [name, operand] of operandsOf(kernel)) {
    const value = call[name] ?? null;
    if (value === null || typeof value === "number") continue;
    const array = arrayOf(value);
    const kind = kindOf(array);
    const lie = cut.lieOf(name, operand, array.length);
    if (kind < 0 || lie === null || (name !== sum && lengthOf(lie, cut.units) !== array.length)) return null;
    const isRead = operand.access !== "out";
    const isWritten = operand.access !== "in";
    pieces.push({
      ...lie,
      name,
      kind,
      half: value instanceof Halves ? value.dtype : null,
      isRead,
      isWritten,
    });
  }
  if (decidesTogether(kernel, call)) return null;
  const { way, units, step } = cut;
  return { kernel, way, geometry, units, step, sum, cost, pieces };
}

/** Whether an executor chooses a way for all lines by numbers of each of them: class weights with a scale for each line. */
function decidesTogether(kernel: KernelName, call: AnyCall): boolean {
  if (KERNELS[kernel].loops !== "lines") return false;
  const weights = call["weights"] ?? null;
  return weights !== null && (call["scale"] as Float64Array).length > 1;
}

/** The geometry of a part of so many units. */
export function geometryOf({ way, geometry }: Pick<Split, "way" | "geometry">, units: number): unknown {
  if (way === "outer") return { ...(geometry as Lines), outer: units };
  if (way === "inner") return { ...(geometry as Lines), inner: units };
  if (way === "rows") return { ...(geometry as ProductSize), n: units };
  if (way === "columns") return { ...(geometry as ProductSize), m: units };
  if (typeof geometry === "number") return units;
  const [loop, ...inside] = geometry as readonly Loop[];
  return [{ ...loop!, size: units }, ...inside];
}

/** The geometry of units of a product, from `first` on, for the arrays of the whole; null for other kernels. */
export function placeOf(
  { way, geometry, units: all }: Pick<Split, "way" | "geometry" | "units">,
  first: number,
  units: number,
  hasRows: boolean,
): ProductSize | null {
  const size = geometry as ProductSize;
  if (way === "rows")
    return { ...size, n: units, part: { rows: all, columns: size.m, row: first, column: 0, hasRows: false } };
  if (way !== "columns") return null;
  return { ...size, m: units, part: { rows: size.n, columns: all, row: 0, column: first, hasRows } };
}

/** How many numbers of an array are in a part of so many units. */
export const lengthOf = ({ isWhole, runs, unit }: Lie, units: number): number =>
  isWhole ? unit : runs * Math.ceil(unit * units);
