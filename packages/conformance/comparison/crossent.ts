import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as crossent from "crossent";
import { asTensor, CrossEntropyLoss, functional, manualSeed, rand, type Tensor, tensor } from "crossent";
import { numbers, type Plain } from "../plain.ts";
import { assertClose, type Column, LARGE, samples, sized } from "./cell.ts";
import { folder, manifestOf } from "./installed.ts";
import { peakOf } from "./peak.ts";

const given = (x: Plain): Tensor => tensor(numbers(x), { dtype: x.dtype }).reshape(x.shape);
const values = (t: Tensor): number[] => Array.from(t.data as ArrayLike<number | bigint>, Number);

/** The loss and the gradient of the logits. */
function assertLoss(
  { logits, target, loss, grad }: { logits: Plain; target: Plain; loss: Plain; grad: Plain },
  criterion = new CrossEntropyLoss(),
): void {
  const x = given(logits).requiresGrad_();
  const y = criterion(x, given(target));
  assertClose(values(y), loss);
  y.backward();
  assertClose(values(x.grad!), grad);
}

export const column: Column = {
  name: "crossent",
  cells: {
    indices: { says: "yes", shows: () => assertLoss(samples.indices) },
    weights: {
      says: "yes",
      shows: () =>
        assertLoss(samples.weights, new CrossEntropyLoss({ weight: given(samples.weights.weight) })),
    },
    smoothing: {
      says: "yes",
      shows() {
        const labelSmoothing = samples.smoothing.label_smoothing;
        for (const one of [samples.smoothing, samples.tokens]) {
          assertLoss(one, new CrossEntropyLoss({ labelSmoothing }));
        }
      },
    },
    probabilities: {
      says: "yes",
      shows() {
        const { logits, target, grad, targetGrad } = samples.probabilities;
        assertLoss(samples.probabilities);
        const [x, probabilities] = [given(logits).requiresGrad_(), given(target).requiresGrad_()];
        functional.crossEntropy(x, probabilities).backward();
        assertClose(values(x.grad!), grad);
        assertClose(values(probabilities.grad!), targetGrad);
      },
    },
    planes: { says: "yes", shows: () => assertLoss(samples.planes) },
    large: { says: "finite", shows: () => assertLoss(samples.large) },
    masked: { says: "finite", shows: () => assertLoss(samples.masked) },
    range: {
      says: "an error that names target and place",
      shows: () =>
        assert.throws(
          () => functional.crossEntropy(given(samples.indices.logits), tensor([2, 3])),
          /^RangeError: Target 3 is out of bounds\..* found at target\[1\]/s,
        ),
    },
    half: {
      says: "yes",
      shows() {
        const cases = samples["half precision"];
        assert.deepEqual(new Set(cases.map(({ input }) => input.dtype)), new Set(["float16", "bfloat16"]));
        for (const { input, target, options, output } of cases) {
          const { reduction, label_smoothing: labelSmoothing } = options;
          const criterion = new CrossEntropyLoss({ reduction: reduction as "mean", labelSmoothing });
          assertClose(values(criterion(given(input), given(target))), output);
        }
      },
    },
    seed: {
      says: "yes",
      shows() {
        manualSeed(samples.rand.seed);
        assertClose(values(rand([3])), samples.rand.values);
      },
    },
    score: {
      says: "yes, with no array of the logits' size",
      async shows() {
        const { logits, target, logProb, rank } = samples.score;
        const scores = functional.score(given(logits), given(target));
        assertClose(values(scores.logProb), logProb);
        assertClose(values(scores.rank), rank);
        const { rows, classes, bytes } = LARGE;
        const x = asTensor({ data: new Float32Array(rows * classes).fill(0.5), shape: [rows, classes] });
        const targets = asTensor(new BigInt64Array(rows));
        functional.score(x, targets);
        const peak = await peakOf(() => functional.score(x, targets));
        assert.ok(peak < bytes / 8, `${peak} bytes`);
      },
    },
    layers: {
      says: "no",
      shows() {
        const layers = Object.keys(crossent.nn).filter((name) => /^[A-Z]/.test(name) && !/Loss$/.test(name));
        assert.deepEqual(layers.sort(), ["Linear", "LogSoftmax", "Module", "Parameter", "Softmax"]);
      },
    },
    gpu: {
      says: "no",
      shows() {
        assert.ok(["reference", "simd128", "relaxed-simd"].includes(crossent.backend()));
        assert.throws(() => crossent.setBackend("webgpu" as "reference"), /webgpu/);
      },
    },
    native: {
      says: "none",
      shows() {
        const root = join(folder, "crossent");
        assert.equal(manifestOf(root).dependencies, undefined);
        const files = readdirSync(join(root, "dist"), { recursive: true, withFileTypes: true });
        const others = files.filter((file) => file.isFile() && !/\.(js|ts|json|map)$/.test(file.name));
        assert.deepEqual(others, []);
      },
    },
    size: sized(
      "120 kB",
      `
            import { asTensor, functional } from "crossent";
            export function gradient(logits, target) {
              const x = asTensor(logits).requiresGrad_();
              functional.crossEntropy(x, asTensor(target)).backward();
              return x.grad;
            }`,
    ),
  },
};
