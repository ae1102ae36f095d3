/**
 * What the main thread and its workers say to each other. A job is one call. A worker that has nothing to do waits for the
 * next one in the shared memory for a while, and then goes back to its event loop, where a message calls it. In the shared
 * memory parts are handed over, too:
 *
 *     words of control, numbers of the job | arrays that all parts read | slots, two for each worker
 *
 * The main thread copies a part into a free slot and says so; the worker takes it, computes, leaves the results there and
 * says so; the main thread copies them out. So a worker has nothing but its slots to write to: one that is late, or dies,
 * spoils no array of the user, and a part that it has not taken the main thread computes itself.
 */

import { halvesOf } from "../../values/half.ts";
import { aligned, PHASE } from "../alignment.ts";
import type { AnyCall } from "../table.ts";
import type { SharedMemory } from "./arena.ts";
import { KINDS, viewOf } from "./arena.ts";
import type { Piece, Split } from "./parts.ts";
import { lengthOf } from "./parts.ts";

/** The word with the number of the job that runs; 0 between jobs. */
export const JOB = 0;
/** The word that a worker counts up when a part is done: the main thread waits at it. */
export const DONE = 1;
/** 1 while the main thread sleeps there. Waking takes a system call, which nobody makes for one who is awake. */
export const ASLEEP = 2;
/** The word with the number of the job's plan. */
export const PLAN = 3;
/** The words of a worker begin at a cache line of its own: see {@link wordsOf}. */
const WORDS = 16;
/** Threads that there may be, the main one included. */
export const MOST_THREADS = 64;
/** Where the job's numbers are, as float64, and how many there may be: a step of Adam has the most. */
export const NUMBERS = 4 * WORDS * (MOST_THREADS + 1);
export const MOST_NUMBERS = 16;
/** Bytes before the arrays. */
export const CONTROL = aligned(NUMBERS + 8 * MOST_NUMBERS) + PHASE;
export const SLOTS = 2;

/** The places of a worker's words. */
export const wordsOf = (worker: number) => {
  const at = WORDS * (worker + 1);
  return {
    worker,
    /** 1 when it listens. */
    ready: at,
    /** Counted up when the worker is to look at its slots: it waits at it. */
    signal: at + 1,
    /** For each slot its state, and the units of the part in it. */
    state: [at + 2, at + 3] as const,
    units: [at + 4, at + 5] as const,
    /** 1 while it sleeps. */
    asleep: at + 6,
    /** 1 while it waits for the next job here, and not at its event loop. */
    hears: at + 7,
    /** How many messages there are for it, and how many it has heard. */
    posted: at + 8,
    heard: at + 9,
  };
};

/** The states of a slot in a job: what another job left there means nothing. */
export const FILLED = 1;
export const TAKEN = 2;
export const FINISHED = 3;
/** The worker could not: too little memory. */
export const REFUSED = 4;
export const stateOf = (job: number, state: number): number => job * 8 + state;
/** The number of a job comes again after so many. */
export const JOBS = 2 ** 27;

/** The first message to a worker. */
export interface Start {
  readonly kind: "start";
  readonly worker: number;
}

/** Memory instead of that from before. */
export interface Attach {
  readonly kind: "attach";
  readonly memory: SharedMemory;
}

/** An executor, before the first job for it: the module, or null for the reference kernels. */
export interface Executes {
  readonly kind: "executes";
  readonly backend: string;
  readonly module: object | null;
}

/** How calls of a shape are run, before the first of them; of those with a number that is used again, the later one counts. */
export interface Plan {
  readonly kind: "plan";
  readonly plan: number;
  readonly backend: string;
  readonly split: Split;
  readonly layout: Layout;
  /** The operands that are numbers, in the order of {@link NUMBERS}, and those that are absent. */
  readonly numbers: readonly string[];
  readonly absent: readonly string[];
}

/** The worker is to look for jobs, until none has come for a while or there is another message. */
export interface Look {
  readonly kind: "look";
}

export type Message = Start | Attach | Executes | Plan | Look;

/** The operands of a call that are numbers, and those that are absent. */
export function restOf(call: AnyCall): Pick<Plan, "numbers" | "absent"> {
  const names = Object.keys(call);
  return {
    numbers: names.filter((name) => typeof call[name] === "number"),
    absent: names.filter((name) => call[name] === null),
  };
}

/** The numbers of the job in a shared memory. */
export const numbersIn = (memory: SharedMemory): Float64Array =>
  new Float64Array(memory.buffer, NUMBERS, MOST_NUMBERS);

/** Where the arrays of a job lie, in bytes: of those that are whole from the beginning of all, of the others in their slot. */
export interface Layout {
  readonly places: readonly number[];
  readonly wholeBytes: number;
  readonly slotBytes: number;
}

/** The layout of a call, whose parts have `most` units at most. */
export function layoutOf({ pieces }: Split, most: number): Layout {
  let wholeBytes = 0;
  let slotBytes = 0;
  const places = pieces.map((piece) => {
    const bytes = aligned(lengthOf(piece, most) * KINDS[piece.kind]!.BYTES_PER_ELEMENT);
    const place = piece.isWhole ? wholeBytes : slotBytes;
    if (piece.isWhole) wholeBytes += bytes;
    else slotBytes += bytes;
    return place;
  });
  return { places, wholeBytes, slotBytes };
}

/** Where the slots of a worker begin. */
export const slotsAt = ({ wholeBytes, slotBytes }: Layout, worker: number): number =>
  CONTROL + wholeBytes + worker * SLOTS * slotBytes;

/** The call of a part whose arrays lie in a buffer. */
export function callOf(
  { split, numbers, absent }: Plan,
  values: Float64Array,
  units: number,
  buffer: ArrayBuffer,
  place: (i: number, piece: Piece) => number,
): AnyCall {
  const call: { [name: string]: AnyCall[string] } = {};
  for (const name of absent) call[name] = null;
  for (const [i, name] of numbers.entries()) call[name] = values[i]!;
  for (const [i, piece] of split.pieces.entries()) {
    const array = viewOf(piece.kind, buffer, place(i, piece), lengthOf(piece, units));
    call[piece.name] = piece.half === null ? array : halvesOf(array, piece.half);
  }
  return call;
}
