/** What goes to the console: warnings, and the name under which `console.log` asks an object for its text. */

import { notABoolean } from "./arguments.ts";

let enabled = true;
const given = new Set<string>();

/**
 * Switches the warnings of this library on or off; they are on at first, and each is given once per process.
 *
 * They go to `console.warn` and begin with `UserWarning:`. There are eleven: `Softmax` or `LogSoftmax` without `dim`,
 * `NLLLoss` of values above 0, `CrossEntropyLoss` of the output of a softmax, of logits that look like probabilities, and with
 * class probabilities that do not sum to 1, a softmax or cross-entropy over a single class,
 * `KLDivLoss` with `'mean'`, `std` or `var` without degrees of freedom, `grad` of a computed tensor, `tensor` of tensors with gradient, and
 * `setNumThreads` where there can be no workers, or one was lost.
 *
 * @throws TypeError for a flag that is no boolean.
 * @example
 * setWarnings(false);
 * new Softmax()(tensor([1, 2])); // tensor([0.2689, 0.7311])
 */
export function setWarnings(flag: boolean): void {
  if (typeof flag !== "boolean") throw notABoolean("setWarnings", "flag", flag);
  enabled = flag;
}

/** Whether a warning of `topic` would still be given: what costs time to find out need not be looked for otherwise. */
export const wouldWarn = (topic: string): boolean => enabled && !given.has(topic);

/** Writes `message` with `console.warn`, once per process for each `topic`. */
export function warnOnce(topic: string, message: string): void {
  if (!wouldWarn(topic)) return;
  given.add(topic);
  console.warn(`UserWarning: ${message}`);
}

/** The method that Node's `console.log`, `util.inspect` and REPL call; other engines do not know it and print their way. */
export const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");
