import assert from "node:assert/strict";
import { join } from "node:path";
import { torch } from "js-pytorch";
import { nested, numbers, type Plain } from "../plain.ts";
import { assertClose, type Column, samples, sized } from "./cell.ts";
import { folder, manifestOf, nativeIn } from "./installed.ts";

type Tensor = ReturnType<typeof torch.tensor>;

const given = (x: Plain, learns = false): Tensor => torch.tensor(nested(x) as number[], learns);
const values = (x: unknown): number[] => (x as unknown[]).flat(Infinity) as number[];

const criterion = new torch.nn.CrossEntropyLoss();

/** What the loss of its only kind gives; it takes input and target alone. */
const loss = (logits: Plain, target: Plain): number[] =>
  values(criterion.forward(given(logits), given(target)).data);

export const column: Column = {
  name: "js-pytorch",
  cells: {
    indices: {
      says: "yes",
      shows() {
        const { logits, target, loss: expected, grad } = samples.indices;
        const x = given(logits, true);
        const y = criterion.forward(x, given(target));
        assertClose(values(y.data), expected);
        y.backward();
        assertClose(values(x.grad), grad);
      },
    },
    weights: {
      says: "no",
      shows() {
        assert.equal(torch.nn.CrossEntropyLoss.length, 0);
        assert.equal(criterion.forward.length, 2);
        assert.throws(() => loss(samples.weights.logits, samples.weights.target), /inhomogeneous shape/);
      },
    },
    smoothing: {
      says: "no",
      shows: () => assert.equal(torch.nn.CrossEntropyLoss.length + criterion.forward.length, 2),
    },
    probabilities: {
      says: "no",
      shows: () =>
        assert.throws(
          () => loss(samples.probabilities.logits, samples.probabilities.target),
          /reshape into invalid shape/,
        ),
    },
    planes: {
      says: "classes last",
      shows() {
        const { logits, target, loss: expected } = samples.planes;
        assert.throws(() => loss(logits, target));
        const last = given(logits).transpose(1, 2).transpose(2, 3);
        assertClose(values(criterion.forward(last, given(target)).data), expected);
      },
    },
    large: {
      says: "infinite, or NaN",
      shows() {
        const { logits, target } = samples.large;
        assert.deepEqual(loss(logits, target), [Infinity]);
        assert.deepEqual(loss(logits, { ...target, data: [0, 1] }), [NaN]);
      },
    },
    masked: {
      says: "finite",
      shows: () => assertClose(loss(samples.masked.logits, samples.masked.target), samples.masked.loss),
    },
    range: {
      says: "an error about a shape",
      shows: () =>
        assert.throws(
          () => loss(samples.indices.logits, { dtype: "int64", shape: [2], data: [2, 3] }),
          /^Error: The requested array has an inhomogeneous shape\.$/,
        ),
    },
    half: {
      says: "no",
      shows: () => assert.ok(!("dtype" in given(samples.indices.logits))),
    },
    seed: {
      says: "no seeds",
      shows() {
        assert.deepEqual(
          Object.keys(torch).filter((name) => /seed/i.test(name)),
          [],
        );
        assert.notDeepEqual(torch.rand([3]).data, torch.rand([3]).data);
      },
    },
    score: {
      says: "log-probability by hand, in arrays of the logits' size",
      shows() {
        const { logits, target, logProb } = samples.score;
        const probabilities = new torch.nn.Softmax().forward(given(logits), -1);
        assert.equal(probabilities.shape.join(), logits.shape.join());
        const own = probabilities.at([0, 1], numbers(target)).log();
        assertClose(values(own.data), logProb);
      },
    },
    layers: {
      says: "attention, embedding, layer norm",
      shows() {
        const { Embedding, LayerNorm, MultiHeadSelfAttention } = torch.nn;
        const x = new LayerNorm(4).forward(new Embedding(5, 4).forward(torch.tensor([[0, 1, 2]])));
        const y = new MultiHeadSelfAttention(4, 4, 2, 3).forward(x);
        assert.deepEqual(y.shape, [1, 3, 4]);
      },
    },
    gpu: {
      says: "by GPU.js",
      shows() {
        const { dependencies } = manifestOf(join(folder, "js-pytorch"));
        assert.deepEqual(Object.keys(dependencies!), ["@eduardoleao052/gpu"]);
      },
    },
    native: {
      says: "`gl`, compiled, and `webgpu`",
      shows: () => assert.deepEqual(nativeIn("js-pytorch"), ["gl", "webgpu"]),
    },
    size: sized(
      "100 kB, its file for browsers",
      'import "../node_modules/js-pytorch/dist/js-pytorch-browser.js";',
    ),
  },
};
