/**
 * Whether threads pay for a kind of call: measured where it runs. They do where a thread computes longer than the main thread
 * copies, which depends on the machine: the same loss took 0.77 of the time on a Zen 5 core, and 1.1 on Zen 3.
 */

import type { Split } from "./parts.ts";

/** Runs of each way that count, and that are made at first: the last ones, of which the fastest. What else a machine does makes a run slower, never faster. */
const RUNS = 3;
/** Nanoseconds of a call on one thread beyond which one run of each way is enough at first: three would take long. */
const LONG = 20_000_000;
/** Calls after which the way that is slower is tried again: at first, and at most. They double each time that it still is. */
const SOON = 8;
const LATE = 64;

export class Payoff {
  readonly #share: number;
  readonly #first: number;
  readonly #shared: number[] = [];
  readonly #alone: number[] = [];
  #pays = true;
  /** Calls since the other way was tried, and after how many it is again. */
  #calls = 0;
  #interval = SOON;

  /**
   * @param share - which part of the time of one thread all together may take; infinite: all calls are shared.
   * @param first - runs of each way before it is known which is faster.
   */
  constructor(share: number, first = RUNS) {
    this.#share = share;
    this.#first = first;
  }

  /** Whether the next call is to be shared: by turns at first, then as is faster, but for one in a while. */
  get shares(): boolean {
    if (this.#share === Infinity) return true;
    if (!this.#isKnown) return this.#shared.length <= this.#alone.length;
    return this.#calls < this.#interval ? this.#pays : !this.#pays;
  }

  /** What a call has taken for a unit of its work. */
  record(wasShared: boolean, time: number): void {
    const wasKnown = this.#isKnown;
    const before = this.#pays;
    const times = wasShared ? this.#shared : this.#alone;
    times.push(time);
    if (times.length > RUNS) times.shift();
    if (!this.#isKnown) return;
    this.#pays = Math.min(...this.#shared) <= this.#share * Math.min(...this.#alone);
    if (!wasKnown) return;
    const wasTrial = wasShared !== before;
    this.#calls = wasTrial ? 0 : this.#calls + 1;
    if (this.#pays !== before) this.#interval = SOON;
    else if (wasTrial) this.#interval = Math.min(LATE, 2 * this.#interval);
  }

  get #isKnown(): boolean {
    return Math.min(this.#shared.length, this.#alone.length) >= this.#first;
  }
}

/** The payoffs of a team. */
export class Payoffs {
  readonly #share: number;
  readonly #payoffs = new Map<string, Payoff>();

  /** @param share - that of each {@link Payoff}. */
  constructor(share: number) {
    this.#share = share;
  }

  /** Of calls like this one: of the same kernel and operands, and about as large. */
  of(backend: string, { kernel, way, pieces, cost, units }: Split, bytesOfUnit: number): Payoff {
    const operands = pieces.map((piece) => piece.name + (piece.half ?? "")).join();
    const sizes = [cost * units, bytesOfUnit].map((size) => Math.round(Math.log2(size))).join();
    const key = `${backend} ${kernel} ${way} ${operands} ${sizes}`;
    const first = cost * units > LONG ? 1 : RUNS;
    const payoff = this.#payoffs.get(key) ?? new Payoff(this.#share, first);
    this.#payoffs.set(key, payoff);
    return payoff;
  }
}
