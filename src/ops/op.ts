import type { NDArray } from "../values/ndarray.ts";

/** Which inputs of an op want a gradient, in their order. */
export type Needs<I extends readonly NDArray[]> = { readonly [K in keyof I]: boolean };

/**
 * Turns dL/dy into one gradient per input, of the input's shape and dtype. It may give null where `needs` says that
 * nobody asks, and must where the input has no gradient; ops of one input may ignore `needs`.
 */
export type Pullback<I extends readonly NDArray[]> = {
  (dy: NDArray, needs: Needs<I>): { readonly [K in keyof I]: NDArray | null };
  /** Set by {@link stateless}. */
  readonly stateless?: boolean;
};

/**
 * Marks a pullback that uses no values of its inputs or output. PyTorch saves none for it, so it can run again where
 * a second backward fails on all others.
 */
export const stateless = <P extends object>(pullback: P): P & { readonly stateless: true } =>
  Object.assign(pullback, { stateless: true as const });

/**
 * A differentiable operation, declared once: from values to the result and the way back.
 * What the way back needs is what the closure captures. Arguments are already checked.
 */
export type Op<I extends readonly NDArray[], A extends readonly unknown[] = []> = (
  inputs: I,
  ...attrs: A
) => readonly [y: NDArray, pullback: Pullback<I>];
