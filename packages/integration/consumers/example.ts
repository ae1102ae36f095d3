/**
 * The README's example in TypeScript, and what the types have to refuse: an `@ts-expect-error` above a line without an
 * error is itself an error, so that types which accept everything are found too.
 */

import { CrossEntropyLoss, manualSeed, type Reduction, randn, type Tensor, tensor } from "crossent";

// The types of the package must need neither a browser's nor Node's; here is all that this program needs of them.
declare const console: { log(value: unknown): void };

manualSeed(0);
const logits: Tensor = randn([2, 3], { requiresGrad: true });
const criterion: (input: Tensor, target: Tensor) => Tensor = new CrossEntropyLoss({ labelSmoothing: 0.1 });
const loss = criterion(logits, tensor([0, 2]));
loss.backward();
console.log(loss);
console.log(logits.grad);

try {
  // @ts-expect-error: no option has this name
  new CrossEntropyLoss({ labelSmothing: 0.1 });
} catch (error) {
  console.log(String(error));
}

// @ts-expect-error: no reduction has this name
export const reduction: Reduction = "avg";
// @ts-expect-error: there is a gradient only after backward()
export const gradient: Tensor = logits.grad;
// @ts-expect-error: a loss wants a target
export const forgotten = (): Tensor => criterion(logits);
