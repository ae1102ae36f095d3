/**
 * Cross-entropy through planes of many classes and some hundred positions: tiles of some classes of all positions, which
 * lie together, pass through the module's memory three times. All classes of some positions are copied 512 bytes at a time,
 * which takes four times as long as all that is computed.
 */

import { Halves } from "../../values/half.ts";
import type { Lines } from "../../values/shape.ts";
import type { AnyCall, Call } from "../table.ts";
import { operandsOf } from "../table.ts";
import { copy, copyHalves } from "./copy.ts";
import type { Instance } from "./instance.ts";
import { roomFor } from "./instance.ts";

/** Numbers in a tile: they stay in the second cache (measured). */
const TILE = 65536;
/** Classes that the kernel sums at a time: tiles are of whole sums, so that their size changes no bit. */
const PER_SUM = 16;
/** Bytes that the kernel keeps for a position, and positions more that it has room for. */
const KEPT = 64;
const BEHIND = 8;

/** What is done with a tile: the order of assembly/tiles.ts. */
const TO_MAXIMA = 0;
const TO_SUMS = 1;
const TO_LOSSES = 2;
const TO_GRADIENT = 3;

/** The kernel in the module. */
export type TileEntry = (
  call: number,
  positions: number,
  task: number,
  before: number,
  classes: number,
) => number;

const OPERANDS = operandsOf("crossEntropy").map(([name]) => name);
/** Bytes of the description of a call, and of what it says of an operand: assembly/call.ts. */
const HEADER = 16;
const FIELD = 8;

/**
 * Runs crossEntropy, whose operands are all float32.
 *
 * @returns whether the module is content with all results.
 */
export function runTiles(
  instance: Instance,
  entry: TileEntry,
  { outer, length, inner }: Lines,
  anyCall: AnyCall,
): boolean {
  const call = anyCall as unknown as Call<"crossEntropy">;
  const { targets, losses, total, scale, weights } = call;
  const { x } = call;
  const dx = call.dx as Float32Array | null;
  const height = Math.floor(TILE / inner / PER_SUM) * PER_SUM;

  let end = instance.base + roomFor(HEADER + FIELD * OPERANDS.length);
  const take = (bytes: number): number => {
    const start = end;
    end += roomFor(bytes);
    return start;
  };
  const room = take(KEPT * (inner + BEHIND));
  const single = scale.length === 1;
  const pointers: { readonly [name: string]: readonly [pointer: number, step: number] } = {
    x: [take(4 * inner * height), 0],
    targets: [take(4 * (inner + BEHIND)), 4],
    losses: [take(8 * (inner + BEHIND)), 8],
    total: [total === null ? 0 : take(8), 0],
    scale: [take(8 * (inner + BEHIND)), single ? 0 : 8],
    weights: [weights === null ? 0 : take(4 * length), 0],
  };
  const pointer = (name: string): number => pointers[name]![0];
  instance.reserve(end);
  const { base, f32, f64, i32 } = instance;
  instance.laidOut = null;
  i32.set([length, inner, room, 0], base / 4);
  OPERANDS.forEach((name, i) => {
    const field = base + HEADER + FIELD * i;
    if (name === "labelSmoothing") f64[field / 8] = call.labelSmoothing;
    else i32.set(name === "dx" ? [dx === null ? 0 : pointer("x"), 0] : pointers[name]!, field / 4);
  });
  if (weights !== null) f32.set(weights, pointer("weights") / 4);
  if (single) f64[pointer("scale") / 8] = scale[0]!;
  if (total !== null) f64[pointer("total") / 8] = total[0]!;

  const tile = pointer("x") / 4;
  let content = 1;
  for (let o = 0; o < outer; o++) {
    const first = o * inner;
    const pass = (task: number): void => {
      for (let k = 0; k < length; k += height) {
        const classes = Math.min(height, length - k);
        const start = (o * length + k) * inner;
        if (x instanceof Halves) copyHalves(x, start, classes * inner, instance, tile);
        else copy(x as Float32Array, start, classes * inner, f32, tile);
        entry(base, inner, task, k, classes);
        if (task === TO_GRADIENT) copy(f32, tile, classes * inner, dx!, start);
      }
    };
    copy(targets, first, inner, i32, pointer("targets") / 4);
    if (!single) copy(scale, first, inner, f64, pointer("scale") / 8);
    pass(TO_MAXIMA);
    pass(TO_SUMS);
    content &= entry(base, inner, TO_LOSSES, 0, 0);
    if (losses !== null) copy(f64, pointer("losses") / 8, inner, losses, first);
    if (dx !== null) pass(TO_GRADIENT);
  }
  if (total !== null && content === 1) total[0] = f64[pointer("total") / 8]!;
  return content === 1;
}
