/**
 * What a program does besides: every operation, with several dtypes and shapes, often enough to be compiled. The engine
 * has then seen more than one caller of each shared loop, and what is measured is what a user meets.
 */

import { arange, type DType, functional, noGrad, ones, rand, type Tensor } from "../../../src";

const ROUNDS = 40;

function elementwise(x: Tensor, row: Tensor, column: Tensor): void {
  for (const other of [x, row, column, 2]) {
    x.add(other);
    x.sub(other);
    x.mul(other);
    x.div(other);
    x.eq(other);
    x.pow(other);
  }
  x.neg();
  x.abs();
  x.exp();
  x.log();
  x.sqrt();
  x.relu();
}

function reductions(x: Tensor): void {
  for (const dim of [undefined, 0, 1, [0, 1]]) {
    x.sum(dim);
    x.amax(dim);
    if (x.dtype.startsWith("float")) x.mean(dim);
  }
  x.argmax(1);
  if (x.dtype.startsWith("float")) x.logsumexp(1);
}

function shapes(x: Tensor, index: Tensor): void {
  x.transpose(0, 1);
  x.unsqueeze(1).permute([2, 0, 1]).squeeze();
  x.gather(1, index);
  x.reshape([-1]);
  x.clone();
}

/** The same with gradients. */
function graphs(dtype: DType): void {
  const x = rand([12, 7], { dtype }).requiresGrad_();
  const row = rand([7], { dtype }).requiresGrad_();
  const w = rand([7, 5], { dtype }).requiresGrad_();
  const target = arange(12).to("int64").eq(3).long();
  const y = x.add(row).mul(2).relu().add(x.exp()).sub(x.abs().add(1).sqrt().log()).div(row.add(2));
  y.sum(1).mean().add(y.transpose(0, 1).sum()).backward();
  functional.crossEntropy(x.matmul(w), target).backward();
  functional.crossEntropy(x, functional.softmax(x.detach(), 1)).backward();
}

export function useManyOperations(): void {
  for (let round = 0; round < ROUNDS; round++) {
    noGrad(() => {
      for (const dtype of ["float32", "float64", "int64", "int32", "uint8"] as const) {
        for (const [n, c] of [
          [12, 7],
          [3, 64],
          [64, 33],
        ] as const) {
          const x = rand([n, c]).mul(9).add(1).to(dtype);
          elementwise(x, ones([c], { dtype }), ones([n, 1], { dtype }));
          reductions(x);
          shapes(x, ones([n, c], { dtype: "int64" }));
        }
      }
    });
    graphs("float32");
    graphs("float64");
  }
}
