/** h. Temperature scaling: one number makes the confidence of a classifier honest. The expected calibration error says so. */

import * as torch from "../../src";
import { functional as F, optim } from "../../src";

// Labels as the scores say, and logits that are three times too sure
torch.manualSeed(6);
const scores = torch.randn([400, 5]).mul(1.5);
const labels = scores.sub(torch.rand([400, 5]).log().neg().log()).argmax(1);
const logits = scores.mul(3);

function calibrationError(logits: torch.Tensor): torch.Tensor {
  const { values: confidence, indices: predicted } = logits.softmax(1).max(1);
  const bins = confidence.mul(10).long().clamp(null, 9);
  const gaps = bins.bincount(predicted.eq(labels).float().sub(confidence));
  return gaps.abs().sum().div(labels.size(0));
}

const logTemperature = torch.zeros([1], { requiresGrad: true });
const optimizer = new optim.Adam([logTemperature], { lr: 0.1 });
for (let i = 0; i < 100; i++) {
  optimizer.zeroGrad();
  const loss = F.crossEntropy(logits.div(logTemperature.exp()), labels);
  loss.backward();
  optimizer.step();
}
const temperature = logTemperature.exp().detach();
console.log(temperature);
console.log(`${F.crossEntropy(logits, labels)} ${F.crossEntropy(logits.div(temperature), labels)}`);
console.log(`${calibrationError(logits)} ${calibrationError(logits.div(temperature))}`);
