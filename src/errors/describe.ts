/** The words that error messages share. */

/** PyTorch's spelling of a shape: `[2, 3]`. */
export const show = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

/** What a value is, in few words: `null`, `the string "mean"`, `an array`. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return value.length > 40
      ? `a string of ${value.length} characters`
      : `the string ${JSON.stringify(value)}`;
  }
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (typeof value === "bigint") return `the bigint ${value}n`;
  const kind = kindOf(value);
  return value === null || value === undefined ? kind : `${/^[AEIO]/i.test(kind) ? "an" : "a"} ${kind}`;
}

/** The kind of a value as a type error names it: `number`, `Array`, `Float32Array`, `null`. */
export function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  if (Array.isArray(value)) return "Array";
  return ArrayBuffer.isView(value) ? Object.prototype.toString.call(value).slice(8, -1) : "object";
}

/** `2 dimensions`. */
export const dims = (n: number): string => `${n} dimension${n === 1 ? "" : "s"}`;
/** Names in quotes, with commas between. */
export const list = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(", ");
