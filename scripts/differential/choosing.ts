/** Picking, joining, stretching and ordering elements, with gradients: one operation a case. */

import type { DType, Tensor, ValuesAndIndices } from "../../src";
import { createArray, isFloating } from "./arrays";
import type { Arg, Program, Ref } from "./program";
import { anyStyle, type Random, randomArray, type Style } from "./random";
import { ALL, anyDim, anyDType, broadcastable, leaf, type Step } from "./tensorOps";

const sizeAt = (x: Ref, dim: number): number => (x.ndim === 0 ? 1 : (x.shape.at(dim) as number));

const select: Step = (random, program, x) => {
  const dim = anyDim(random, x);
  const size = sizeAt(x, dim);
  return program.method(x, "select", dim, random.int(-size, size - 1));
};

const narrow: Step = (random, program, x) => {
  const dim = anyDim(random, x);
  const start = random.int(0, sizeAt(x, dim));
  return program.method(x, "narrow", dim, start, random.int(0, sizeAt(x, dim) - start));
};

const slice: Step = (random, program, x) => {
  const dim = anyDim(random, x);
  const size = sizeAt(x, dim);
  const place = (): number | null => (random.chance(0.25) ? null : random.int(-size - 2, size + 2));
  const [start, end, step] = [place(), place(), random.int(1, 4)];
  const python = [dim, start ?? "None", end ?? "None", step].join(", ");
  return program.custom(
    `torch.ops.aten.slice(${x.name}, ${python})`,
    `${x.name}.slice(${[dim, start, end, step].join(", ")})`,
    () => x.tensor.slice(dim, start, end, step),
  );
};

const indexSelect: Step = (random, program, x) => {
  const dim = anyDim(random, x);
  const size = sizeAt(x, dim);
  const count = x.ndim === 0 ? 1 : size === 0 ? 0 : random.int(0, 6);
  const dtype: DType = random.chance(0.2) ? "int32" : "int64";
  const data = createArray(dtype, count);
  for (let i = 0; i < count; i++) {
    const index = random.int(0, size - 1);
    data[i] = data instanceof BigInt64Array ? BigInt(index) : index;
  }
  const index = program.leaf("i", { dtype, shape: [count], data });
  return program.method(x, "indexSelect", dim, index);
};

const mask = (random: Random, program: Program, x: Ref): Ref =>
  program.leaf("m", randomArray(random, broadcastable(random, x.shape), "bool"));

const maskedFill: Step = (random, program, x, style) => {
  const m = mask(random, program, x);
  if (random.chance(0.6)) {
    const value = random.pick<Arg>([random.int(0, 9), random.int(0, 72) / 8, true, false]);
    return program.method(x, "maskedFill", m, value);
  }
  // PyTorch's integers do not refuse the gradient of a value that fills them, and fail on the way back.
  const value = randomArray(random, [], x.dtype, style);
  return program.method(
    x,
    "maskedFill",
    m,
    program.leaf("b", value, isFloating(x.dtype) && random.chance(0.7)),
  );
};

const where: Step = (random, program, x, style) => {
  const m = mask(random, program, x);
  const other: Arg = random.chance(0.4)
    ? random.pick<Arg>([random.int(0, 9), random.int(0, 72) / 8, true, false])
    : leaf(random, program, broadcastable(random, x.shape), anyDType(random), style);
  return random.chance(0.5) ? program.root("where", m, x, other) : program.root("where", m, other, x);
};

const cat: Step = (random, program, x, style) => {
  const dim = anyDim(random, x);
  const parts: Ref[] = [x];
  for (let i = random.int(0, 3); i > 0; i--) {
    const at = dim < 0 ? dim + x.ndim : dim;
    const shape = x.shape.map((size, d) => (d === at ? random.int(0, 4) : size));
    const kind = random.chance(0.1) ? [0] : shape;
    parts.push(
      random.chance(0.1)
        ? x
        : leaf(random, program, kind, random.chance(0.6) ? x.dtype : anyDType(random), style),
    );
  }
  return program.root("cat", random.shuffle(parts), dim);
};

const stack: Step = (random, program, x, style) => {
  const parts: Ref[] = [x];
  for (let i = random.int(0, 3); i > 0; i--)
    parts.push(leaf(random, program, x.shape, random.chance(0.6) ? x.dtype : anyDType(random), style));
  return program.root("stack", random.shuffle(parts), random.int(-x.ndim - 1, x.ndim));
};

const expand: Step = (random, program, x) => {
  const lead = random.shape(random.int(0, 2));
  const sizes = x.shape.map((size) => (size === 1 ? random.int(0, 3) : random.chance(0.3) ? -1 : size));
  return program.method(x, "expand", [...lead, ...sizes]);
};

const flatten: Step = (random, program, x) => {
  const n = Math.max(x.ndim, 1);
  const start = random.int(0, n - 1);
  return program.method(
    x,
    "flatten",
    random.sign(start, x.ndim),
    random.sign(random.int(start, n - 1), x.ndim),
  );
};

const t: Step = (random, program, x) =>
  x.ndim <= 2 && random.chance(0.5)
    ? program.method(x, "t")
    : program.custom(`${x.name}.T`, `${x.name}.T`, () => x.tensor.T);

const squeeze: Step = (random, program, x) => {
  const dims = random.some([...Array(x.ndim).keys()], 0.5).map((dim) => random.sign(dim, x.ndim));
  return program.method(x, "squeeze", dims);
};

/** Values and indices; the values go on. */
function both(program: Program, ordered: Ref): Ref {
  const part = (name: "values" | "indices"): Ref =>
    program.custom(`${ordered.name}.${name}`, `${ordered.name}.${name}`, (): Tensor => {
      return (ordered.value as ValuesAndIndices)[name];
    });
  program.output(part("indices"));
  return part("values");
}

/** PyTorch's sort keeps the order of equal elements only up to here, unless it is asked to. */
const STABLE = 16;

const sort: Step = (random, program, x) => {
  const dim = anyDim(random, x);
  const descending = random.chance(0.5);
  if (sizeAt(x, dim) <= STABLE && random.chance(0.7))
    return both(program, program.method(x, "sort", dim, descending));
  const python = `torch.argsort(${x.name}, stable=True, dim=${dim}, descending=${descending ? "True" : "False"})`;
  return program.custom(python, `${x.name}.argsort(${dim}, ${descending})`, () =>
    x.tensor.argsort(dim, descending),
  );
};

/** Of equal elements PyTorch's topk takes any: only the values are compared where there may be some. */
const topk: Step = (random, program, x, style) => {
  const dim = anyDim(random, x);
  const isDistinct = isFloating(x.dtype) && style === "normal";
  const k = Math.min(sizeAt(x, dim), random.int(0, 12));
  const ordered = program.method(x, "topk", k, dim, random.chance(0.6));
  if (isDistinct) return both(program, ordered);
  return program.custom(`${ordered.name}.values.detach()`, `${ordered.name}.values.detach()`, () =>
    (ordered.value as ValuesAndIndices).values.detach(),
  );
};

const STEPS: readonly Step[] = [
  ...[
    select,
    narrow,
    slice,
    indexSelect,
    maskedFill,
    where,
    cat,
    stack,
    expand,
    flatten,
    t,
    squeeze,
    sort,
    topk,
  ],
  (random, program, x) => program.method(x, "maskedSelect", mask(random, program, x)),
];

export function choosing(random: Random, program: Program): void {
  program.text = random.chance(0.5);
  program.exact = true;
  const dtype = random.chance(0.5) ? random.pick<DType>(ALL) : anyDType(random);
  const style: Style = random.chance(0.4) ? "normal" : anyStyle(random);
  const isLong = random.chance(0.15);
  const shape = isLong ? [random.int(1, 4), random.int(20, 90)] : random.shape(random.int(0, 4));
  const grad = isFloating(dtype) && random.chance(0.85);
  const x = program.leaf("a", randomArray(random, shape, dtype, style), grad);
  const y = random.pick(STEPS)(random, program, x, style);
  program.output(y);
  if (isFloating(y.dtype) && y.tensor.requiresGrad) program.backward(y, random.int(1, 999));
}
