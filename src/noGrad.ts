import { withoutRecording } from "./autograd.ts";
import { asyncFunction, notAFunction } from "./errors/index.ts";

/**
 * Runs `fn` without recording operations for `backward`, as `with torch.no_grad():` does, and returns its result.
 *
 * @param fn - a synchronous function.
 * @returns what `fn` returns.
 * @throws TypeError if `fn` is no function or returns a promise.
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
  return result;
}
