/** What the bench and its contestants say to each other: one JSON object a line, over stdin and stdout. */

import type { Op } from "./ops";
import type { Case } from "./shapes";

export interface Work {
  readonly op: Op;
  readonly case: Case;
  /** The directory of the inputs. */
  readonly dir: string;
}

/** Every request with its reply. */
export interface Protocol {
  setup: { ask: { readonly id: string; readonly threads: number }; reply: { readonly version: string } };
  prepare: { ask: Work; reply: object };
  /** One call; the values go to the file `path`. */
  check: { ask: { readonly path: string }; reply: Results };
  /** PyTorch only: the same in float64. */
  reference: { ask: Work & { readonly path: string }; reply: Results };
  /** Runs until the code is compiled; says how many calls make one sample. */
  warm: { ask: { readonly warmMs: number; readonly sampleMs: number }; reply: { readonly calls: number } };
  sample: { ask: { readonly calls: number }; reply: { readonly ns: number } };
  memory: { ask: object; reply: MemoryReply };
}

export interface Results {
  readonly loss: number | null;
  readonly values: boolean;
}

/** Bytes above what the process had before the calls; the result of a call is part of them. */
export interface MemoryReply {
  /** Peak of the first call. */
  readonly first: number;
  /** Peak of ten calls: with what the collector had not yet freed. */
  readonly ten: number;
  /** Bytes of the typed arrays that the last call made, where the contestant is JavaScript. */
  readonly typedArrays?: number;
}
