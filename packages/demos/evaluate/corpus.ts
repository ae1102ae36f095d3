/** The corpus: handwritten digits in shards, and a network that has learned others. All of it lies in files. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { asTensor, CrossEntropyLoss, type DType, Generator, rand, type Tensor, where } from "crossent";
import { CLASSES, type Digits, draw, PIXELS, pick } from "../mnist/digits.ts";
import { Network } from "../mnist/network.ts";
import { train } from "../mnist/train.ts";
import { onnxModel } from "./onnxModel.ts";

/** The label of a digit that nobody has labelled: PyTorch's `ignore_index`. */
export const IGNORED = -100;

const UNLABELLED = 0.1; // of the digits
const TRAINING = { epochs: 8, batch: 50, rate: 0.1, momentum: 0.9 };

export interface Shard {
  /** Of a file that holds its digits as JSON. */
  readonly path: string;
  /** How many digits it has, labelled or not. */
  readonly digits: number;
}

export interface Corpus {
  /** Path of the network, as ONNX. */
  readonly model: string;
  readonly shards: readonly Shard[];
}

/** Trains the network, and writes it and the shards into `folder`, which is emptied before. */
export function makeCorpus(
  folder: string,
  shards: number,
  size: { readonly training: number; readonly scored: number },
): Corpus {
  const generator = new Generator().manualSeed(0);
  const { training, test } = draw(size.training, size.scored, generator);
  const network = new Network([PIXELS, 64, 32, CLASSES], generator);
  train(network, training, new CrossEntropyLoss(), TRAINING, generator, () => {});

  const { images, labels } = pick(test, test.labels.argsort()); // digit by digit: some shards are harder
  const unlabelled = rand([size.scored], { generator }).lt(UNLABELLED);
  const corpus = { images, labels: where(unlabelled, IGNORED, labels) };

  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const model = join(folder, "model.onnx");
  writeFileSync(model, onnxModel(network));
  const cut = (shard: number): number => Math.floor((shard * size.scored) / shards);
  return {
    model,
    shards: Array.from({ length: shards }, (_, shard) => {
      const [from, to] = [cut(shard), cut(shard + 1)];
      const path = join(folder, `shard-${String(shard).padStart(3, "0")}.json`);
      writeFileSync(path, JSON.stringify(rows(corpus, from, to)));
      return { path, digits: to - from };
    }),
  };
}

export const readShard = (path: string): Digits => {
  const { images, labels } = JSON.parse(readFileSync(path, "utf8"));
  return { images: asTensor(images).float(), labels: asTensor(labels) };
};

/** The digits from `from` up to `to`. */
export const rows = ({ images, labels }: Digits, from: number, to: number): Digits => {
  const part = <D extends DType>(t: Tensor<D>): Tensor<D> => t.slice(0, from, to);
  return { images: part(images), labels: part(labels) };
};
