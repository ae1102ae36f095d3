/** Whether operations are recorded for `backward`. */

import { notAFunction } from "./arguments.ts";

let recording = true;

/** Whether operations are recorded now. */
export const isRecording = (): boolean => recording;

/** Runs `fn` without recording, and switches recording back on however `fn` ends. */
function withoutRecording<T>(fn: () => T): T {
  const before = recording;
  recording = false;
  try {
    return fn();
  } finally {
    recording = before;
  }
}

/**
 * Runs `fn` without recording operations for `backward`, as `with torch.no_grad():` does, and returns its result.
 *
 * @param fn - a synchronous function.
 * @returns what `fn` returns.
 * @throws TypeError if `fn` is no function or returns a promise or a generator.
 * @example
 * const weight = tensor([1, 2], { requiresGrad: true });
 * weight.mul(weight).sum().backward();
 * noGrad(() => weight.sub(weight.grad!.mul(0.1))); // tensor([0.8000, 1.6000])
 * @see torch.no_grad
 */
export function noGrad<T>(fn: () => T): T {
  if (typeof fn !== "function") throw notAFunction("noGrad", fn);
  const result = withoutRecording(fn);
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    Promise.resolve(result).catch(() => {}); // this error says enough; its rejection must not end the process
    throw asyncFunction("noGrad");
  }
  if (isGenerator(result)) throw asyncFunction("noGrad", "generator");
  return result;
}

/** @param returned - what came back before the work was done. */
export const asyncFunction = (call: string, returned: "promise" | "generator" = "promise"): Error =>
  new TypeError(
    `${call}(): fn must be synchronous, but it returned a ${returned}. Recording is switched back on when fn returns; ` +
      (returned === "promise"
        ? `call ${call} around the synchronous parts.`
        : `call ${call} inside the generator function.`),
  );

const generators = [Object.getPrototypeOf(function* () {}), Object.getPrototypeOf(async function* () {})].map(
  ({ prototype }: { readonly prototype: object }) => prototype,
);

/** Whether a value is what a generator function returns: nothing of its body has run. */
const isGenerator = (value: unknown): boolean =>
  generators.some((prototype) => Object.prototype.isPrototypeOf.call(prototype, value as object));
