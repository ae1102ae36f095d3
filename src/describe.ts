/** The words that error messages share. */

import type { DType } from "./dtype.ts";
import { isDType, typedArrayName } from "./dtype.ts";

/** The class Tensor as this file needs it, which stands far below it. */
interface TensorClass {
  readonly prototype: object;
  [Symbol.hasInstance](value: unknown): boolean;
}
let tensors: TensorClass | null = null;

/** Tells the messages what a Tensor is. */
export const knowTensors = (Class: TensorClass): void => {
  tensors = Class;
};

/** PyTorch's spelling of a shape: `[2, 3]`; of a long one the first sizes. */
export const show = (shape: readonly number[]): string =>
  shape.length > 12 ? `[${shape.slice(0, 12).join(", ")}, …]` : `[${shape.join(", ")}]`;

/** Python's spelling of sizes: `(2, 3)`, `(2,)`, `()`. */
export const tuple = (sizes: readonly number[]): string =>
  `(${sizes.join(", ")}${sizes.length === 1 ? "," : ""})`;

/** A number as Python prints it: `0.001`, `1e-05`. */
export function python(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  const [digits, exponent] = value.toExponential().split("e") as [string, string];
  if (value === 0 || (Number(exponent) >= -4 && Number(exponent) < 16)) return String(value);
  return `${digits}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** `True` or `False`. */
export const pythonBoolean = (value: boolean): string => (value ? "True" : "False");

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
  const words = typeof value === "object" ? DESCRIPTIONS[likenessOf(value) ?? "none"] : undefined;
  if (words === undefined) return `${article(kind)} ${kind}`;
  return `${words} of shape ${show(own(value, "shape") as readonly number[])}`;
}

/** `a` or `an`, as the word needs it: an int64, an Array, a Uint8Array. */
export const article = (word: string): "a" | "an" => (/^[aeio]/i.test(word) ? "an" : "a");

/** The kind of a value as a type error names it: `number`, `Array`, `Float32Array`, `Tensor`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "Array";
  if (ArrayBuffer.isView(value)) return typedArrayName(value) ?? "DataView";
  const likeness = likenessOf(value);
  if (likeness !== null) return KINDS[likeness];
  if (value instanceof Promise) return "Promise";
  return bufferName(value) ?? "object";
}

/**
 * What an object with the fields of a Tensor is: a `tensor` of this library; a `proxy` around one, or a copy that kept its
 * class; a `clone` that lost its class; or a tensor of an `other` copy of the library, with a class of its own.
 */
export type Likeness = "tensor" | "proxy" | "clone" | "other";

/** What a Tensor is in few words, and what only looks like one. */
const DESCRIPTIONS: { readonly [L in Likeness | "none"]: string | undefined } = {
  tensor: "a Tensor",
  proxy: "a Proxy or deep copy of a Tensor",
  clone: "a structuredClone of a Tensor",
  other: "a Tensor of another copy of crossent",
  none: undefined,
};

const KINDS: { readonly [L in Likeness]: string } = {
  tensor: "Tensor",
  proxy: "Proxy",
  clone: "object",
  other: "Tensor of another copy of the library",
};

/** What to do with an object that only looks like a Tensor. */
const REMEDIES: { readonly [L in Likeness]: string } = {
  tensor: "",
  proxy: "take Vue's toRaw(…) of it, and keep tensors in shallowRef or markRaw",
  clone: "asTensor(…) makes a Tensor of it",
  other: "install and bundle the package once",
};

/** What to do with an object that looks like a Tensor and is none; undefined for everything else. */
export function remedyFor(value: unknown): string | undefined {
  const likeness = typeof value === "object" && value !== null ? likenessOf(value) : null;
  return likeness === null || likeness === "tensor" ? undefined : REMEDIES[likeness];
}

const own = (value: object, name: PropertyKey): unknown =>
  Object.getOwnPropertyDescriptor(value, name)?.value;

/** Seen without running any code of the object, unless it is a Proxy. */
export function likenessOf(value: object): Likeness | null {
  if (tensors?.[Symbol.hasInstance](value)) return "tensor";
  const dtype = own(value, "dtype");
  if (typedArrayName(own(value, "data")) === undefined || !isDType(dtype as DType)) return null;
  if (!Array.isArray(own(value, "shape"))) return null;
  if (tensors && Object.prototype.isPrototypeOf.call(tensors.prototype, value)) return "proxy";
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return "clone";
  for (let at: object | null = prototype; at !== null; at = Object.getPrototypeOf(at) as object | null)
    if (typeof own(at, "backward") === "function" && typeof own(at, "requiresGrad_") === "function")
      return "other";
  return null;
}

const SharedBuffer = typeof SharedArrayBuffer === "undefined" ? null : SharedArrayBuffer; // missing on many pages
const byteLengths = [ArrayBuffer, SharedBuffer].map((Buffer) => ({
  name: Buffer?.name,
  get: Buffer ? Object.getOwnPropertyDescriptor(Buffer.prototype, "byteLength")?.get : undefined,
}));

/** The name of a buffer's class; undefined for anything else. The getters know their own objects, of every realm. */
function bufferName(value: object): string | undefined {
  return byteLengths.find(({ get }) => {
    try {
      return get?.call(value) !== undefined;
    } catch {
      return false;
    }
  })?.name;
}

/** `2 dimensions`. */
export const dims = (n: number): string => `${n} dimension${n === 1 ? "" : "s"}`;
/** Names in quotes, with commas between. */
export const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
