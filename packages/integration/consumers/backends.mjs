/**
 * What every backend of this engine computes, as JSON: printed by Node, written into the `<pre>` of a page by a browser.
 *
 * Nothing that is left to the engine enters: 16 and more random float32 numbers have the same bits everywhere.
 */

import { backend, CrossEntropyLoss, full, manualSeed, randn, Softmax, setBackend, tensor } from "crossent";

/** Loss and gradient of logits of that shape for a criterion and a target. */
function lossAndGradient(shape, options, target) {
  manualSeed(0);
  const logits = randn(shape, { requiresGrad: true });
  const loss = new CrossEntropyLoss(options)(logits, target);
  loss.backward();
  return { loss: loss.item(), gradient: logits.grad.tolist() };
}

function results() {
  manualSeed(0);
  return {
    softmax: new Softmax(1)(randn([5, 37])).tolist(),
    indices: lossAndGradient([4, 37], { labelSmoothing: 0.1 }, tensor([0, 36, -100, 7])),
    planes: lossAndGradient([2, 5, 3, 3], {}, full([2, 3, 3], 4)),
    probabilities: lossAndGradient([3, 37], { reduction: "sum" }, full([3, 37], 1 / 37)),
  };
}

const chosen = backend();
const of = {};
for (const name of ["reference", "simd128", "relaxed-simd"]) {
  try {
    setBackend(name);
  } catch (error) {
    if (error instanceof RangeError) continue; // not on this engine
    throw error;
  }
  of[name] = results();
}

manualSeed(0);
const text = JSON.stringify({ chosen, printed: String(randn([4, 5])), of });
if (typeof document === "undefined") console.log(text);
else document.querySelector("pre").textContent = text;
