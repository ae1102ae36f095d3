/** The README's example and a misspelled option, from CommonJS. */

const { CrossEntropyLoss, manualSeed, randn, tensor } = require("crossent");

manualSeed(0);
const logits = randn([2, 3], { requiresGrad: true });
const loss = new CrossEntropyLoss({ labelSmoothing: 0.1 })(logits, tensor([0, 2]));
loss.backward();
console.log(loss);
console.log(logits.grad);

try {
  new CrossEntropyLoss({ labelSmothing: 0.1 });
} catch (error) {
  console.log(String(error));
}
