/** Errors that only values show. */

export function targetOutOfBounds(value: string, at: string, classes: number, ignoreIndex: number): Error {
  const hint =
    classes > 0 && Number(value) === classes
      ? " Are the classes counted from 1? They count from 0 here."
      : "";
  return new RangeError(
    `Target ${value} is out of bounds. Expected 0 <= target < ${classes}, or ignoreIndex (${ignoreIndex}); ` +
      `found at ${at}.${hint}`,
  );
}
