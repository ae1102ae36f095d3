/**
 * How often the elements of a buffer were changed in place: what autograd saved is compared with what is there now.
 * Everything over one typed array (a view, detach) counts together. What plain JavaScript writes is not seen.
 */

import type { TypedArray } from "../dtype.ts";

let changes = 0;
/** The version of each buffer that was changed; negative where the last change made all elements 0. */
const versions = new WeakMap<TypedArray, number>();

/** The changes of all buffers: while it stands still, none has a new version. */
export const changesSoFar = (): number => changes;

export const versionOf = (data: TypedArray): number =>
  changes === 0 ? 0 : Math.abs(versions.get(data) ?? 0);

/** Whether all elements are 0 because the last change, by {@link changed}, made them so. */
export const wasZeroed = (data: TypedArray): boolean => changes > 0 && (versions.get(data) ?? 0) < 0;

/**
 * Counts a change of the elements, which has just been made.
 *
 * @param toZero - whether all of them are 0 now.
 */
export function changed(data: TypedArray, toZero = false): void {
  const version = versionOf(data) + 1;
  versions.set(data, toZero ? -version : version);
  changes++;
}
