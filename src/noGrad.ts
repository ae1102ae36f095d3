import { withoutRecording } from "./autograd.ts";
import { asyncFunction, notAFunction } from "./errors/index.ts";

/**
 * Runs `fn` without recording operations for `backward`, as `with torch.no_grad():` does, and returns its result.
 *
 * @param fn - a synchronous function.
 * @throws TypeError if `fn` is no function or returns a promise.
 * @example
 * const updated = noGrad(() => weight.sub(gradient.mul(0.1))); // an SGD step that is not part of the graph
 */
export function noGrad<T>(fn: () => T): T {
  if (typeof fn !== "function") throw notAFunction("noGrad", fn);
  const result = withoutRecording(fn);
  if (typeof (result as { then?: unknown } | null | undefined)?.then === "function") {
    Promise.resolve(result).catch(() => {}); // this error says enough; its rejection must not end the process
    throw asyncFunction("noGrad");
  }
  return result;
}
