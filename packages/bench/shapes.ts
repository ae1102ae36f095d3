/** The sizes that are compared: the classes are dim 1, as in PyTorch. */

export interface Case {
  readonly name: string;
  readonly shape: readonly number[];
  /** Size of dim 1. */
  readonly classes: number;
  /** Number of targets: the logits divided by the classes. */
  readonly rows: number;
  /** Distance between the classes of one row in memory: the product of the dims after dim 1. */
  readonly inner: number;
}

export const numel = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export function makeCase(shape: readonly number[]): Case {
  const classes = shape[1]!;
  const inner = numel(shape.slice(2));
  return { name: `(${shape.join(",")})`, shape, classes, rows: numel(shape) / classes, inner };
}

/** From a toy to a language model's vocabulary and a segmentation map. */
export const SHAPES: readonly Case[] = [
  [2, 3],
  [32, 10],
  [128, 1000],
  [1024, 1000],
  [64, 32000],
  [256, 50257],
  [2, 21, 256, 256],
].map(makeCase);

export const QUICK_SHAPES: readonly string[] = [
  "(2,3)",
  "(32,10)",
  "(128,1000)",
  "(256,50257)",
  "(2,21,256,256)",
];

export const LARGEST: Case = makeCase([256, 50257]);

const SWEEP_LOGITS = 1e5;
const SWEEP_CLASSES: readonly number[] = [
  1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000,
];

/** How the cost grows: about 10^5 logits a call, over ever more classes. */
export const SWEEP: readonly Case[] = SWEEP_CLASSES.map((classes) =>
  makeCase([Math.max(1, Math.round(SWEEP_LOGITS / classes)), classes]),
);

export const QUICK_SWEEP: readonly Case[] = SWEEP.filter(
  ({ classes }) => /^[15]0*$/.test(String(classes)) || classes === 200000,
);
