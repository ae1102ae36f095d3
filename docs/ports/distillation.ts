/** c. Distillation: a student learns from the distribution of a teacher, both at a temperature, and from the classes. */

import * as torch from "../../src";
import { functional as F } from "../../src";

torch.manualSeed(1);
const teacher = torch.randn([4, 6]).mul(3);
const student = torch.randn([4, 6], { requiresGrad: true });
const classes = torch.randint(6, [4]);

const temperature = 4.0;
const learned = F.logSoftmax(student.div(temperature), 1);
const known = F.logSoftmax(teacher.div(temperature), 1);
const soft = F.klDiv(learned, known, { reduction: "batchmean", logTarget: true });
const hard = F.crossEntropy(student, classes);
const loss = soft.mul(0.7 * temperature ** 2).add(hard.mul(0.3));
loss.backward();
console.log(soft);
console.log(hard);
console.log(loss);
console.log(student.grad);
