import { checkInt, checkOptions } from "../arguments.ts";

/** Options of {@link Softmax} and {@link LogSoftmax}. */
export interface DimOptions {
  /**
   * The dim along which the exponentials are summed. Default: PyTorch's legacy rule, 0 for 0-, 1- and 3-d input, else 1,
   * with a warning.
   */
  readonly dim?: number;
}

/** `new Softmax(1)` and `new Softmax({ dim: 1 })` mean the same. */
export function readDim(call: string, dim: number | DimOptions | null | undefined): number | undefined {
  const value = typeof dim === "number" ? dim : checkOptions(call, dim ?? undefined, ["dim"]).dim;
  return value === undefined || value === null ? undefined : checkInt(call, "dim", value);
}
