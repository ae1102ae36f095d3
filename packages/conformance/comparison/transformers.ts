import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as transformers from "@huggingface/transformers";
import { log_softmax, Tensor } from "@huggingface/transformers";
import { numbers, type Plain } from "../plain.ts";
import { assertClose, assertOther, type Column, samples, sized } from "./cell.ts";
import { folder, nativeIn } from "./installed.ts";

/** Its log-softmax takes one row. */
const rowsOf = ({ shape, ...x }: Plain): number[][] => {
  const values = numbers({ shape, ...x });
  return Array.from({ length: shape[0]! }, (_, i) =>
    log_softmax(values.slice(i * shape[1]!, (i + 1) * shape[1]!)),
  );
};

const own = (logits: Plain, target: Plain): number[] =>
  rowsOf(logits).map((row, i) => row[numbers(target)[i]!]!);

const mean = (logits: Plain, target: Plain): number =>
  -own(logits, target).reduce((a, b) => a + b, 0) / target.data.length;

/** It infers: there is no loss of these kinds in it, and no gradient. */
function assertNone(): void {
  const names = [...Object.keys(transformers), ...Object.getOwnPropertyNames(Tensor.prototype)];
  assert.deepEqual(
    names.filter((name) => /entropy|loss|backward|autograd|requires_?grad/i.test(name)),
    [],
  );
}

const none = { says: "no", shows: assertNone };

export const column: Column = {
  name: "transformers.js",
  cells: {
    indices: {
      says: "by hand, without gradient",
      shows() {
        assertNone();
        assertClose([mean(samples.indices.logits, samples.indices.target)], samples.indices.loss);
      },
    },
    weights: none,
    smoothing: none,
    probabilities: none,
    planes: none,
    large: {
      says: "finite",
      shows: () => assertClose([mean(samples.large.logits, samples.large.target)], samples.large.loss),
    },
    masked: {
      says: "finite",
      shows: () => assertClose([mean(samples.masked.logits, samples.masked.target)], samples.masked.loss),
    },
    range: {
      says: "NaN",
      shows: () =>
        assert.ok(Number.isNaN(mean(samples.indices.logits, { dtype: "int64", shape: [2], data: [2, 3] }))),
    },
    half: {
      says: 'float16, by `to("float32")`',
      shows() {
        const bits = Uint16Array.of(0x3c00, 0xb800);
        assert.deepEqual(new Tensor("float16", bits, [2]).to("float32").tolist(), [1, -0.5]);
        assert.throws(
          () => new Tensor("bfloat16" as "float16", bits, [2]),
          /Unsupported tensor type: bfloat16/,
        );
      },
    },
    seed: {
      says: "other numbers",
      shows() {
        transformers.random.seed(samples.rand.seed);
        assertOther(
          [0, 0, 0].map(() => transformers.random.random()),
          samples.rand.values,
        );
      },
    },
    score: {
      says: "log-probability by hand, a row at a time",
      shows() {
        const { logits, target, logProb } = samples.score;
        assertClose(own(logits, target), logProb);
        assert.deepEqual(
          rowsOf(logits).map((row) => row.length),
          [3, 3],
        );
      },
    },
    layers: {
      says: "models that are trained",
      shows: () => assert.equal(typeof transformers.pipeline, "function"),
    },
    gpu: {
      says: "WebGPU",
      shows: () => assert.ok(existsSync(join(folder, "onnxruntime-web", "dist", "ort.webgpu.min.mjs"))),
    },
    native: {
      says: "`onnxruntime-node` and `sharp`",
      shows: () =>
        assert.deepEqual(
          new Set(
            nativeIn("@huggingface/transformers").map((name) => name.replace(/^@img\/sharp.*/, "sharp")),
          ),
          new Set(["onnxruntime-node", "sharp"]),
        ),
    },
    size: sized(
      "161 kB, without loss or gradient",
      'export { log_softmax } from "@huggingface/transformers";',
    ),
  },
};
