/** What an argument is made of, read without running any getter or trap of it. */

import { types } from "node:util";

const DEEPEST = 70;
const WIDEST = 200;

/** The bytes of a view, none when its buffer is detached. */
function bytesOf(view: ArrayBufferView): Uint8Array {
  try {
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  } catch {
    return new Uint8Array(0);
  }
}

/**
 * All that can be observed of the values without running their code, as a flat list to compare with `Object.is`.
 *
 * @param inside - whether to look into a value; by default into each.
 */
export function snapshot(values: readonly unknown[], inside = (_: unknown): boolean => true): unknown[] {
  const seen = new Set<unknown>();
  const found: unknown[] = [];
  const visit = (value: unknown, depth: number): void => {
    found.push(value);
    const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
    if (
      !isObject ||
      types.isProxy(value) ||
      value === globalThis ||
      seen.has(value) ||
      depth > DEEPEST ||
      !inside(value)
    )
      return;
    seen.add(value);
    found.push(Object.getPrototypeOf(value), Object.isFrozen(value), Object.isExtensible(value));
    if (ArrayBuffer.isView(value)) {
      const bytes = bytesOf(value);
      found.push(bytes.length, ...bytes.subarray(0, WIDEST));
    }
    const keys = Reflect.ownKeys(value as object).filter(
      (key) => !ArrayBuffer.isView(value) || typeof key === "symbol" || Number.isNaN(Number(key)),
    );
    found.push(keys.length);
    for (const key of keys.slice(0, WIDEST)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, key)!;
      found.push(key, descriptor.get, descriptor.set, descriptor.enumerable, descriptor.writable);
      if ("value" in descriptor) visit(descriptor.value, depth + 1);
    }
  };
  for (const value of values) visit(value, 0);
  return found;
}

export const sameSnapshot = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
