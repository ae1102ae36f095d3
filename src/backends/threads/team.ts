/**
 * The main thread's side: it hands parts of a call to its workers, computes others itself meanwhile, and puts the results
 * together. Nobody has to answer: what a worker has not taken when all else is done, the main thread computes.
 */

import { runWhole } from "../slices.ts";
import type { AnyCall, Executor, KernelName } from "../table.ts";
import { Arena, KINDS, sharedMemory } from "./arena.ts";
import type { Message } from "./job.ts";
import { CONTROL, JOB, JOBS, layoutOf, numbersIn, PLAN, restOf, SLOTS, wordsOf } from "./job.ts";
import { looks, type Member, post } from "./member.ts";
import type { Split } from "./parts.ts";
import { lengthOf, splitOf } from "./parts.ts";
import { Payoffs } from "./payoff.ts";
import { roundUp, Sharing, type Terms, wake } from "./sharing.ts";
import { spawn, type Thread } from "./spawn.ts";

/** When a call is shared, and in which parts; tests change it. */
export const LIMITS = {
  /** Nanoseconds of one thread from which on a call is shared (measured: to tell a worker takes up to 15 microseconds, the wait for the last part 20). */
  call: 250_000,
  /** Nanoseconds of a part at least. */
  part: 25_000,
  /** Which part of the time of one thread all together may take: for less than that no other core is kept busy. */
  share: 0.95,
  /** Milliseconds without an answer after which a worker that has taken a part is given up. */
  patience: 1000,
};

/** Bytes of a part: copies to and from it stay in the second cache. */
const PART = 2 ** 19;
/**
 * Bytes of a part of a product; where its units are long, so many of them (measured on a Xeon: (64, 768, 32000) takes 1.18 times as long
 * with parts of up to 32 MB, (128, 32000, 768) 1.1 times as long with parts of 64 columns).
 */
const PART_OF_PRODUCT = 2 ** 22;
const UNITS_OF_PRODUCT = 256;
/** Bytes of a unit at most, such as a plane: a larger one passes through no cache on its way. */
const MOST_BYTES_OF_UNIT = 2 ** 22;
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

export class Team {
  readonly #size: number;
  readonly #warn: (what: string) => void;
  /** Where threads cannot be had: told before any worker has been there. */
  readonly #refused: (why: string) => void;
  #members: (Member | null)[];
  #arena: Arena | null = null;
  /** Memory of this thread for parts whose numbers do not lie together. */
  #scratch = new ArrayBuffer(0);
  #job = 0;
  /** What was measured, for each kind of call. */
  readonly #payoffs = new Payoffs(LIMITS.share);
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
   * Runs a call on all threads, or on this one where that is faster.
   *
   * @returns whether it did; else the call is small, cannot be cut, or nobody is there to help.
   */
  run(runner: Runner, kernel: KernelName, geometry: unknown, call: AnyCall): boolean {
    if (this.#isBusy || this.#isOver) return false;
    const split = splitOf(kernel, geometry, call, runner.module === null, LIMITS.call);
    if (split === null) return false;
    const bytes = bytesOfUnit(split);
    if (bytes > MOST_BYTES_OF_UNIT) return false;
    const payoff = this.#payoffs.of(runner.name, split, bytes);
    const { shares } = payoff;
    const began = performance.now();
    if (shares) {
      const helpers = this.#runTogether(runner, split, bytes, call);
      if (helpers < this.#size) return helpers > 0; // no measure of what all of them take
    } else runWhole(runner.executor, kernel, geometry, call);
    payoff.record(shares, (performance.now() - began) / (split.cost * split.units));
    return true;
  }

  /** Runs a call on all threads; says how many workers listened. Without any it does nothing. */
  #runTogether(runner: Runner, split: Split, bytes: number, call: AnyCall): number {
    const { sum, units, step, cost } = split;
    const least = sum !== null ? step : roundUp(Math.max(1, LIMITS.part / cost), step);
    const most = sum !== null ? step : this.#mostUnits(split, bytes, least);
    const layout = layoutOf(split, most);
    const need = CONTROL + layout.wholeBytes + this.#size * SLOTS * layout.slotBytes;
    const members = need > MOST_BYTES ? [] : this.#gather(need, runner);
    if (members.length === 0) return 0;
    const terms = { split, layout, least, most };
    this.#isBusy = true;
    try {
      if (sum === null) this.#share(runner, terms, call, members);
      else {
        const sums = new Float64Array(Math.ceil(units / step));
        this.#share(runner, terms, { ...call, [sum]: sums }, members);
        const total = call[sum] as Float64Array;
        for (const part of sums) total[0]! += part;
      }
    } finally {
      this.#isBusy = false;
    }
    return members.length;
  }

  /** Units of the largest part: the first. */
  #mostUnits(split: Split, bytes: number, least: number): number {
    const first = roundUp(split.units / (2 * (this.#size + 1)), split.step);
    const room = Math.floor(MOST_SLOTS / (this.#size * SLOTS) / bytes);
    const isProduct = split.way === "rows" || split.way === "columns";
    const fitting = isProduct
      ? Math.min(room, Math.max(UNITS_OF_PRODUCT, PART_OF_PRODUCT / bytes))
      : Math.floor(PART / bytes);
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
  #gather(bytes: number, runner: Runner): Member[] {
    try {
      if (this.#arena === null || this.#arena.bytes < bytes) {
        let enough = FEWEST_BYTES;
        while (enough < bytes) enough *= 2;
        this.#ready(); // those who have said so in the memory from before
        this.#arena = new Arena(sharedMemory(enough));
      }
      for (const [i, member] of this.#members.entries())
        if (member === null || member.isOver) this.#members[i] = this.#start(i, this.#arena, runner);
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

  #start(i: number, arena: Arena, { name, module }: Runner): Member {
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
      knows: new Set([name]),
      plans: [],
      arena,
      posted: 0,
      isCalled: false,
      isReady: false,
      isOver: false,
    };
    Atomics.store(arena.control, words.ready, 0);
    Atomics.store(arena.control, words.hears, 0);
    post(member, { kind: "start", worker: i });
    post(member, { kind: "executes", backend: name, module }); // it listens when it has made that
    post(member, { kind: "attach", memory: arena.memory });
    return member;
  }

  #attach(member: Member, arena: Arena): void {
    if (member.arena === arena) return;
    post(member, { kind: "attach", memory: arena.memory });
    member.arena = arena;
    Atomics.store(arena.control, member.words.posted, member.posted);
  }

  /** The number of a plan; the oldest ones lose theirs. */
  #planOf(text: string): number {
    const plans = this.#plans;
    const known = plans.get(text);
    const number = known ?? (plans.size < PLANS ? plans.size : plans.values().next().value!);
    if (known === undefined && plans.size === PLANS) plans.delete(plans.keys().next().value!);
    return plans.set(text, number) && number;
  }

  #share({ name, executor, module }: Runner, terms: Terms, call: AnyCall, members: readonly Member[]): void {
    const arena = this.#arena!;
    const { control } = arena;
    const { split, layout } = terms;
    this.#job = (this.#job % (JOBS - 1)) + 1;
    const rest = restOf(call);
    const text = JSON.stringify([name, split, layout, rest]);
    const plan = this.#planOf(text);
    for (const member of members) {
      const news: Message[] = [];
      if (!member.knows.has(name)) news.push({ kind: "executes", backend: name, module });
      member.knows.add(name);
      if (member.plans[plan] !== text)
        news.push({ kind: "plan", plan, backend: name, split, layout, ...rest });
      member.plans[plan] = text;
      if (news.length === 0 && looks(member)) continue;
      for (const message of news) post(member, message);
      post(member, { kind: "look" });
    }
    Atomics.store(control, PLAN, plan);
    numbersIn(arena.memory).set(rest.numbers.map((operand) => call[operand] as number));
    Atomics.store(control, JOB, this.#job);
    const words = members.map((member) => member.words);
    if (this.#scratch.byteLength < layout.slotBytes) this.#scratch = new ArrayBuffer(layout.slotBytes);
    let areAllThere = false;
    try {
      const sharing = new Sharing(terms, call, executor, arena, this.#job, words, this.#scratch);
      areAllThere = sharing.run(LIMITS.patience);
      this.#helped += sharing.helped;
      if (!areAllThere) this.#warn("it did not answer");
    } finally {
      Atomics.store(control, JOB, 0);
      for (const worker of words) wake(control, worker);
      // Also after an error: with the memory goes what a worker may still write to it.
      if (!areAllThere) this.#dismiss();
    }
  }
}

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
