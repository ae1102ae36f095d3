/** ONNX Runtime for the web, in Node and in Chromium: logits of real sessions, in float32 and in float16. */

import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { asTensor, tensor } from "crossent";
import { build } from "esbuild";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { chromium } from "playwright-core";
import { chromiumOptions } from "../shared/chromium.ts";
import { ELEMENT_TYPES } from "../shared/onnxGraph.ts";
import { visit } from "../shared/visit.ts";
import { onnxModel } from "./onnxModel.ts";
import {
  DTYPES,
  features,
  type Logits,
  logitsOf,
  type Readings,
  readingsOf,
  weight,
} from "./onnxruntimeWeb.ts";
import { assertShared } from "./sharing.ts";

const matmul = onnxModel(
  "MatMul",
  { features: ["float32", 2], weight: ["float32", 2] },
  { logits: ["float32", 2] },
);
const half = onnxModel(
  "Cast",
  { logits: ["float32", 2] },
  { rounded: ["float16", 2] },
  { to: ELEMENT_TYPES.float16 },
);

/** What a page loads. */
const folder = mkdtempSync(join(tmpdir(), "crossent-interop-"));

/** The array that ONNX Runtime gives of float16, in an engine with `Float16Array` or without. */
const halfArray = (exists: boolean): string => (exists ? "Float16Array" : "Uint16Array");

let logits: Logits;
let inNode: Readings;

before(async () => {
  logits = await logitsOf({ matmul, half });
  inNode = readingsOf(logits);
});

after(() => rmSync(folder, { recursive: true }));

describe("in Node", () => {
  for (const dtype of DTYPES) {
    test(`${dtype}: what a session gives is shared`, () => {
      assert.equal(
        inNode[dtype].array,
        dtype === "float16" ? halfArray("Float16Array" in globalThis) : "Float32Array",
      );
      assertShared(asTensor(logits[dtype]), logits[dtype].data);
    });
  }

  test("float32 logits are those of crossent and of ONNX Runtime for Node", async () => {
    const native = await InferenceSession.create(matmul);
    const x = (t: typeof features): Tensor => new Tensor(t.dtype, t.data, t.shape);
    const theirs = await native.run({ features: x(features), weight: x(weight) });
    const got = tensor(inNode.float32.values);
    for (const wanted of [asTensor(theirs["logits"]!), features.matmul(weight)])
      assert.ok(got.sub(wanted).abs().amax().item() < 4e-6); // of logits up to 10, added in another order
  });

  test("float16 logits are the float32 ones, rounded", () => {
    assert.deepEqual(inNode.float16.values, tensor(inNode.float32.values).to("float16").tolist());
  });

  test("loss, score and metric of float16 logits are those of their float32, to the bit", () => {
    const { asGiven, asFloat } = inNode.float16;
    assert.deepEqual(asGiven, asFloat);
    assert.notDeepEqual(asGiven, inNode.float32.asGiven); // the rounding shows
  });
});

/** What the page reports. */
interface Page {
  readonly float16Array: boolean;
  readonly readings: Readings;
}

const PROGRAM = `
  import { logitsOf, readingsOf } from "./onnxruntimeWeb.ts";
  const model = async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer());
  const models = { matmul: await model("/matmul.onnx"), half: await model("/half.onnx") };
  const page = { float16Array: "Float16Array" in globalThis, readings: readingsOf(await logitsOf(models)) };
  document.querySelector("pre").textContent = JSON.stringify(page);
`;

describe("in Chromium, under a policy that allows WebAssembly", () => {
  const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
  let inPage: Page;

  before(async () => {
    await build({
      stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
      bundle: true,
      format: "esm",
      minify: true,
      outfile: join(folder, "page.js"),
      logLevel: "warning",
    });
    writeFileSync(join(folder, "matmul.onnx"), matmul);
    writeFileSync(join(folder, "half.onnx"), half);
    const wasm = "ort-wasm-simd-threaded.wasm"; // ONNX Runtime fetches it from beside its script
    copyFileSync(fileURLToPath(import.meta.resolve(`onnxruntime-web/${wasm}`)), join(folder, wasm));
    const html =
      '<!doctype html><title>interop</title><pre></pre><script type="module" src="/page.js"></script>';
    const browser = await chromium.launch(chromiumOptions());
    try {
      const { text, console } = await visit(browser, { html, policy: POLICY, folder });
      assert.deepEqual(console, []);
      inPage = JSON.parse(text) as Page;
    } finally {
      await browser.close();
    }
  });

  for (const dtype of DTYPES) {
    test(`${dtype}: what a session gives is shared, and is read as in Node, to the bit`, () => {
      const { array, shared, ...read } = inPage.readings[dtype];
      const { array: _, shared: alsoInNode, ...readInNode } = inNode[dtype];
      assert.equal(array, dtype === "float16" ? halfArray(inPage.float16Array) : "Float32Array");
      assert.deepEqual([shared, alsoInNode], [true, true]);
      assert.deepEqual(read, readInNode);
    });
  }
});
