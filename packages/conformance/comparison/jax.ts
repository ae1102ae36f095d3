import assert from "node:assert/strict";
import * as jax from "@jax-js/jax";
import { defaultDevice, init, type Array as Jax, nn, numpy as np, random, valueAndGrad } from "@jax-js/jax";
import { numbers, type Plain } from "../plain.ts";
import { assertClose, assertOther, type Column, LARGE, samples, sized } from "./cell.ts";
import { nativeIn } from "./installed.ts";
import { peakOf } from "./peak.ts";

await init("wasm", "cpu"); // `init()` alone looks for `navigator`, which Node 20 has not
defaultDevice("wasm");

const given = (x: Plain): Jax =>
  np.array(numbers(x), { shape: [...x.shape], dtype: x.dtype === "int64" ? np.int32 : np.float32 });
const values = (x: Jax): number[] => Array.from(x.dataSync());

/** The log-probabilities of classes in dim 1, of the shape of the target. */
const own = (x: Jax, target: Plain): Jax =>
  np.squeeze(np.takeAlongAxis(nn.logSoftmax(x, 1), np.expandDims(given(target), 1), 1), 1);

const mean = (x: Jax, target: Plain): Jax => own(x, target).mean().mul(-1);

interface Sample {
  readonly logits: Plain;
  readonly loss: Plain;
  readonly grad: Plain;
}

function assertLoss({ logits, loss, grad }: Sample, f: (x: Jax) => Jax): void {
  const [value, dx] = valueAndGrad(f)(given(logits));
  assertClose(values(value), loss);
  assertClose(values(dx), grad);
}

const smoothed = (x: Jax, target: Plain, smoothing: number): Jax =>
  mean(x.ref, target)
    .mul(1 - smoothing)
    .sub(nn.logSoftmax(x, 1).mean().mul(smoothing));

export const column: Column = {
  name: "jax-js",
  cells: {
    indices: {
      says: "by hand, from log-softmax",
      shows() {
        const losses = [...Object.keys(jax), ...Object.keys(nn)].filter((name) => /entropy|loss/i.test(name));
        assert.deepEqual(losses, []);
        assertLoss(samples.indices, (x) => mean(x, samples.indices.target));
      },
    },
    weights: {
      says: "by hand",
      shows() {
        const { target, weight } = samples.weights;
        const counted = given({ ...target, data: numbers(target).map((c) => Number(c >= 0)) });
        const classes = { ...target, data: numbers(target).map((c) => Math.max(c, 0)) };
        const each = np.take(given(weight), given(classes)).mul(counted.astype(np.float32));
        assertLoss(samples.weights, (x) => own(x, classes).mul(each.ref).sum().div(each.ref.sum()).mul(-1));
      },
    },
    smoothing: {
      says: "by hand",
      shows() {
        for (const one of [samples.smoothing, samples.tokens]) {
          assertLoss(one, (x) => smoothed(x, one.target, one.label_smoothing));
        }
      },
    },
    probabilities: {
      says: "by hand",
      shows() {
        const { logits, target, loss, grad, targetGrad } = samples.probabilities;
        const f = (x: Jax, t: Jax): Jax => nn.logSoftmax(x, 1).mul(t).sum(1).mean().mul(-1);
        const [value, [dx, dt]] = valueAndGrad(f, { argnums: [0, 1] })(given(logits), given(target));
        assertClose(values(value), loss);
        assertClose(values(dx), grad);
        assertClose(values(dt), targetGrad);
      },
    },
    planes: {
      says: "by hand",
      shows: () => assertLoss(samples.planes, (x) => mean(x, samples.planes.target)),
    },
    large: { says: "finite", shows: () => assertLoss(samples.large, (x) => mean(x, samples.large.target)) },
    masked: {
      says: "finite by `takeAlongAxis`, NaN by `oneHot`",
      shows() {
        const { logits, target } = samples.masked;
        assertLoss(samples.masked, (x) => mean(x, target));
        const rows = nn.logSoftmax(given(logits), 1).mul(nn.oneHot(given(target), 3));
        assert.ok(values(rows.sum(1)).every(Number.isNaN));
      },
    },
    range: {
      says: "a number; on the CPU mostly an error",
      shows() {
        const logits = samples.indices.logits;
        const onDevice = (device: jax.Device, bad: number): number[] => {
          defaultDevice(device);
          try {
            return values(own(given(logits), { dtype: "int64", shape: [2], data: [2, bad] }));
          } finally {
            defaultDevice("wasm");
          }
        };
        const all = values(nn.logSoftmax(given(logits), 1));
        for (const bad of [3, -1, -100]) assert.ok(onDevice("wasm", bad).every((x) => all.includes(x)));
        for (const bad of [3, -100]) assert.throws(() => onDevice("cpu", bad), /out of bounds/);
        assert.ok(onDevice("cpu", -1).every(Number.isFinite));
        const rows = nn.oneHot(np.array([2, 3], { dtype: np.int32 }), 3);
        assert.deepEqual(values(rows).slice(3), [0, 0, 0]);
      },
    },
    half: {
      says: "float16 where the engine has Float16Array, on the CPU",
      shows() {
        const { input } = samples["half precision"][0]!;
        const logits = (device: jax.Device): Jax =>
          nn.logSoftmax(np.array(numbers(input), { shape: [...input.shape], dtype: np.float16, device }), 1);
        if ("Float16Array" in globalThis) assert.equal(logits("cpu").dtype, "float16");
        else assert.throws(() => logits("cpu"), /Float16Array is not defined/);
        assert.throws(() => values(logits("wasm")), /Float16Array is not defined|not supported in wasm/);
        assert.ok(!("bfloat16" in np));
      },
    },
    seed: {
      says: "other numbers",
      shows: () =>
        assertOther(values(random.uniform(random.key(samples.rand.seed), [3])), samples.rand.values),
    },
    score: {
      says: "by hand, in arrays of the logits' size",
      async shows() {
        const { logits, target, logProb, rank } = samples.score;
        assertClose(values(own(given(logits), target)), logProb);
        const score = np.takeAlongAxis(given(logits), np.expandDims(given(target), 1), 1);
        assertClose(values(given(logits).greater(score).astype(np.int32).sum(1)), rank);
        const { rows, classes, bytes } = LARGE;
        const x = np.array(new Float32Array(rows * classes).fill(0.5), { shape: [rows, classes] });
        const index: Plain = { dtype: "int64", shape: [rows], data: Array<number>(rows).fill(0) };
        const peak = await peakOf(() => own(x, index).blockUntilReady());
        assert.ok(peak > bytes, `${peak} bytes`);
      },
    },
    layers: {
      says: "functions: convolution, attention",
      shows() {
        const y = jax.lax.conv(np.zeros([1, 1, 5, 5]), np.zeros([2, 1, 3, 3]), [1, 1], "VALID");
        assert.deepEqual(y.shape, [1, 2, 3, 3]);
        assert.equal(typeof nn.dotProductAttention, "function");
      },
    },
    gpu: { says: "WebGPU, WebGL", shows: () => assert.deepEqual(jax.devices.slice(2), ["webgpu", "webgl"]) },
    native: { says: "none", shows: () => assert.deepEqual(nativeIn("@jax-js/jax"), []) },
    size: sized(
      "82 kB",
      `import { grad, init, nn, numpy as np } from "@jax-js/jax";
       export { init };
       export const gradient = (logits, target) =>
         grad((x) => np.takeAlongAxis(nn.logSoftmax(x, 1), target, 1).mean().mul(-1))(logits);`,
    ),
  },
};
