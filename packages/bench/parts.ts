/** What the bench consists of: every part is a list of races, and a race is what is timed together, round after round. */

import { CLIFF_OPS, LINEAR_LOSS_OPS, LOSS_OPS, type Op, READ_OPS, TENSOR_OPS } from "./ops";
import {
  BASE,
  type Case,
  LINEAR_LOSS_CASES,
  makeCase,
  numel,
  PRODUCT_CASES,
  QUICK_SHAPES,
  QUICK_SWEEP,
  SHAPES,
  STEP_CASES,
  SWEEP,
} from "./shapes";

export const PARTS = [
  "startup",
  "product",
  "step",
  "linearLoss",
  "losses",
  "read",
  "tensors",
  "cliffs",
  "sweep",
  "memory",
] as const;
export type Part = (typeof PARTS)[number];

export interface Task {
  readonly op: Op;
  readonly case: Case;
}

export interface Race {
  readonly part: Part;
  readonly tasks: readonly Task[];
}

const CLIFF_SHAPES: readonly (readonly number[])[] = [
  [2, 32000, 64],
  [1, 50257, 64],
  [4, 5000, 128],
  [1, 32000, 512],
  [1, 2 ** 20 + 1000],
  [2, 2, 512, 512],
  [2, 3, 512, 512],
];

export const BASE_TASK: Task = { op: "crossEntropyGrad", case: BASE };

const CLIFFS: readonly Task[] = [
  ...CLIFF_SHAPES.map((shape): Task => ({ op: "crossEntropyGrad", case: makeCase(shape) })),
  ...CLIFF_OPS.map((op): Task => ({ op, case: BASE })),
];

export interface Choice {
  /** Instead of the shapes of losses and read. */
  readonly shapes: readonly Case[] | null;
  readonly ops: readonly Op[];
  readonly quick: boolean;
}

/** Below this the gradient is small beside the call. */
const READ_LOGITS = 128_000;

export function races(part: Part, { shapes, ops, quick }: Choice): readonly Race[] {
  const race = (...tasks: Task[]): Race => ({ part, tasks });
  const chosen = shapes ?? (quick ? SHAPES.filter(({ name }) => QUICK_SHAPES.includes(name)) : SHAPES);
  const heads = (all: readonly Case[], op: Op): Race[] =>
    ops.includes(op) ? all.filter((c) => !(quick && c.classes > 1000)).map((c) => race({ op, case: c })) : [];
  switch (part) {
    case "product":
      return heads(PRODUCT_CASES, "product");
    case "step":
      return heads(STEP_CASES, "step");
    case "linearLoss":
      return LINEAR_LOSS_OPS.some((op) => ops.includes(op))
        ? LINEAR_LOSS_CASES.filter((c) => !(quick && c.classes > 32000)).map((c) =>
            race(...LINEAR_LOSS_OPS.map((op) => ({ op, case: c }))),
          )
        : [];
    case "losses":
      return LOSS_OPS.filter((op) => ops.includes(op)).flatMap((op) =>
        chosen.map((c) => race({ op, case: c })),
      );
    case "read":
      return chosen
        .filter((c) => numel(c.shape) >= READ_LOGITS)
        .map((c) => race(...(["crossEntropyGrad", ...READ_OPS] as const).map((op) => ({ op, case: c }))))
        .filter(() => READ_OPS.some((op) => ops.includes(op)));
    case "tensors":
      return TENSOR_OPS.filter((op) => ops.includes(op)).map((op) => race({ op, case: BASE }));
    case "cliffs":
      return CLIFFS.filter(({ op }) => ops.includes(op)).map((cliff) => race(BASE_TASK, cliff));
    case "sweep":
      return (quick ? QUICK_SWEEP : SWEEP).map((c) => race({ op: "crossEntropyGrad", case: c }));
    case "startup":
    case "memory":
      return []; // in processes of their own: startup.ts, memory.ts
  }
}
