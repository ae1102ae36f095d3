/** js-pytorch on the CPU. Its tensors are nested arrays of doubles, the classes last. */

import { torch } from "js-pytorch";
import { type Adapter, Composed, NotThere, type Steps } from "../adapter.ts";
import type { Options } from "../case.ts";
import { isFloating, nested, numbers, type Plain, zeros } from "../plain.ts";

type Tensor = ReturnType<typeof torch.tensor>;

function make(x: Plain, learns = false): Tensor {
  if (x.data.length === 0) throw new NotThere("nested arrays without elements have no shape");
  return torch.tensor(nested(x) as number[], learns);
}
const values = (data: unknown): number[] => [data].flat(Infinity) as number[];

/** The classes last. */
function last(x: Tensor): Tensor {
  let y = x;
  for (let d = 1; d + 1 < x.ndims; d++) y = y.transpose(d, d + 1);
  return y;
}

const softmax = (x: Tensor, dim: number): Tensor => new torch.nn.Softmax().forward(x, dim);

type Plains = { readonly [name: string]: Plain };

/** The loss of its only kind where that serves: the mean over class indices. */
function crossEntropy(
  input: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  plain: Plains,
  options: Options,
): Tensor | Composed<Tensor> {
  const { reduction = "mean", label_smoothing: smoothing = 0, ignore_index: ignored = -100 } = options;
  const probabilities = isFloating(plain["target"]!);
  const plainly = reduction === "mean" && smoothing === 0 && !weight && !probabilities;
  if (plainly && !numbers(plain["target"]!).includes(ignored)) {
    return new torch.nn.CrossEntropyLoss().forward(last(input), target);
  }
  const logProbs = softmax(rows(input), -1).log();
  return new Composed(
    probabilities
      ? fromProbabilities(logProbs, rows(target), weight, options)
      : fromClasses(logProbs, weight, plain["target"]!, options),
  );
}

/** (rows, C). */
function rows(x: Tensor): Tensor {
  const y = last(x);
  const classes = y.shape.at(-1) as number;
  return y.reshape([y.shape.reduce((a, b) => a * b, 1) / classes, classes]);
}

/** Its sum is along one dim. */
const total = (x: Tensor): Tensor => x.reshape([values(x.data).length]).sum();

function reduced(losses: Tensor, divisor: number, { reduction = "mean" }: Options): Tensor {
  if (reduction === "none") return losses;
  return reduction === "sum" ? total(losses) : total(losses).div(divisor);
}

function fromClasses(logProbs: Tensor, weight: Tensor | undefined, target: Plain, options: Options): Tensor {
  const { label_smoothing: smoothing = 0, ignore_index: ignored = -100 } = options;
  const classes = numbers(target).map((c) => (c === ignored ? 0 : c));
  const keep = numbers(target).map((c) => Number(c !== ignored));
  const each = classes.map((c, i) => keep[i]! * (weight ? (weight.data[c] as number) : 1));
  const own = logProbs.at([...classes.keys()], classes).mul(torch.tensor(each));
  const divisor = each.reduce((a, b) => a + b, 0);
  // Its backward waits for every result that was made of a tensor, so none is made that is not used.
  if (smoothing === 0) return reduced(own.neg(), divisor, options);
  const all = (weight ? logProbs.mul(weight) : logProbs).mean(-1).mul(torch.tensor(keep));
  return reduced(
    own
      .mul(1 - smoothing)
      .add(all.mul(smoothing))
      .neg(),
    divisor,
    options,
  );
}

function fromProbabilities(
  logProbs: Tensor,
  target: Tensor,
  weight: Tensor | undefined,
  options: Options,
): Tensor {
  const { label_smoothing: smoothing = 0 } = options;
  const [n, classes] = logProbs.shape as [number, number];
  const smoothed = target.mul(1 - smoothing).add(smoothing / classes);
  const losses = logProbs.mul(weight ? smoothed.mul(weight) : smoothed).sum(-1);
  return reduced(losses.neg(), n, options);
}

const linear = (x: Tensor, weight: Tensor, bias?: Tensor): Tensor => {
  const y = (x.ndims === 1 ? x.reshape([1, x.length]) : x).matmul(weight.transpose(0, 1));
  return bias ? y.add(bias) : y;
};

const adam: Steps = (
  parameter,
  gradients,
  { lr, betas = [0.9, 0.999], eps = 1e-8, weight_decay, amsgrad },
) => {
  if (weight_decay || amsgrad) throw new NotThere();
  const p = new torch.Parameter(nested(parameter) as number[]);
  const optimizer = new torch.optim.Adam([p], lr, 0, [...betas], eps);
  return gradients.map((gradient) => {
    p._grad = make(gradient);
    optimizer.step();
    return values(p.data);
  });
};

export const jsPytorch: Adapter<Tensor> = {
  name: "js-pytorch",
  package: "js-pytorch",
  dtypes: ["float32", "float64"],
  tensor: (x) => make(x),
  numbers: (t) => values(t.data),
  gradients(f, leaves, upstream) {
    const learning = leaves.map((x) => make(x, true));
    const y = f(learning);
    const n = upstream.data.length;
    // Its losses of rows are in a row, and `backward` begins with ones.
    y.reshape([n])
      .mul(make({ ...upstream, shape: [n] }))
      .sum()
      .backward();
    return learning.map((t) => t._grad);
  },
  functions: {
    softmax: ({ input }, _, { dim }) => softmax(input!, dim!),
    log_softmax: ({ input }, _, { dim }) => new Composed(softmax(input!, dim!).log()),
    nll_loss: ({ input, weight }, plain, options) =>
      new Composed(fromClasses(rows(input!), weight, plain["target"]!, options)),
    cross_entropy: ({ input, target, weight }, plain, options) =>
      crossEntropy(input!, target!, weight, plain, options),
    kl_div({ input, target }, plain, { reduction = "mean", log_target = false }) {
      // p · log p is 0 where p is.
      const [p, logP] = log_target
        ? [target!.exp(), target!]
        : [target!, target!.add(make(zeros(plain["target"]!))).log()];
      const losses = p.mul(logP.sub(input!));
      const n = reduction === "batchmean" ? (plain["input"]!.shape[0] ?? 1) : values(losses.data).length;
      return new Composed(reduced(losses, n, { reduction }));
    },
    linear: ({ input, weight, bias }) => new Composed(linear(input!, weight!, bias)),
    linear_cross_entropy({ input, linear_weight, linear_bias, target, weight }, plain, options) {
      if (linear_weight!.ndims > 2) throw new NotThere();
      const value = crossEntropy(
        linear(input!, linear_weight!, linear_bias),
        target!,
        weight,
        plain,
        options,
      );
      return value instanceof Composed ? value : new Composed(value);
    },
  },
  optimizers: { Adam: adam },
  seeded: null,
  print: String,
};
