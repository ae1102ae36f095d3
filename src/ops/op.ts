import type { NDArray } from "../values/ndarray.ts";

/** Which inputs of an op want a gradient, in their order. */
export type Needs = readonly boolean[];

/** What an op gives: the result, and the way back. */
export interface Outcome {
  /** PyTorch's name of the node, as printed tensors show it. */
  readonly name: string;
  readonly y: NDArray;
  /**
   * The arrays whose values the way back reads. None where it needs only shapes: PyTorch has nothing to free there, so
   * that a second backward may go through.
   */
  readonly saved: readonly NDArray[];
  /**
   * Turns dL/dy into one gradient per input, of the input's shape and dtype (float32 for half precision); null for an input that is absent, and where
   * nobody asks. It is called once, unless `saved` is empty, and may give away or overwrite what only it holds.
   */
  readonly pullback: (dy: NDArray) => readonly (NDArray | null)[];
  /** What the values are, where that matters to a loss: probabilities, or what the first input is. */
  readonly means?: "probabilities" | "input";
}

/** The saved arrays of a way back that needs none. */
export const NOTHING: readonly NDArray[] = [];

/**
 * A differentiable operation, declared once: from values to the result and the way back. What the way back needs is what
 * the closure captures. Arguments are already checked; an input may be absent where its type says so.
 */
export type Op<I extends readonly (NDArray | null)[], A extends readonly unknown[] = []> = (
  inputs: I,
  needs: Needs,
  ...attributes: A
) => Outcome;
