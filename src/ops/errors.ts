/** Errors that only values show. */

/** Values that data sets use for "no class", and that are no class here. */
const IGNORED = ["255", "-1"];

function boundsHint(value: string, classes: number): string {
  if (classes === 1) return " With one class the loss is always 0; two classes need two logits per sample.";
  if (classes > 0 && Number(value) === classes)
    return " Are the classes counted from 1? They count from 0 here.";
  return IGNORED.includes(value)
    ? ` If ${value} marks what to leave out, pass { ignoreIndex: ${value} }.`
    : "";
}

export const targetOutOfBounds = (value: string, at: string, classes: number, ignoreIndex: number): Error =>
  new RangeError(
    `Target ${value} is out of bounds. Expected 0 <= target < ${classes}, or ignoreIndex (${ignoreIndex}); ` +
      `found at ${at}.${boundsHint(value, classes)}`,
  );
