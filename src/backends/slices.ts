/**
 * Large sums over all lines. How they round depends on which lines are added up first; so a large call that wants one runs in
 * slices of its lines, which follow from its geometry alone, and their sums are added in their order. Whoever computes a
 * slice, and beside which others, the sum is the same bits.
 */

import type { TypedArray } from "../dtype.ts";
import type { Halves } from "../values/half.ts";
import type { Lines } from "../values/shape.ts";
import type { AnyCall, Executor, KernelName } from "./table.ts";
import { KERNELS, operandsOf } from "./table.ts";

/** Numbers of the smallest call that runs in slices: smaller ones no other thread would help with. */
const FEWEST = 2 ** 18;
/** Numbers of a slice, unless there would be too many slices. One costs 2 microseconds, of some 80 (measured). */
const SLICE = 2 ** 16;
const MOST_SLICES = 256;
/** Rows that a kernel takes at a time, unless they are long. */
const ROWS = 4;
const LONG = 2 ** 13;

/** The operands that are sums over all lines, of the kernels that have one. */
const SUMS: { readonly [kernel: string]: string } = Object.fromEntries(
  (Object.keys(KERNELS) as KernelName[]).flatMap((kernel) => {
    const sum = operandsOf(kernel).find(([, { layout }]) => layout === "whole");
    return sum === undefined ? [] : [[kernel, sum[0]]];
  }),
);

/** The sum over all lines that a call wants; null where it wants none. */
export function sumOf(kernel: KernelName, call: AnyCall): string | null {
  const name = SUMS[kernel];
  return name === undefined || call[name] === null ? null : name;
}

/** How many of the outer lines of a call that wants a sum are a slice; 0 where the call is one. */
export function sliceOf({ outer, length, inner }: Lines): number {
  const size = length * inner;
  if (outer * size < FEWEST) return 0;
  const some = Math.ceil(Math.max(SLICE / size, outer / MOST_SLICES));
  const slice = inner === 1 && length < LONG ? ROWS * Math.ceil(some / ROWS) : some;
  return slice < outer ? slice : 0;
}

/** Runs a call on one thread. */
export function runWhole(executor: Executor, kernel: KernelName, geometry: unknown, call: AnyCall): void {
  const name = sumOf(kernel, call);
  const slice = name === null ? 0 : sliceOf(geometry as Lines);
  if (slice === 0) executor.run(kernel, geometry as never, call as never);
  else runSlices(executor, kernel, geometry as Lines, call, name!, slice);
}

function runSlices(
  executor: Executor,
  kernel: KernelName,
  lines: Lines,
  call: AnyCall,
  name: string,
  slice: number,
): void {
  const { outer } = lines;
  const total = call[name] as Float64Array;
  const sum = new Float64Array(1);
  const part: { [name: string]: AnyCall[string] } = { ...call, [name]: sum };
  for (let first = 0; first < outer; first += slice) {
    const end = Math.min(outer, first + slice);
    for (const [operand, { layout, oneForAll }] of operandsOf(kernel)) {
      const value = call[operand] as TypedArray | Halves | null;
      if ((layout !== "line" && layout !== "perLine") || value === null) continue;
      if (oneForAll && value.length === 1) continue;
      const each = value.length / outer;
      part[operand] = value.subarray(first * each, end * each);
    }
    sum[0] = 0;
    executor.run(kernel, { ...lines, outer: end - first } as never, part as never);
    total[0]! += sum[0];
  }
}
