/**
 * ONNX Runtime for the web (wasm, one thread): logits of a session in float32 and in float16, and what crossent says of them.
 * The same program runs in Node and in a page.
 */

import {
  asTensor,
  type DType,
  functional,
  manualSeed,
  metrics,
  randn,
  setBackend,
  type Tensor,
  type TensorData,
  tensor,
} from "crossent";
import { env, InferenceSession, Tensor as OrtTensor } from "onnxruntime-web/wasm";

export const DTYPES = ["float32", "float16"] as const;

/** Logits of a session, in each of its two types. */
export type Logits = { readonly [D in (typeof DTYPES)[number]]: OrtTensor };

/** What the library says of logits: numbers that JSON keeps to the bit. */
export interface Evaluation {
  readonly loss: number;
  /** Each tensor's dtype and elements. */
  readonly score: { readonly [field: string]: readonly [dtype: DType, elements: TensorData] };
  readonly metric: metrics.CrossEntropyResult;
}

export interface Reading {
  /** Class of the array that the session gave. */
  readonly array: string;
  readonly shared: boolean;
  readonly values: TensorData;
  readonly asGiven: Evaluation;
  readonly asFloat: Evaluation;
}

export type Readings = { readonly [D in (typeof DTYPES)[number]]: Reading };

const ROWS = 16;
const FEATURES = 8;
const CLASSES = 50;

manualSeed(2);
/** What the session multiplies. */
export const features = randn([ROWS, FEATURES]);
export const weight = randn([FEATURES, CLASSES]);
export const labels = tensor(Array.from({ length: ROWS }, (_, i) => (i === 5 ? -100 : (7 * i) % CLASSES)));

/** In memory that ONNX Runtime shares. */
const given = ({ dtype, data, shape }: Tensor<"float32">): OrtTensor => new OrtTensor(dtype, data, shape);

/** @param models - one that gives `logits` of `features` and `weight`, and one that gives `rounded` of `logits`. */
export async function logitsOf(models: {
  readonly matmul: Uint8Array;
  readonly half: Uint8Array;
}): Promise<Logits> {
  env.wasm.numThreads = 1;
  const matmul = await InferenceSession.create(models.matmul);
  const { logits } = await matmul.run({ features: given(features), weight: given(weight) });
  const half = await InferenceSession.create(models.half);
  const { rounded } = await half.run({ logits: logits! });
  return { float32: logits as OrtTensor, float16: rounded as OrtTensor };
}

function evaluate(logits: Tensor): Evaluation {
  const { topK, ...each } = functional.score(logits, labels, { topK: 3 });
  const metric = new metrics.CrossEntropy();
  metric.update(logits, labels);
  return {
    loss: functional.crossEntropy(logits, labels).item(),
    score: Object.fromEntries(
      Object.entries({ ...each, ...topK }).map(([field, t]) => [field, [t.dtype, t.tolist()]]),
    ),
    metric: metric.compute(),
  };
}

/** What is read of logits, with the backend that Node and every browser have. */
export function readingsOf(logits: Logits): Readings {
  setBackend("simd128");
  const reading = (theirs: OrtTensor): Reading => {
    const t = asTensor(theirs);
    return {
      array: theirs.data.constructor.name,
      shared: t.data === theirs.data,
      values: t.tolist(),
      asGiven: evaluate(t),
      asFloat: evaluate(t.float()),
    };
  };
  return { float32: reading(logits.float32), float16: reading(logits.float16) };
}
