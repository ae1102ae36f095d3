/** What every contestant that runs in Node implements. */

import type { Inputs } from "../inputs";
import type { Op } from "../ops";

/** The results of a call, copied out of the library. */
export interface Output {
  /** Absent for softmax and log-softmax. */
  readonly loss?: number;
  /** The result of a softmax or the gradient of a loss; absent where only the loss is asked for. */
  readonly values?: Float32Array;
}

/**
 * One operation bound to its inputs. A call starts from the logits in the library's own tensor and ends with the loss
 * as a number and the gradient (or the softmax) in the library's own tensor, as a training loop would have them.
 */
export interface Call {
  /** Drops the results of the call before, and computes them again. */
  run(): void | Promise<void>;
  /** The results of the last `run`. */
  read(): Output | Promise<Output>;
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
  /** What a program does once: tensors of the inputs, compilation. */
  prepare(op: Op, inputs: Inputs): Call | Promise<Call>;
}
