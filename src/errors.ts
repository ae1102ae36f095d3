/**
 * Every error that a user can meet. Each message begins with PyTorch's own sentence, then says what was got and
 * what would fix it. TypeError for the wrong kind of thing, RangeError for a value or a shape out of range.
 */

/** PyTorch's spelling of a shape: `[2, 3]`. */
export const show = (shape: readonly number[]): string => `[${shape.join(", ")}]`;

export function dimOutOfRange(dim: unknown, ndim: number): Error {
  if (typeof dim !== "number" || !Number.isInteger(dim)) {
    return new TypeError(
      `dim must be int, not ${describe(dim)}. Give a whole number from ${-Math.max(ndim, 1)} to ${Math.max(ndim, 1) - 1}.`,
    );
  }
  const n = Math.max(ndim, 1);
  return new RangeError(
    `Dimension out of range (expected to be in range of [${-n}, ${n - 1}], but got ${dim}). The tensor has ${ndim} dimension${ndim === 1 ? "" : "s"}.`,
  );
}

export const duplicateDim = (dim: number): Error =>
  new RangeError(`dim ${dim} appears multiple times in the list of dims. Name each dim once.`);

export const broadcastError = (a: readonly number[], b: readonly number[], dim: number): Error =>
  new RangeError(
    `The size of tensor a (${a[a.length - Math.max(a.length, b.length) + dim]}) must match the size of tensor b (${b[b.length - Math.max(a.length, b.length) + dim]}) at non-singleton dimension ${dim}. Got the shapes ${show(a)} and ${show(b)}.`,
  );

/** What a value is, in few words, for a message: `null`, `a string "mean"`, `an array`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (typeof value === "string")
    return value.length > 40
      ? `a string of ${value.length} characters`
      : `the string ${JSON.stringify(value)}`;
  if (typeof value === "number" || typeof value === "boolean") return `the ${typeof value} ${value}`;
  if (typeof value === "bigint") return `the bigint ${value}n`;
  if (typeof value === "function") return "a function";
  if (typeof value === "symbol") return "a symbol";
  if (Array.isArray(value)) return "an array";
  if (ArrayBuffer.isView(value)) return `a ${Object.prototype.toString.call(value).slice(8, -1)}`;
  return "an object";
}
