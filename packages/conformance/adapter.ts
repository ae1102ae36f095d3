/** What one writes to measure a library: see adapters/. */

import type { Draw, FunctionName, OptimizerCase, OptimizerOptions, Options, Tensors } from "./case.ts";
import type { Dtype, Plain } from "./plain.ts";

/** A result that the library has no function for, made of some that it has. */
export class Composed<T> {
  constructor(readonly value: T) {}
}

/** Thrown where the library has no such thing, and no few of its functions make it up. */
export class NotThere extends Error {}

/** The arguments as the library's tensors, and once more as they stand in the case. */
export type Call<T> = (tensors: Tensors<T>, plain: Tensors<Plain>, options: Options) => T | Composed<T>;

/** Takes a parameter through all steps, and gives its values after each. */
export type Steps = (
  parameter: Plain,
  gradients: readonly Plain[],
  options: OptimizerOptions,
) => ArrayLike<number>[];

export interface Adapter<T> {
  /** The column. */
  readonly name: string;
  /** Whose version is printed. */
  readonly package: string;
  /** The floating dtypes of inputs that it has. */
  readonly dtypes: readonly Dtype[];
  /** What has to be done before its cases, such as to choose a backend. */
  begin?(): void;
  tensor(x: Plain): T;
  numbers(t: T): ArrayLike<number>;
  /** The gradients of `upstream · f(leaves)`; null where the library has none. */
  readonly gradients: ((f: (leaves: T[]) => T, leaves: Plain[], upstream: Plain) => T[]) | null;
  /** By the names of torch.nn.functional. */
  readonly functions: { readonly [F in FunctionName]?: Call<T> };
  readonly optimizers: { readonly [F in OptimizerCase["function"]]?: Steps };
  /** Seeds, and gives what draws; null where the library takes no seed. */
  readonly seeded: ((seed: number) => (draw: Draw) => ArrayLike<number>) | null;
  /** The text of a tensor. */
  print(t: T): string;
}
