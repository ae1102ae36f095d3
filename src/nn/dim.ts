import { checkInt, checkOptions } from "../arguments.ts";

/** Options of the softmax modules. */
export interface DimOptions {
  /** The dim along which the module works; negative ones count from the end. */
  readonly dim?: number;
}

/** `new Softmax(1)` and `new Softmax({ dim: 1 })` mean the same. */
export function readDim(call: string, dim: number | DimOptions | null | undefined): number | undefined {
  const value = typeof dim === "number" ? dim : checkOptions(call, dim ?? undefined, ["dim"]).dim;
  return value === undefined || value === null ? undefined : checkInt(call, "dim", value);
}
