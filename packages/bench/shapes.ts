/** The sizes that are compared: the classes are dim 1, as in PyTorch. */

export interface Case {
  readonly name: string;
  /** Of the logits. */
  readonly shape: readonly number[];
  /** Size of dim 1. */
  readonly classes: number;
  /** Number of targets: the logits divided by the classes. */
  readonly rows: number;
  /** Distance between the classes of one row in memory: the product of the dims after dim 1. */
  readonly inner: number;
  /** Of a product or a step: how many features a row has. The features are (rows, depth), the weights (depth, classes). */
  readonly depth?: number;
}

export const numel = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export function makeCase(shape: readonly number[]): Case {
  const classes = shape[1]!;
  const inner = numel(shape.slice(2));
  return { name: `(${shape.join(",")})`, shape, classes, rows: numel(shape) / classes, inner };
}

export const makeHead = ([n, d, c]: readonly [number, number, number]): Case => ({
  ...makeCase([n, c]),
  name: n === d && d === c ? `${n}³` : `(${n},${d},${c})`,
  depth: d,
});

/** From a toy to a language model's vocabulary, a segmentation map and a sequence whose classes are not last. */
export const SHAPES: readonly Case[] = [
  [2, 3],
  [32, 10],
  [128, 1000],
  [1024, 1000],
  [64, 32000],
  [256, 50257],
  [2, 21, 256, 256],
  [4, 5000, 128],
].map(makeCase);

export const QUICK_SHAPES: readonly string[] = ["(2,3)", "(32,10)", "(1024,1000)", "(4,5000,128)"];

export const BASE: Case = makeCase([1024, 1000]);

export const LARGEST: Case = makeCase([256, 50257]);

/** (N, D, C) of a classifier's head. */
export const STEP_CASES: readonly Case[] = (
  [
    [64, 784, 10],
    [256, 512, 1000],
    [64, 768, 32000],
    [1024, 768, 1000],
  ] as const
).map(makeHead);

export const PRODUCT_CASES: readonly Case[] = [makeHead([512, 512, 512]), ...STEP_CASES.slice(1)];

/** (N, D, C) of heads whose logits are large beside the features. */
export const LINEAR_LOSS_CASES: readonly Case[] = (
  [
    [512, 768, 32000],
    [256, 768, 128000],
  ] as const
).map(makeHead);

const SWEEP_LOGITS = 1e5;
const SWEEP_CLASSES: readonly number[] = [
  1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000,
];

/** How the cost grows: about 10^5 logits a call, over ever more classes. */
export const SWEEP: readonly Case[] = SWEEP_CLASSES.map((classes) =>
  makeCase([Math.max(1, Math.round(SWEEP_LOGITS / classes)), classes]),
);

export const QUICK_SWEEP: readonly Case[] = SWEEP.filter(({ classes }) =>
  [1, 10, 1000, 200000].includes(classes),
);
