/**
 * How a kernel runs on lines of one geometry: in which blocks, and where in the module's memory each operand lies. A plan
 * is made once and used again. Copying costs about 0.2 ns per number.
 */

import type { FloatArray } from "../../dtype.ts";
import { Halves } from "../../values/half.ts";
import type { Lines } from "../../values/shape.ts";
import type { AnyCall, Operand, Operands } from "../table.ts";
import { copy, copyFloats, copyHalves } from "./copy.ts";
import type { Entry, Instance } from "./instance.ts";
import { roomFor } from "./instance.ts";

/** Bytes in a block of rows, unless a single one is longer: they gain nothing beyond it (measured). */
const ROWS_BLOCK = 65536;
/** Numbers in a block of planes: they do. */
const PLANES_BLOCK = 65536;
/** Positions in a block of planes: enough that a class is copied at full speed, and that what they need is not much. */
const FEWEST = 128;
const MOST = 4096;
/** Positions whose planes are better copied in tiles of some classes than in blocks of some positions. */
const NARROW = 512;
/** Numbers that are copied whole where a block would have few positions. */
const WHOLE = 2 ** 20;
/** Numbers that lines may take in memory, all operands together. */
const ROOM = 2 ** 22;

const FLOAT = 4;
const DOUBLE = 8;
/** Bytes of the description of a call before its operands: length, stride, and room for three float64 a line. */
const HEADER = 16;
/** Lines that a kernel may touch behind the last one, in an operand with numbers for each line. */
const LINES_BEHIND = 4;

/** The forms of a kernel in the module for one floating dtype. */
export interface Entries {
  /** Bytes of a number. */
  readonly bytes: 4 | 8;
  /** For lines that are rows. */
  readonly rows: Entry;
  /** For lines through planes; without it they are copied as rows. */
  readonly planes: Entry | null;
}

/** One operand: where it lies in memory, in elements of its own array. */
interface Slot {
  readonly name: string;
  readonly operand: Operand;
  readonly at: number;
  /** Numbers a line of a `perLine` operand. */
  readonly each: number;
  /** How many elements a call has to pass. */
  readonly length: number;
  /** Whether an array of one number is for all lines. */
  readonly single: boolean;
}

/** Operands with all numbers of a line that do not lie in another's place. */
const placesOf = (operands: Operands): number =>
  operands.filter(([, { layout, over }]) => layout === "line" && over === null).length;

/** Whether a line fits the module's memory. */
export const fits = (length: number, operands: Operands): boolean => length * placesOf(operands) <= ROOM;

/** Positions in a block of planes. Where fewer than 16 fit memory, lines are copied one by one, as rows: 1. */
function positionsOf({ length, inner }: Lines, operands: Operands): number {
  const room = Math.floor(ROOM / placesOf(operands) / length);
  const most = Math.min(Math.max(Math.floor(PLANES_BLOCK / length), FEWEST), MOST, room);
  if (inner <= most || (most === FEWEST && length * inner <= WHOLE)) return inner;
  return Math.max(1, Math.floor(most / 16) * 16);
}

/** Whether planes are copied fast only together, and do not all fit in a block. */
export const isNarrow = (lines: Lines, operands: Operands): boolean =>
  lines.inner > 1 && lines.inner <= NARROW && positionsOf(lines, operands) < lines.inner;

/** An operand that may be absent, or one number for all lines, with its bits in what {@link presenceOf} gives. */
export interface Choice {
  readonly name: string;
  readonly oneForAll: boolean;
  readonly absentBit: number;
  readonly singleBit: number;
}

/** The operands of a kernel that leave a call a choice. */
export const choicesOf = (operands: Operands): readonly Choice[] =>
  operands.flatMap(([name, { optional, oneForAll }], i) =>
    optional || oneForAll ? [{ name, oneForAll, absentBit: 1 << (2 * i), singleBit: 2 << (2 * i) }] : [],
  );

/** Which operands a call leaves out, as bits, and which of them are one number for all lines. */
export function presenceOf(choices: readonly Choice[], call: AnyCall): number {
  let presence = 0;
  for (let i = 0; i < choices.length; i++) {
    const { name, oneForAll, absentBit, singleBit } = choices[i]!;
    const value = call[name] as Float64Array | null;
    if (value === null) presence |= absentBit;
    else if (oneForAll && value.length === 1) presence |= singleBit;
  }
  return presence;
}

export class Plan {
  readonly lines: Lines;
  readonly presence: number;
  /** Numbers a line of the operands whose arrays say how many there are. */
  readonly some: number;
  readonly #instance: Instance;
  readonly #entry: Entry;
  /** The forms of which it runs one. */
  readonly entries: Entries;
  readonly #slots: readonly Slot[];
  readonly #inputs: readonly Slot[];
  readonly #outputs: readonly Slot[];
  /** Sums over all lines, which are added up in memory. */
  readonly #sums: readonly Slot[];
  /** The description of a call, as the module reads it. */
  readonly #header: Int32Array;
  /** Lines in a block. */
  readonly #count: number;
  /** Whether lines are rows in memory: they are in the arrays, or are copied one by one. */
  readonly #rows: boolean;

  constructor(
    instance: Instance,
    entries: Entries,
    operands: Operands,
    lines: Lines,
    presence: number,
    some = 0,
  ) {
    const { outer, length, inner } = lines;
    this.lines = lines;
    this.entries = entries;
    this.presence = presence;
    this.some = some;
    this.#instance = instance;
    const rows = Math.max(1, Math.floor(ROWS_BLOCK / entries.bytes / length));
    if (inner === 1) this.#count = Math.min(Math.max(outer, 1), rows);
    else if (entries.planes === null) this.#count = Math.min(inner, rows);
    else this.#count = positionsOf(lines, operands);
    this.#rows = inner === 1 || entries.planes === null || this.#count === 1;
    this.#entry = this.#rows ? entries.rows : entries.planes!;

    // Memory: the description of the call, room for the kernel, then the operands in their order.
    let end = instance.base + roomFor(HEADER + DOUBLE * operands.length);
    const take = (bytes: number): number => {
      const start = end;
      end += roomFor(bytes);
      return start;
    };
    const perLine = this.#count + LINES_BEHIND;
    this.#header = new Int32Array((HEADER + DOUBLE * operands.length) / 4);
    this.#header.set([length, this.#rows ? 1 : this.#count, take(3 * DOUBLE * perLine)]);
    const pointers = new Map<string, number>();
    const slots: Slot[] = [];
    for (const [i, [name, operand]] of operands.entries()) {
      const { layout, elements, over } = operand;
      const each = operand.each || some;
      const field = HEADER / 4 + 2 * i;
      const absent = ((presence >> (2 * i)) & 1) === 1;
      const single = ((presence >> (2 * i)) & 2) === 2;
      if (layout === "scalar") {
        const at = (instance.base + HEADER + DOUBLE * i) / DOUBLE;
        slots.push({ name, operand, at, each, length: 1, single });
        continue;
      }
      if (absent) continue;
      const bytes = elements === "float64" ? DOUBLE : elements === "float" ? entries.bytes : FLOAT;
      const forEachLine = layout === "perLine" && !single;
      /** How many numbers there are for `count` lines. */
      const numbers = (count: number): number => {
        if (layout === "line") return count * length;
        return forEachLine ? count * each : single || layout === "whole" ? 1 : length;
      };
      const room = numbers(forEachLine ? perLine : this.#count);
      const pointer = (over === null ? undefined : pointers.get(over)) ?? take(room * bytes);
      pointers.set(name, pointer);
      this.#header[field] = pointer;
      this.#header[field + 1] = forEachLine ? each * bytes : 0;
      slots.push({ name, operand, at: pointer / bytes, each, length: numbers(outer * inner), single });
    }
    this.#slots = slots;
    this.#inputs = slots.filter(
      ({ operand: { layout, access }, single }) =>
        access === "in" && (layout === "line" || (layout === "perLine" && !single)),
    );
    this.#outputs = slots.filter(({ operand }) => operand.access === "out");
    this.#sums = slots.filter(({ operand }) => operand.layout === "whole");
    instance.reserve(end);
  }

  /**
   * Runs the kernel on every block.
   *
   * @returns whether the module is content with all results. Where it is not, a sum over all lines is left as it was.
   */
  run(call: AnyCall): boolean {
    this.#begin(call);
    const content = this.#blocks(call);
    if (content) {
      for (let i = 0; i < this.#sums.length; i++) {
        const { name, at } = this.#sums[i]!;
        (call[name] as Float64Array)[0] = this.#instance.f64[at]!;
      }
    }
    return content;
  }

  #blocks(call: AnyCall): boolean {
    const { outer, length, inner } = this.lines;
    let content = 1;
    if (inner === 1) {
      for (let first = 0; first < outer; first += this.#count) {
        content &= this.#block(call, first * length, first, Math.min(this.#count, outer - first));
      }
      return content === 1;
    }
    for (let o = 0; o < outer; o++) {
      for (let i = 0; i < inner; i += this.#count) {
        const count = Math.min(this.#count, inner - i);
        content &= this.#block(call, o * length * inner + i, o * inner + i, count);
      }
    }
    return content === 1;
  }

  /** Writes what is the same for all blocks: the description of the call, and operands that are not for each line. */
  #begin(call: AnyCall): void {
    const { base, f64, i32 } = this.#instance;
    if (this.#instance.laidOut !== this) {
      i32.set(this.#header, base / 4);
      this.#instance.laidOut = this;
    }
    for (let i = 0; i < this.#slots.length; i++) {
      const { name, operand, at, length, single } = this.#slots[i]!;
      const value = call[name]!;
      if (typeof value === "number") {
        f64[at] = value;
        continue;
      }
      // The last guard: nothing is read or written outside of its operand.
      if (value.length !== length)
        throw new RangeError(`${name} has ${value.length} elements, not ${length}`);
      if (single || operand.layout === "whole") f64[at] = (value as Float64Array)[0]!;
      else if (operand.layout === "perClass") copyFloats(value as FloatArray, 0, length, this.#memory, at);
    }
  }

  #block(call: AnyCall, start: number, first: number, count: number): number {
    const { base, f64, i32 } = this.#instance;
    for (let i = 0; i < this.#inputs.length; i++) {
      const { name, operand, at, each } = this.#inputs[i]!;
      const { layout, elements } = operand;
      if (layout === "line") this.#load(call[name] as FloatArray | Halves, start, count, at);
      else if (elements === "int32") copy(call[name] as Int32Array, first, count, i32, at);
      else copy(call[name] as Float64Array, first * each, count * each, f64, at);
    }
    const content = this.#entry(base, count);
    for (let i = 0; i < this.#outputs.length; i++) {
      const { name, operand, at, each } = this.#outputs[i]!;
      const { layout, elements } = operand;
      if (layout === "line") this.#store(at, call[name] as FloatArray, start, count);
      else if (elements === "int32") copy(i32, at, count * each, call[name] as Int32Array, first * each);
      else copy(f64, at, count * each, call[name] as Float64Array, first * each);
    }
    return content;
  }

  #load(from: FloatArray | Halves, start: number, count: number, to: number): void {
    const memory = this.#memory;
    const { length, inner } = this.lines;
    if (inner === 1 || (count === inner && !this.#rows)) {
      this.#copy(from, start, count * length, to); // rows, or whole planes: they lie together
    } else if (this.#rows || count === 1) {
      const [line, step] = this.#rows ? [length, 1] : [1, this.#count];
      for (let k = 0, at = start; k < length; k++, at += inner, to += step) {
        if (from instanceof Halves) from.copy(at, count, memory, to, line);
        else for (let i = 0; i < count; i++) memory[to + i * line] = from[at + i]!;
      }
    } else {
      for (let k = 0, at = start; k < length; k++, at += inner, to += this.#count) {
        this.#copy(from, at, count, to);
      }
    }
  }

  #copy(from: FloatArray | Halves, start: number, count: number, to: number): void {
    if (from instanceof Halves) copyHalves(from, start, count, this.#instance, to);
    else copyFloats(from, start, count, this.#memory, to);
  }

  #store(from: number, to: FloatArray, start: number, count: number): void {
    const memory = this.#memory;
    const { length, inner } = this.lines;
    if (inner === 1 || (count === inner && !this.#rows)) {
      copyFloats(memory, from, count * length, to, start);
    } else if (this.#rows || count === 1) {
      const [line, step] = this.#rows ? [length, 1] : [1, this.#count];
      for (let k = 0, at = start; k < length; k++, at += inner, from += step) {
        for (let i = 0; i < count; i++) to[at + i] = memory[from + i * line]!;
      }
    } else {
      for (let k = 0, at = start; k < length; k++, at += inner, from += this.#count) {
        copyFloats(memory, from, count, to, at);
      }
    }
  }

  /** The module's memory as numbers of the floating dtype of the call. */
  get #memory(): FloatArray {
    return this.entries.bytes === DOUBLE ? this.#instance.f64 : this.#instance.f32;
  }
}
