/** A case: a call by PyTorch's names, and what PyTorch gives. The files in `cases/` are lists of them. */

import type { Plain } from "./plain.ts";

/** The rows of the matrix, in their order. */
export const ROWS = [
  "softmax",
  "log_softmax",
  "nll_loss",
  "cross_entropy: class indices",
  "cross_entropy: class weights",
  "cross_entropy: ignored targets",
  "cross_entropy: label smoothing",
  "cross_entropy: class probabilities",
  "large logits",
  "logits of ±∞ and NaN",
  "no rows, or a single class or number",
  "in float64",
  "logits in float16 and bfloat16",
  "kl_div",
  "linear",
  "linear_cross_entropy",
  "gradients of softmax",
  "gradients of log_softmax",
  "gradients of nll_loss",
  "gradients of cross_entropy",
  "gradients of cross_entropy: class probabilities",
  "gradients at large logits",
  "gradients at logits of ±∞ and NaN",
  "gradients of kl_div",
  "gradients of linear",
  "gradients of linear_cross_entropy",
  "calls that PyTorch refuses",
  "optim.SGD",
  "optim.Adam",
  "optim.AdamW",
  "random numbers of a seed",
  "printed tensors",
] as const;

export type Row = (typeof ROWS)[number];

export type Tensors<T> = { readonly [name: string]: T };

/** A function of torch.nn.functional. */
export type FunctionName =
  | "softmax"
  | "log_softmax"
  | "nll_loss"
  | "cross_entropy"
  | "kl_div"
  | "linear"
  | "linear_cross_entropy";

/** By PyTorch's names. A dtype is given by its name without `torch.` */
export interface Options {
  readonly dim?: number;
  readonly dtype?: string;
  readonly reduction?: "none" | "mean" | "sum" | "batchmean";
  readonly label_smoothing?: number;
  readonly ignore_index?: number;
  readonly log_target?: boolean;
}

/** A call of a function, and its gradients. */
export interface FunctionCase {
  /** The row of the matrix. */
  readonly group: Row;
  /** That of the gradients. */
  readonly gradientGroup: Row;
  readonly kind: "function";
  readonly function: FunctionName;
  readonly options: Options;
  readonly inputs: Tensors<Plain>;
  readonly output: Plain;
  /** The gradient of the output, of which `grads` are the gradients of the inputs with these names. */
  readonly upstream: Plain;
  readonly grads: Tensors<Plain>;
}

/** A call that PyTorch refuses. */
export interface RefusedCase {
  readonly group: Row;
  readonly kind: "refused";
  readonly function: FunctionName;
  readonly options: Options;
  readonly inputs: Tensors<Plain>;
  /** The first line of PyTorch's error. */
  readonly error: string;
}

export interface OptimizerOptions {
  readonly lr: number;
  readonly momentum?: number;
  readonly dampening?: number;
  readonly nesterov?: boolean;
  readonly weight_decay?: number;
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly amsgrad?: boolean;
}

/** Steps of an optimizer of torch.optim over one parameter. */
export interface OptimizerCase {
  readonly group: Row;
  readonly kind: "optimizer";
  readonly function: "SGD" | "Adam" | "AdamW";
  readonly options: OptimizerOptions;
  readonly parameter: Plain;
  /** One for each step. */
  readonly gradients: readonly Plain[];
  /** The parameter after each. */
  readonly values: readonly Plain[];
}

/** A call of a function with random results. */
export interface Draw {
  readonly function: "rand" | "randn" | "randint" | "randperm";
  readonly size: number;
  readonly dtype: string;
  /** Of `randint`: integers from `low` to below `high`. */
  readonly low?: number;
  readonly high?: number;
  readonly values: readonly number[];
}

/** What follows `torch.manual_seed(seed)`. */
export interface RandomCase {
  readonly group: Row;
  readonly kind: "random";
  readonly seed: number;
  readonly calls: readonly Draw[];
}

/** What `print(tensor)` writes. */
export interface PrintCase {
  readonly group: Row;
  readonly kind: "print";
  readonly tensor: Plain;
  readonly text: string;
}

export type Case = FunctionCase | RefusedCase | OptimizerCase | RandomCase | PrintCase;
