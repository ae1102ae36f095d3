/** The words that error messages share. */

import { typedArrayName } from "./dtype.ts";

/** PyTorch's spelling of a shape: `[2, 3]`; of a long one the first sizes. */
export const show = (shape: readonly number[]): string =>
  shape.length > 12 ? `[${shape.slice(0, 12).join(", ")}, …]` : `[${shape.join(", ")}]`;

/** A text in quotes, on one line, cut where it is long. */
export const quote = (text: string): string =>
  JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);

/** What a value is, in few words: `null`, `the string "mean"`, `an Array`, `a Tensor of shape [2, 3]`. */
export function describe(value: unknown): string {
  if (typeof value === "string") return `the string ${quote(value)}`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (typeof value === "bigint") return `the bigint ${quote(String(value)).slice(1, -1)}n`;
  const kind = kindOf(value);
  if (value === null || value === undefined) return kind;
  const shape = kind === "Tensor" ? ` of shape ${show((value as { shape: readonly number[] }).shape)}` : "";
  return `${/^[AEIO]/i.test(kind) ? "an" : "a"} ${kind}${shape}`;
}

/** The kind of a value as a type error names it: `number`, `Array`, `Float32Array`, `Tensor`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "Array";
  if (ArrayBuffer.isView(value)) return typedArrayName(value) ?? "DataView";
  return isTensor(value) ? "Tensor" : "object";
}

/** Whether an object is a Tensor of this library, seen without running any code of the object. */
function isTensor(value: object): boolean {
  const own = (name: string): unknown => Object.getOwnPropertyDescriptor(value, name)?.value;
  const named = typeof own("dtype") === "string" && Array.isArray(own("shape"));
  return (
    typedArrayName(own("data")) !== undefined && named && Object.getPrototypeOf(value) !== Object.prototype
  );
}

/** `2 dimensions`. */
export const dims = (n: number): string => `${n} dimension${n === 1 ? "" : "s"}`;
/** Names in quotes, with commas between. */
export const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
