/** The same seeded inputs for everybody, as files: PyTorch and every worker read the same bytes. */

import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Case } from "./shapes";
import { numel } from "./shapes";

export interface Inputs extends Case {
  readonly logits: Float32Array<ArrayBuffer>;
  readonly targets: BigInt64Array;
  /** Of the shape of the logits; along dim 1 they sum to 1. */
  readonly probabilities: Float32Array<ArrayBuffer>;
}

/** mulberry32 (public domain, Tommy Ettinger): 32 bits of state are enough for inputs. */
function uniform(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SPREAD = 3; // standard deviation of the logits: some classes are likely, most are not

/** Standard normal numbers by Box and Muller's transform. */
function normals(next: () => number, out: Float32Array): Float32Array {
  for (let i = 0; i < out.length; i += 2) {
    const radius = SPREAD * Math.sqrt(-2 * Math.log(1 - next()));
    const angle = 2 * Math.PI * next();
    out[i] = radius * Math.cos(angle);
    out[i + 1] = radius * Math.sin(angle); // a store past the end is ignored
  }
  return out;
}

/** Uniform numbers, divided by their sum along dim 1. */
function distributions({ classes, rows, inner }: Case, next: () => number): Float32Array {
  const out = new Float32Array(rows * classes);
  for (let i = 0; i < out.length; i++) out[i] = next() + 1e-3;
  for (let row = 0; row < rows; row++) {
    const start = Math.floor(row / inner) * classes * inner + (row % inner);
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += out[start + c * inner]!;
    for (let c = 0; c < classes; c++) out[start + c * inner]! /= sum;
  }
  return out;
}

const FILES = { logits: "logits.f32", targets: "targets.i64", probabilities: "probabilities.f32" };

/** Writes the inputs of `c` below `dir` and returns their directory. */
export function writeInputs(dir: string, c: Case): string {
  const own = join(dir, c.shape.join("x"));
  if (existsSync(own)) return own;
  mkdirSync(own, { recursive: true });
  const next = uniform(numel(c.shape));
  writeFileSync(join(own, FILES.logits), normals(next, new Float32Array(numel(c.shape))));
  const targets = BigInt64Array.from({ length: c.rows }, () => BigInt(Math.floor(next() * c.classes)));
  writeFileSync(join(own, FILES.targets), targets);
  writeFileSync(join(own, FILES.probabilities), distributions(c, next));
  return own;
}

export const removeInputs = (dir: string): void => rmSync(dir, { recursive: true, force: true });

/** The bytes of a file in a buffer of their own, so that any typed array may lie over them. */
function bytes(path: string): ArrayBuffer {
  const file = readFileSync(path);
  if (file.byteOffset === 0 && file.byteLength === file.buffer.byteLength) return file.buffer as ArrayBuffer;
  return new Uint8Array(file).buffer;
}

export const readFloats = (path: string): Float32Array<ArrayBuffer> => new Float32Array(bytes(path));

/** Probabilities are only read where an operation needs them. */
export function readInputs(dir: string, c: Case): Inputs {
  return {
    ...c,
    logits: readFloats(join(dir, FILES.logits)),
    targets: new BigInt64Array(bytes(join(dir, FILES.targets))),
    get probabilities() {
      return readFloats(join(dir, FILES.probabilities));
    },
  };
}
