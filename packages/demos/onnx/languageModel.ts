/** The smallest language model: an embedding of the token that is there, and a head that scores the token to come. */

import { functional, Generator, optim, Parameter, randn, type Tensor, tensor } from "crossent";
import { encode, TEXT, TOKENS } from "./text.ts";

export interface LanguageModel {
  /** (tokens, features). */
  readonly embedding: Tensor<"float32">;
  /** (features, tokens). */
  readonly head: Tensor<"float32">;
}

const FEATURES = 16;
const STEPS = 300;
const RATE = 2;

/** Learns the text: which character follows which. */
export function learn(): LanguageModel {
  const generator = new Generator().manualSeed(0);
  const embedding = new Parameter(randn([TOKENS.length, FEATURES], { generator }));
  const head = new Parameter(randn([FEATURES, TOKENS.length], { generator }));
  const optimizer = new optim.SGD([embedding, head], { lr: RATE, momentum: 0.9 });
  const tokens = encode(TEXT);
  const from = functional.oneHot(tensor(tokens.slice(0, -1)), TOKENS.length).float();
  const to = tensor(tokens.slice(1));
  for (let step = 0; step < STEPS; step++) {
    optimizer.zeroGrad();
    functional.crossEntropy(from.matmul(embedding).matmul(head), to).backward();
    optimizer.lr = RATE * (1 - step / STEPS);
    optimizer.step();
  }
  return { embedding: embedding.detach(), head: head.detach() };
}
