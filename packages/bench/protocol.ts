/** What the bench and its contestants say to each other: one JSON object a line, over stdin and stdout. */

import type { Op } from "./ops";
import type { Case } from "./shapes";

/** A prepared call; a race has several where an operation is compared with another one. */
export interface Slot {
  readonly slot: number;
}

export interface Work {
  readonly op: Op;
  readonly case: Case;
  /** The directory of the inputs. */
  readonly dir: string;
}

/** Every request with its reply. */
export interface Protocol {
  setup: {
    ask: { readonly id: string; readonly threads: number; readonly capability: string | null };
    reply: { readonly version: string };
  };
  /** Not able: the library has no such operation. */
  prepare: { ask: Slot & Work; reply: { readonly able: boolean } };
  /** The values go to the file `path`: of a call made for it, or, when not `fresh`, of the last one. */
  check: { ask: Slot & { readonly path: string; readonly fresh: boolean }; reply: Results };
  /** PyTorch only: the same in float64. */
  reference: { ask: Work & { readonly path: string }; reply: Results };
  /** Runs until the code is compiled; says how many calls make one sample, and what one takes. */
  warm: {
    ask: Slot & { readonly warmMs: number; readonly sampleMs: number };
    reply: { readonly calls: number; readonly ns: number };
  };
  /**
   * Nanoseconds and page faults of one call, after those of `settleMs` milliseconds that are not counted, one at least: the others
   * have emptied the caches. None before a long one, for which it is null.
   */
  sample: {
    ask: Slot & { readonly calls: number; readonly settleMs: number | null };
    reply: { readonly ns: number; readonly faults: number };
  };
  /** Drops every prepared call. */
  release: { ask: object; reply: object };
  /** The peaks of the first and of `calls` calls. */
  memory: { ask: Slot & { readonly calls: number }; reply: MemoryReply };
}

export interface Results {
  readonly loss: number | null;
  readonly values: boolean;
}

/** Bytes above what the process had before the calls; the result of a call is part of them. */
export interface MemoryReply {
  /** Peak of the first call. */
  readonly first: number;
  /** Peak of all calls: with what the collector had not yet freed. */
  readonly all: number;
  /** Bytes of the typed arrays that the last call made, where the contestant is JavaScript. */
  readonly typedArrays?: number;
}
