/** What every contestant that runs in Node implements. */

import type { Inputs } from "../inputs";
import type { Op } from "../ops";

/**
 * One operation bound to its inputs. A call starts from the logits in the library's own tensor and ends with the loss
 * as a number and the gradient (or the softmax) in the library's own tensor, as a training loop would have them.
 */
export interface Call {
  /** Drops the results of the call before, and computes them again. */
  run(): void | Promise<void>;
  /** Of the last `run`; null or absent where the operation has none. */
  readonly loss?: number | null;
  /** The result of the last `run`, or the gradient, or the parameters after it, copied out of the library; null: none. */
  read(): Float32Array | null | Promise<Float32Array | null>;
  /** Where calls build on each other: back to the start. */
  restart?(): void | Promise<void>;
  /** Frees what the call holds. */
  dispose?(): void | Promise<void>;
}

export interface Peer {
  readonly name: string;
  /**
   * Loads the library.
   *
   * @returns its version.
   * @throws Error where this engine cannot run it: the message is printed and the contestant left out.
   */
  setup(): Promise<string>;
  /**
   * What a program does once: tensors of the inputs, compilation.
   *
   * @returns null if the library has no such operation.
   */
  prepare(op: Op, inputs: Inputs): Call | null | Promise<Call | null>;
}

/** Parameters in a row, for {@link Call.read}. */
export function concatenate(a: Float32Array, b: Float32Array): Float32Array {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}
