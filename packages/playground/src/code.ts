/** The lines of Python and TypeScript that compute a situation's loss. */

import { shortest } from "./numbers";
import { isWeighted, type Situation } from "./situation";

const LINE = 66; // characters that fit beside the other program

type Values = readonly number[] | readonly (readonly number[])[];

const isNested = (values: Values): values is readonly (readonly number[])[] => Array.isArray(values[0]);

/** `[[1.0, 2.0]]`; rows one below the other, in line with the first, where they do not fit in one line. */
function literal(values: Values, number: (value: number) => string, indent: number): string {
  if (!isNested(values)) return `[${values.map(number).join(", ")}]`;
  const rows = values.map((row) => literal(row, number, 0));
  const oneLine = rows.join(", ");
  return `[${indent + oneLine.length < LINE ? oneLine : rows.join(`,\n${" ".repeat(indent + 1)}`)}]`;
}

/** A number that Python reads as a float: without the point `torch.tensor` would make integers. */
function pythonFloat(value: number): string {
  const text = shortest(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const floatTensorInPython = (name: string, values: Values): string => {
  const head = `${name} = torch.tensor(`;
  return `${head}${literal(values, pythonFloat, head.length)})`;
};

/** The PyTorch program, which prints `printed`. */
export function pytorchCode(situation: Situation, printed: string): string {
  const { logits, targetKind, classes, probabilities, weights, smoothing, temperature } = situation;
  const weighted = isWeighted(situation);
  const options = [
    ...(weighted ? ["weight=weight"] : []),
    ...(smoothing > 0 ? [`label_smoothing=${shortest(smoothing)}`] : []),
  ].join(", ");
  const input = temperature === 1 ? "logits" : `logits / ${shortest(temperature)}`;
  return [
    "import torch",
    "from torch import nn",
    "",
    floatTensorInPython("logits", logits),
    targetKind === "classes"
      ? `target = torch.tensor(${literal(classes, String, 0)})`
      : floatTensorInPython("target", probabilities),
    ...(weighted ? [floatTensorInPython("weight", weights)] : []),
    `cross_entropy = nn.CrossEntropyLoss(${options})`,
    `print(cross_entropy(${input}, target))`,
    `# ${printed}`,
  ].join("\n");
}

/** A tensor of floats: the dtype has to be said where all numbers are whole, because `1.0` is `1` in JavaScript. */
function floatTensorInTypeScript(name: string, values: Values): string {
  const head = `const ${name} = tensor(`;
  const options = values.flat().every(Number.isInteger) ? ', { dtype: "float32" }' : "";
  return `${head}${literal(values, shortest, head.length)}${options});`;
}

/** The same with crossent. */
export function crossentCode(situation: Situation, printed: string): string {
  const { logits, targetKind, classes, probabilities, weights, smoothing, temperature } = situation;
  const weighted = isWeighted(situation);
  const options = [
    ...(weighted ? ["weight"] : []),
    ...(smoothing > 0 ? [`labelSmoothing: ${shortest(smoothing)}`] : []),
  ].join(", ");
  const input = temperature === 1 ? "logits" : `logits.div(${shortest(temperature)})`;
  return [
    'import { CrossEntropyLoss, tensor } from "crossent";',
    "",
    floatTensorInTypeScript("logits", logits),
    targetKind === "classes"
      ? `const target = tensor(${literal(classes, String, 0)});`
      : floatTensorInTypeScript("target", probabilities),
    ...(weighted ? [floatTensorInTypeScript("weight", weights)] : []),
    `const crossEntropy = new CrossEntropyLoss(${options && `{ ${options} }`});`,
    `console.log(crossEntropy(${input}, target));`,
    `// ${printed}`,
  ].join("\n");
}
