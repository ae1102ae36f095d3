/** One call, while it is shared: who computes which part, and where the results go. */

import type { TypedArray } from "../../dtype.ts";
import { type Halves, halvesOf } from "../../values/half.ts";
import type { AnyCall, Executor } from "../table.ts";
import type { Arena, Runs } from "./arena.ts";
import { viewOf } from "./arena.ts";
import type { Layout } from "./job.ts";
import {
  ASLEEP,
  CONTROL,
  DONE,
  FILLED,
  FINISHED,
  REFUSED,
  SLOTS,
  slotsAt,
  stateOf,
  type wordsOf,
} from "./job.ts";
import type { Piece, Split } from "./parts.ts";
import { arrayOf, geometryOf, placeOf } from "./parts.ts";
import { changes, sleep, tell } from "./waiting.ts";

type Words = ReturnType<typeof wordsOf>;

/** How a call is shared: how many units a part has at least and at most, and where all lies. */
export interface Terms {
  readonly split: Split;
  readonly layout: Layout;
  readonly least: number;
  readonly most: number;
}

/** A slot of a worker, and the part in it; no units: free. */
interface Slot {
  readonly words: Words;
  readonly state: number;
  readonly unitsWord: number;
  readonly at: number;
  first: number;
  units: number;
}

export class Sharing {
  readonly #terms: Terms;
  readonly #call: AnyCall;
  readonly #executor: Executor;
  readonly #arena: Arena;
  readonly #job: number;
  readonly #scratch: ArrayBuffer;
  readonly #arrays: readonly TypedArray[];
  readonly #slots: Slot[] = [];
  readonly #threads: number;
  /** The first unit that nobody has been given. */
  #next = 0;
  /** Milliseconds of the part that took this thread longest. */
  #slowest = 0;
  /** Parts that workers have computed. */
  helped = 0;

  /** @param scratch - memory of this thread, as large as a slot. */
  constructor(
    terms: Terms,
    call: AnyCall,
    executor: Executor,
    arena: Arena,
    job: number,
    workers: readonly Words[],
    scratch: ArrayBuffer,
  ) {
    this.#terms = terms;
    this.#call = call;
    this.#executor = executor;
    this.#arena = arena;
    this.#job = job;
    this.#scratch = scratch;
    this.#threads = workers.length + 1;
    const { split, layout } = terms;
    this.#arrays = split.pieces.map(({ name }) => arrayOf(call[name] as TypedArray | Halves));
    for (let s = 0; s < SLOTS; s++)
      for (const words of workers) {
        const state = words.state[s]!;
        Atomics.store(arena.control, state, stateOf(job, 0));
        const at = slotsAt(layout, words.worker) + s * layout.slotBytes;
        this.#slots.push({ words, state, unitsWord: words.units[s]!, at, first: 0, units: 0 });
      }
    for (const [i, { isWhole, unit }] of split.pieces.entries()) {
      const all = { runs: 1, stride: 0, start: 0, count: unit };
      if (isWhole) arena.copyIn(this.#arrays[i]!, all, CONTROL + layout.places[i]!);
    }
  }

  /**
   * Computes the call.
   *
   * @param patience - milliseconds without an answer after which a worker that has taken a part counts as lost.
   * @returns whether all workers answered; the call is computed in any case.
   */
  run(patience: number): boolean {
    const { units } = this.#terms.split;
    while (this.#next < units) {
      for (const slot of this.#slots) {
        if (slot.units > 0 && !this.#collect(slot)) continue;
        if (this.#next < units) this.#fill(slot);
      }
      if (this.#next < units) this.#compute(this.#next, this.#take());
    }
    return this.#finish(patience);
  }

  /** Waits for the parts that workers have taken, and computes those that they have not. */
  #finish(patience: number): boolean {
    const { control } = this.#arena;
    const filled = stateOf(this.#job, FILLED);
    for (;;) {
      const done = Atomics.load(control, DONE);
      const left = this.#slots.filter((slot) => slot.units > 0 && !this.#collect(slot));
      if (left.length === 0) return true;
      const back = left.find(({ state }) => Atomics.compareExchange(control, state, filled, 0) === filled);
      if (back !== undefined) {
        this.#compute(back.first, back.units);
        back.units = 0;
      } else if (!waitFor(control, done, patience + 20 * this.#slowest)) {
        for (const { first, units } of left) this.#compute(first, units);
        return false;
      }
    }
  }

  /** How many of the units that are left are the next part: fewer and fewer, so that all threads end together. */
  #take(): number {
    const { split, least, most } = this.#terms;
    const left = split.units - this.#next;
    const some = roundUp(left / (2 * this.#threads), split.step);
    const units = Math.min(left, Math.max(least, Math.min(most, some)));
    this.#next += units;
    return units;
  }

  #fill(slot: Slot): void {
    const { control } = this.#arena;
    slot.first = this.#next;
    slot.units = this.#take();
    this.#move(slot, true);
    control[slot.unitsWord] = slot.units;
    Atomics.store(control, slot.state, stateOf(this.#job, FILLED));
    wake(control, slot.words);
  }

  /** Empties a slot whose part is done; false where it is not. */
  #collect(slot: Slot): boolean {
    const state = Atomics.load(this.#arena.control, slot.state);
    if (state === stateOf(this.#job, FINISHED)) {
      this.#move(slot, false);
      this.helped++;
    } else if (state === stateOf(this.#job, REFUSED)) this.#compute(slot.first, slot.units);
    else return false;
    slot.units = 0;
    return true;
  }

  /** Copies a part between its arrays and its slot. */
  #move(slot: Slot, isIn: boolean): void {
    const { split, layout } = this.#terms;
    for (const [i, piece] of split.pieces.entries()) {
      if (piece.isWhole || !(isIn ? piece.isRead : piece.isWritten)) continue;
      const [array, place] = [this.#arrays[i]!, slot.at + layout.places[i]!];
      const runs = runsOf(piece, slot.first, slot.units);
      if (isIn) this.#arena.copyIn(array, runs, place);
      else this.#arena.copyOut(array, runs, place);
    }
  }

  /** Computes a part here: on its arrays where the kernel can, or its numbers lie together, else on copies. */
  #compute(first: number, units: number): void {
    const began = performance.now();
    const { kernel } = this.#terms.split;
    const hasComputed = this.#slowest > 0;
    const place = placeOf(this.#terms.split, first, units, hasComputed);
    if (place !== null) this.#executor.run(kernel, place as never, this.#call as never);
    else this.#computeOnCopies(first, units);
    this.#slowest = Math.max(this.#slowest, performance.now() - began);
  }

  #computeOnCopies(first: number, units: number): void {
    const { split, layout } = this.#terms;
    const part: { [name: string]: AnyCall[string] } = { ...this.#call };
    const bring: (() => void)[] = [];
    for (const [i, piece] of split.pieces.entries()) {
      const { name, kind, isWhole, half, isRead, isWritten } = piece;
      if (isWhole) continue;
      const { runs, stride, start, count: size } = runsOf(piece, first, units);
      if (runs === 1) {
        part[name] = (this.#call[name] as TypedArray | Halves).subarray(start, start + size);
        continue;
      }
      const array = this.#arrays[i]!;
      const copy = viewOf(kind, this.#scratch, layout.places[i]!, runs * size);
      const eachRun = (run: (at: number, inCopy: number) => void): void => {
        for (let r = 0; r < runs; r++) run(start + r * stride, r * size);
      };
      if (isRead) eachRun((at, inCopy) => copy.set(array.subarray(at, at + size) as never, inCopy));
      if (isWritten)
        bring.push(() =>
          eachRun((at, inCopy) => array.set(copy.subarray(inCopy, inCopy + size) as never, at)),
        );
      part[name] = half === null ? copy : halvesOf(copy, half);
    }
    this.#executor.run(split.kernel, geometryOf(split, units) as never, part as never);
    for (const results of bring) results();
  }
}

/** The numbers of `units` units from `first` on. */
const runsOf = ({ runs, stride, unit }: Piece, first: number, units: number): Runs => ({
  ...{ runs, stride },
  ...{ start: Math.round(first * unit), count: Math.ceil(units * unit) },
});

export const roundUp = (n: number, step: number): number => Math.ceil(n / step) * step;

/** Lets a worker look at its slots, and whether the job is over. */
export const wake = (control: Int32Array, { signal, asleep }: Words): void => tell(control, signal, asleep);

/** Milliseconds that the main thread reads before it sleeps: about as long as a part takes. */
const MOMENT = 0.1;

/** Waits until a part is done after `done` were; false where none is for so many milliseconds. */
function waitFor(control: Int32Array, done: number, patience: number): boolean {
  if (changes(control, DONE, done, MOMENT)) return true;
  try {
    return sleep(control, DONE, done, ASLEEP, patience);
  } catch {
    // The main thread of a browser must not wait: it reads until something has changed.
    const end = performance.now() + patience;
    while (Atomics.load(control, DONE) === done) if (performance.now() > end) return false;
    return true;
  }
}
