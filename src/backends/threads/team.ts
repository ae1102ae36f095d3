/**
 * The main thread's side: it hands parts of a call to its workers, computes others itself meanwhile, and puts the results
 * together. Nobody has to answer: what a worker has not taken when all else is done, the main thread computes.
 */

import type { TypedArray } from "../../dtype.ts";
import { type Halves, halvesOf } from "../../values/half.ts";
import type { AnyCall, Executor, KernelName } from "../table.ts";
import { Arena, KINDS, sharedMemory, viewOf } from "./arena.ts";
import type { Layout, Message } from "./job.ts";
import {
  CONTROL,
  DONE,
  FILLED,
  FINISHED,
  JOB,
  JOBS,
  layoutOf,
  REFUSED,
  SLOTS,
  stateOf,
  wordsOf,
} from "./job.ts";
import type { Split } from "./parts.ts";
import { arrayOf, geometryOf, lengthOf, splitOf } from "./parts.ts";
import { spawn, type Thread } from "./spawn.ts";

/** When a call is shared, and in which parts; tests change it. */
export const LIMITS = {
  /** Nanoseconds of one thread from which on a call is shared (measured: a message takes 15 microseconds, the wait for the last part 20). */
  call: 250_000,
  /** Nanoseconds of a part at least. */
  part: 25_000,
  /** Which part of the time of a unit its copies may take. */
  copies: 0.6,
  /** Milliseconds without an answer after which a worker that has taken a part is given up. */
  patience: 1000,
};

/** Nanoseconds to copy a byte in or out, and where the engine copies slowly. */
const COPY = 0.02;
const SLOW_COPY = 0.04;
/** Bytes of a part: copies to and from it stay in the second cache. A part of a product may be larger. */
const PART = 2 ** 19;
/** Bytes of all slots, and of all the memory that is shared. */
const MOST_SLOTS = 2 ** 26;
const MOST_BYTES = 2 ** 28;
const FEWEST_BYTES = 2 ** 22;

/** Plans that workers keep. */
const PLANS = 64;

/** What runs a call, and what a worker needs for doing the same. */
export interface Runner {
  readonly name: string;
  readonly executor: Executor;
  readonly module: object | null;
}

interface Member {
  readonly words: ReturnType<typeof wordsOf>;
  readonly thread: Thread;
  /** The executors that it has, and its plans by their numbers. */
  readonly knows: Set<string>;
  readonly plans: string[];
  arena: Arena;
  isReady: boolean;
  isOver: boolean;
}

/** A slot while a job runs; no units: free. */
interface Slot {
  readonly member: Member;
  readonly state: number;
  readonly unitsWord: number;
  readonly at: number;
  first: number;
  units: number;
}

export class Team {
  readonly #size: number;
  readonly #warn: (what: string) => void;
  /** Where threads cannot be had: told before any worker has been there. */
  readonly #refused: (why: string) => void;
  #members: (Member | null)[];
  #arena: Arena | null = null;
  #scratch = new ArrayBuffer(0);
  #job = 0;
  /** The numbers of plans by what they say. */
  readonly #plans = new Map<string, number>();
  #isBusy = false;
  #isOver = false;
  #helped = 0;

  constructor(workers: number, warn: (what: string) => void, refused: (why: string) => void) {
    this.#size = workers;
    this.#warn = warn;
    this.#refused = refused;
    this.#members = new Array(workers).fill(null);
  }

  /** Ends the workers, and gives the memory back. */
  stop(): void {
    this.#isOver = true;
    this.#dismiss();
  }

  #dismiss(): void {
    for (const member of this.#members) member?.thread.stop();
    this.#members = new Array(this.#size).fill(null);
    this.#arena = null;
  }

  /** The workers that listen. For tests. */
  get listening(): number {
    return this.#ready().length;
  }

  /** Parts that workers have computed. For tests. */
  get helped(): number {
    return this.#helped;
  }

  /** The workers themselves. For tests, which end them. */
  get threads(): readonly Thread[] {
    return this.#members.flatMap((member) => (member === null ? [] : [member.thread]));
  }

  /**
   * Runs a call on all threads.
   *
   * @returns whether it did; else the call is small, cannot be cut, or nobody is there to help.
   */
  run(runner: Runner, kernel: KernelName, geometry: unknown, call: AnyCall): boolean {
    if (this.#isBusy || this.#isOver) return false;
    const split = splitOf(kernel, geometry, call, runner.module === null);
    if (split === null || split.cost * split.units < LIMITS.call) return false;
    const bytes = bytesOfUnit(split);
    const copies = bytes * (this.#arena?.isFast === false ? SLOW_COPY : COPY);
    if (copies > LIMITS.copies * split.cost) return false;
    const isSliced = split.sum !== null;
    const least = isSliced ? split.step : roundUp(Math.max(1, LIMITS.part / split.cost), split.step);
    const most = isSliced ? split.step : this.#mostUnits(split, bytes, least);
    const layout = layoutOf(split, most);
    const need = CONTROL + layout.wholeBytes + this.#size * SLOTS * layout.slotBytes;
    if (need > MOST_BYTES) return false;
    const members = this.#gather(need);
    if (members.length === 0) return false;
    this.#isBusy = true;
    try {
      if (split.sum === null) this.#share(runner, split, call, layout, least, most, members);
      else {
        const sums = new Float64Array(Math.ceil(split.units / split.step));
        this.#share(runner, split, { ...call, [split.sum]: sums }, layout, least, most, members);
        const total = call[split.sum] as Float64Array;
        for (const sum of sums) total[0]! += sum;
      }
    } finally {
      this.#isBusy = false;
    }
    return true;
  }

  /** Units of the largest part: the first. */
  #mostUnits(split: Split, bytes: number, least: number): number {
    const first = roundUp(split.units / (2 * (this.#size + 1)), split.step);
    const room = Math.floor(MOST_SLOTS / (this.#size * SLOTS) / bytes);
    const fitting = split.way === "rows" || split.way === "columns" ? room : Math.floor(PART / bytes);
    return Math.max(split.step, least, Math.min(first, Math.floor(fitting / split.step) * split.step));
  }

  #ready(): Member[] {
    return this.#members.filter((member): member is Member => {
      if (member === null || member.isOver) return false;
      member.isReady ||= Atomics.load(member.arena.control, member.words.ready) === 1;
      return member.isReady;
    });
  }

  /** The workers that listen, with a shared memory of so many bytes. Starts those that are missing. */
  #gather(bytes: number): Member[] {
    try {
      if (this.#arena === null || this.#arena.bytes < bytes) {
        let enough = FEWEST_BYTES;
        while (enough < bytes) enough *= 2;
        this.#ready(); // those who have said so in the memory from before
        this.#arena = new Arena(sharedMemory(enough));
      }
      for (const [i, member] of this.#members.entries())
        if (member === null || member.isOver) this.#members[i] = this.#start(i, this.#arena);
    } catch (error) {
      this.#isOver = true;
      this.#dismiss();
      this.#refused(error instanceof Error ? error.message : String(error));
      return [];
    }
    const members = this.#ready();
    for (const member of members) this.#attach(member, this.#arena);
    return members;
  }

  #start(i: number, arena: Arena): Member {
    const thread = spawn((why) => {
      member.isOver = true;
      if (this.#isOver) return;
      member.isReady ||= Atomics.load(member.arena.control, member.words.ready) === 1;
      if (member.isReady) this.#warn(why);
      else {
        this.stop();
        this.#refused(why);
      }
    });
    const words = wordsOf(i);
    const member: Member = {
      words,
      thread,
      knows: new Set(),
      plans: [],
      arena,
      isReady: false,
      isOver: false,
    };
    Atomics.store(arena.control, words.ready, 0);
    post(member, { kind: "start", worker: i });
    post(member, { kind: "attach", memory: arena.memory });
    return member;
  }

  #attach(member: Member, arena: Arena): void {
    if (member.arena === arena) return;
    member.arena = arena;
    post(member, { kind: "attach", memory: arena.memory });
  }

  /** The number of a plan; the oldest ones lose theirs. */
  #planOf(text: string): number {
    const plans = this.#plans;
    const known = plans.get(text);
    const number = known ?? (plans.size < PLANS ? plans.size : plans.values().next().value!);
    if (known === undefined && plans.size === PLANS) plans.delete(plans.keys().next().value!);
    return plans.set(text, number) && number;
  }

  /** Memory of this thread for parts whose numbers do not lie together. */
  #scratchOf({ slotBytes }: Layout): ArrayBuffer {
    if (this.#scratch.byteLength < slotBytes) this.#scratch = new ArrayBuffer(slotBytes);
    return this.#scratch;
  }

  #share(
    { name, executor, module }: Runner,
    split: Split,
    call: AnyCall,
    layout: Layout,
    least: number,
    most: number,
    members: readonly Member[],
  ): void {
    const arena = this.#arena!;
    const { control } = arena;
    const { kernel, units, step, pieces } = split;
    this.#job = (this.#job % (JOBS - 1)) + 1;
    const job = this.#job;
    const text = JSON.stringify([name, split, most]);
    const plan = this.#planOf(text);
    const begin = CONTROL + layout.wholeBytes;
    Atomics.store(control, JOB, job);
    const slots: Slot[] = [];
    for (const [i, member] of members.entries()) {
      const at = begin + i * SLOTS * layout.slotBytes;
      if (!member.knows.has(name)) post(member, { kind: "executes", backend: name, module });
      member.knows.add(name);
      if (member.plans[plan] !== text) post(member, { kind: "plan", plan, backend: name, split, layout });
      member.plans[plan] = text;
      post(member, { kind: "job", job, plan, slots: at });
      for (let s = 0; s < SLOTS; s++) {
        const state = member.words.state[s]!;
        Atomics.store(control, state, 0);
        slots.push({
          member,
          state,
          unitsWord: member.words.units[s]!,
          at: at + s * layout.slotBytes,
          first: 0,
          units: 0,
        });
      }
    }
    slots.sort((a, b) => (a.state % 2) - (b.state % 2));
    let slowest = 0;

    const arrays = pieces.map(({ name: operand }) => arrayOf(call[operand] as never));
    for (const [i, { kind, isWhole, unit }] of pieces.entries())
      if (isWhole) arena.copyIn(arrays[i]!, kind, 1, 0, 0, unit, CONTROL + layout.places[i]!);

    /** Copies a part between its arrays and its slot. */
    const move = (slot: Slot, isIn: boolean): void => {
      for (const [i, { kind, isWhole, runs, stride, unit, isRead, isWritten }] of pieces.entries()) {
        if (isWhole || !(isIn ? isRead : isWritten)) continue;
        const [array, place] = [arrays[i]!, slot.at + layout.places[i]!];
        const [start, size] = [Math.round(slot.first * unit), Math.ceil(slot.units * unit)];
        if (isIn) arena.copyIn(array, kind, runs, stride, start, size, place);
        else arena.copyOut(array, kind, runs, stride, start, size, place);
      }
    };

    const compute = (first: number, count: number): void => {
      const start = performance.now();
      const part = partOf(split, call, first, count, layout, this.#scratchOf(layout));
      executor.run(kernel, geometryOf(split, count) as never, part.call as never);
      part.finish();
      slowest = Math.max(slowest, performance.now() - start);
    };

    let next = 0;
    /** How many of the units that are left go to the next part: fewer and fewer, so that all end together. */
    const take = (): number => {
      const some = roundUp((units - next) / (2 * (members.length + 1)), step);
      return Math.min(units - next, Math.max(least, Math.min(most, some)));
    };

    /** Empties a slot whose part is done. */
    const collect = (slot: Slot): boolean => {
      const state = Atomics.load(control, slot.state);
      if (state === stateOf(job, FINISHED)) {
        move(slot, false);
        this.#helped++;
      } else if (state === stateOf(job, REFUSED)) compute(slot.first, slot.units);
      else return false;
      slot.units = 0;
      return true;
    };

    const fill = (slot: Slot): void => {
      slot.first = next;
      slot.units = take();
      next += slot.units;
      move(slot, true);
      control[slot.unitsWord] = slot.units;
      Atomics.store(control, slot.state, stateOf(job, FILLED));
      wake(control, slot.member);
    };

    try {
      while (next < units) {
        for (const slot of slots) {
          if (slot.units > 0 && !collect(slot)) continue;
          if (next < units) fill(slot);
        }
        if (next === units) break;
        const first = next;
        const count = take();
        next += count;
        compute(first, count);
      }
      for (;;) {
        const done = Atomics.load(control, DONE);
        const left = slots.filter((slot) => slot.units > 0 && !collect(slot));
        if (left.length === 0) break;
        const back = left.find(
          ({ state }) =>
            Atomics.compareExchange(control, state, stateOf(job, FILLED), 0) === stateOf(job, FILLED),
        );
        if (back !== undefined) {
          compute(back.first, back.units);
          back.units = 0;
        } else if (!waitFor(control, done, LIMITS.patience + 20 * slowest)) {
          for (const { first, units: count } of left) compute(first, count);
          this.#dismiss(); // with the memory that those who are lost may still write to
          this.#warn("it did not answer");
          break;
        }
      }
    } finally {
      Atomics.store(control, JOB, 0);
      for (const member of members) wake(control, member);
    }
  }
}

const post = ({ thread }: Member, message: Message): void => thread.post(message);

const roundUp = (n: number, step: number): number => Math.ceil(n / step) * step;

/** Bytes that are copied for a unit, in and out. */
function bytesOfUnit({ pieces }: Split): number {
  let bytes = 0;
  for (const piece of pieces) {
    if (piece.isWhole) continue;
    const copies = Number(piece.isRead) + Number(piece.isWritten);
    bytes += copies * lengthOf(piece, 1) * KINDS[piece.kind]!.BYTES_PER_ELEMENT;
  }
  return bytes;
}

function wake(control: Int32Array, { words }: Member): void {
  Atomics.add(control, words.signal, 1);
  Atomics.notify(control, words.signal);
}

/** Waits until a part is done after `done` were; false where none is for so many milliseconds. */
function waitFor(control: Int32Array, done: number, patience: number): boolean {
  try {
    return Atomics.wait(control, DONE, done, patience) !== "timed-out";
  } catch {
    // The main thread of a browser must not wait: it reads until something has changed.
    const end = performance.now() + patience;
    while (Atomics.load(control, DONE) === done) if (performance.now() > end) return false;
    return true;
  }
}

interface Part {
  readonly call: AnyCall;
  /** Brings results to their places, where they were computed elsewhere. */
  finish(): void;
}

/** A part as a call: on the arrays themselves where its numbers lie together, else on copies in `scratch`. */
function partOf(
  split: Split,
  call: AnyCall,
  first: number,
  count: number,
  { places }: Layout,
  scratch: ArrayBuffer,
): Part {
  const part: { [name: string]: AnyCall[string] } = { ...call };
  const results: (() => void)[] = [];
  for (const [i, piece] of split.pieces.entries()) {
    const { name, kind, isWhole, half, runs, stride, unit, isRead, isWritten } = piece;
    if (isWhole) continue;
    const value = call[name] as TypedArray | Halves;
    const [start, size] = [Math.round(first * unit), Math.ceil(count * unit)];
    if (runs === 1) {
      part[name] = value.subarray(start, start + size);
      continue;
    }
    const array = arrayOf(value);
    const copy = viewOf(kind, scratch, places[i]!, runs * size);
    if (isRead)
      for (let r = 0, at = start; r < runs; r++, at += stride)
        copy.set(array.subarray(at, at + size) as never, r * size);
    if (isWritten)
      results.push(() => {
        for (let r = 0, at = start; r < runs; r++, at += stride)
          array.set(copy.subarray(r * size, (r + 1) * size) as never, at);
      });
    part[name] = half === null ? copy : halvesOf(copy, half);
  }
  const finish = (): void => {
    for (const bring of results) bring();
  };
  return { call: part, finish };
}
