/** The smallest language model: an embedding of the token that is there, and a head that scores the token to come. */

import { functional, Generator, randn, type Tensor, tensor } from "crossent";
import { type Parameter, SGD } from "../sgd.ts";
import { encode, TEXT, TOKENS } from "./text.ts";

export interface LanguageModel {
  /** (tokens, features). */
  readonly embedding: Tensor;
  /** (features, tokens). */
  readonly head: Tensor;
}

const FEATURES = 16;
const STEPS = 300;
const RATE = 2;

/** Learns the text: which character follows which. */
export function learn(): LanguageModel {
  const generator = new Generator().manualSeed(0);
  const normal = (...shape: number[]): Parameter => ({ value: randn(shape, { generator }).requiresGrad_() });
  const [embedding, head] = [normal(TOKENS.length, FEATURES), normal(FEATURES, TOKENS.length)];
  const optimizer = new SGD([embedding, head], 0.9);
  const tokens = encode(TEXT);
  const from = functional.oneHot(tensor(tokens.slice(0, -1)), TOKENS.length).float();
  const to = tensor(tokens.slice(1));
  for (let step = 0; step < STEPS; step++) {
    functional.crossEntropy(from.matmul(embedding.value).matmul(head.value), to).backward();
    optimizer.step(RATE * (1 - step / STEPS));
  }
  return { embedding: embedding.value.detach(), head: head.value.detach() };
}
