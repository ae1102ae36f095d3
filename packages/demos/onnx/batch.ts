/** Sentences of different lengths in one batch: what the model reads, and what should come next. */

import { encode } from "./text.ts";

/** The label where a shorter sentence has ended: PyTorch's `ignore_index`, which no token has. */
export const IGNORED = -100;

export interface Batch {
  /** Tokens that the model reads, (batch, time). */
  readonly tokens: BigInt64Array;
  /** The token after each of them, `IGNORED` behind the end; (batch, time). */
  readonly labels: BigInt64Array;
  readonly dims: readonly [batch: number, time: number];
}

export function batchOf(sentences: readonly string[]): Batch {
  const lines = sentences.map((sentence) => encode(`\n${sentence}\n`));
  const time = Math.max(...lines.map((line) => line.length)) - 1;
  const padded = (parts: number[][], padding: number): BigInt64Array =>
    BigInt64Array.from(
      parts.flatMap((part) => [...part, ...new Array<number>(time - part.length).fill(padding)]),
      BigInt,
    );
  return {
    tokens: padded(
      lines.map((line) => line.slice(0, -1)),
      0,
    ),
    labels: padded(
      lines.map((line) => line.slice(1)),
      IGNORED,
    ),
    dims: [lines.length, time],
  };
}
