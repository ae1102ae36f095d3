/** What crossent wants to reach, beside what was measured: medians of the ratios within the rounds of one run. */

import { BASELINE } from "./contestants";
import { section, three } from "./markdown";
import { type Op, type TensorOp, TITLES } from "./ops";
import { BASE_TASK, type Part } from "./parts";
import { AVX512, type MemoryResult, type Report, ratio } from "./report";
import { type Measured, type Run, timesOf } from "./rounds";
import { LARGEST, numel } from "./shapes";
import type { StartupResult } from "./startup";

interface Value {
  /** Of what: a shape. */
  readonly of: string;
  readonly value: number;
}

interface Goal {
  readonly what: string;
  readonly most?: number;
  readonly least?: number;
  readonly values: readonly Value[];
}

const FAST = ["crossent-relaxed-simd", "crossent-simd128"];
const KEPT = "crossent-kept";
const TWO_THREADS = "crossent-2";
/** Calls that two threads do not share. */
const SMALL = ["(2,3)", "(32,10)", "(128,1000)"];
/** Lines through planes, of which no goal is set. */
const PLANES = ["(2,21,256,256)", "(4,5000,128)"];
const PEERS = ["onnxruntime", "jax", "tfjs", "numpy-ts"];
/** JavaScript peers that train. */
const TRAINING_PEERS = ["jax", "tfjs"];

export interface Results {
  readonly measured: Measured;
  readonly report: Report;
  readonly memory: ReadonlyMap<string, MemoryResult>;
  readonly startup: readonly StartupResult[];
}

/** A run beside others of its race. */
type Compare = (run: Run, other: (id: string, op?: Op) => Run | undefined) => number;

/** Reads the goals of one run; `own` is the fastest backend of this Node. */
class Goals {
  readonly #results: Results;
  readonly #own: string;

  constructor(results: Results) {
    this.#results = results;
    const ids = new Set(results.measured.runs.map(({ id }) => id));
    this.#own = FAST.find((id) => ids.has(id)) ?? FAST[0]!;
  }

  #runs(part: Part, id: string, op: Op): readonly Run[] {
    return this.#results.measured.runs.filter((run) => run.part === part && run.id === id && run.op === op);
  }

  /** `value` for every shape at which `id` ran. */
  #each(part: Part, id: string, op: Op, value: Compare): Value[] {
    return this.#runs(part, id, op).flatMap((run): Value[] => {
      const other = (otherId: string, otherOp = op): Run | undefined =>
        this.#results.measured.find(part, otherId, otherOp, run.case);
      const of = run.case.name;
      const result = value(run, other);
      return Number.isFinite(result) ? [{ of, value: result }] : [];
    });
  }

  #product(): Goal[] {
    const own = (value: Compare): Value[] => this.#each("product", this.#own, "product", value);
    const relaxed = this.#own === FAST[0];
    return [
      {
        what: "product: speed, × the fastest JavaScript peer",
        least: 1.15,
        values: own((run, other) => least(PEERS.map((id) => ratio(other(id), run)))),
      },
      {
        what: "product: part of the FMA peak at 128 bits",
        least: relaxed ? 0.75 : 0.5,
        values: own((run, other) => ratio(other("peak-fma"), run)),
      },
      {
        what: "product: error against float64, × PyTorch's",
        most: 1,
        values: own((run, other) => {
          const [mine, theirs] = [timesOf(run), timesOf(other(BASELINE))];
          return mine === null || theirs === null ? Number.NaN : mine.error / theirs.error;
        }),
      },
    ];
  }

  #step(): Goal[] {
    const own = (value: Compare): Value[] => this.#each("step", this.#own, "step", value);
    return [
      {
        what: "step: × the fastest JavaScript peer",
        most: 0.65,
        values: own((run, other) => 1 / least(TRAINING_PEERS.map((id) => ratio(other(id), run)))),
      },
      {
        what: "step: × PyTorch AVX2",
        most: 2.5,
        values: own((run, other) => ratio(run, other(BASELINE))),
      },
    ];
  }

  #read(): Goal[] {
    return (["gradNullRead", "gradZeroRead"] as const).flatMap((op) => [
      {
        what: `loss and gradient, ${TITLES[op]}, pages kept: × PyTorch AVX2`,
        most: 0.8,
        values: this.#each("read", KEPT, op, (run, other) => ratio(run, other(BASELINE))),
      },
      {
        what: `loss and gradient, ${TITLES[op]}, pages kept: × PyTorch AVX-512`,
        most: 1,
        values: this.#each("read", KEPT, op, (run, other) => ratio(run, other(AVX512))),
      },
      ...[this.#own, KEPT].map((id) => ({
        what: `loss and gradient, ${TITLES[op]}${id === KEPT ? ", pages kept" : ""}: × its own unread time`,
        most: 1.15,
        values: this.#each("read", id, op, (run, other) => ratio(run, other(id, "crossEntropyGrad"))),
      })),
    ]);
  }

  #losses(): Goal[] {
    const limits: readonly (readonly [Op, number])[] = [
      ["crossEntropy", 1],
      ["softmax", 1.3],
      ["logSoftmax", 1.3],
    ];
    return limits.flatMap(([op, most]) =>
      [this.#own, KEPT].map((id) => ({
        what: `${TITLES[op]}${id === KEPT ? ", pages kept" : ""}: × PyTorch AVX2`,
        most,
        values: this.#each("losses", id, op, (run, other) => ratio(run, other(BASELINE))),
      })),
    );
  }

  #threads(): Goal[] {
    const each = (part: Part, op: Op, value: Compare): Value[] => this.#each(part, TWO_THREADS, op, value);
    const gain: Compare = (run, other) => ratio(other(this.#own), run);
    const losses = (value: Compare): Value[] =>
      each("losses", "crossEntropyGrad", value).filter(({ of }) => ![...SMALL, ...PLANES].includes(of));
    return [
      {
        what: "2 threads, product: speed, × one thread",
        least: 1.8,
        values: each("product", "product", gain),
      },
      {
        what: "2 threads, linear cross-entropy and its gradients: speed, × one thread",
        least: 1.8,
        values: each("linearLoss", "linearCrossEntropy", gain),
      },
      { what: "2 threads, loss and gradient: speed, × one thread", least: 1.7, values: losses(gain) },
      {
        what: "2 threads, loss and gradient: × PyTorch AVX2 on two",
        most: 0.8,
        values: losses((run, other) => ratio(run, other("torch-2-avx2"))),
      },
      {
        what: "2 threads, loss and gradient: × PyTorch on two, as it is",
        most: 1,
        values: losses((run, other) => ratio(run, other("torch-2"))),
      },
      {
        what: "2 threads, small loss and gradient: × one thread",
        most: 1.05,
        values: each("losses", "crossEntropyGrad", (run, other) => ratio(run, other(this.#own))).filter(
          ({ of }) => SMALL.includes(of),
        ),
      },
    ];
  }

  #tensors(): Goal[] {
    const perElement = (ops: readonly TensorOp[]): Value[] =>
      ops.flatMap((op) =>
        this.#runs("tensors", this.#own, op).flatMap((run): Value[] => {
          const times = timesOf(run);
          return times === null ? [] : [{ of: TITLES[op], value: times.median / numel(run.case.shape) }];
        }),
      );
    return [
      {
        what: "add, mul, relu: ns per element",
        most: 0.6,
        values: perElement(["addRow", "mulScalar", "mulColumn", "relu"]),
      },
      {
        what: "sums: ns per element",
        most: 0.5,
        values: perElement(["sumAll", "sumRows", "sumColumns", "meanAll"]),
      },
    ];
  }

  #cliffs(): Goal[] {
    const values = this.#results.measured.runs
      .filter(({ part, id }) => part === "cliffs" && id === this.#own)
      .filter(({ op, case: c }) => op !== BASE_TASK.op || c.name !== BASE_TASK.case.name)
      .map((run) => ({
        of: run.op === BASE_TASK.op ? run.case.name : TITLES[run.op],
        value: this.#results.report.toBase(run),
      }))
      .filter(({ value }) => Number.isFinite(value));
    return [{ what: `cliffs: time per logit, × that at ${BASE_TASK.case.name}`, most: 3, values }];
  }

  #startup(): Goal[] {
    const own = this.#results.startup.find(({ load }) => load !== null);
    const one = (value: number | null | undefined): Value[] => (value == null ? [] : [{ of: "", value }]);
    return [
      { what: "import of the built package, ms", most: 25, values: one(own?.load) },
      { what: "first result, ms", most: 7, values: one(own?.first) },
    ];
  }

  #memory(): Goal[] {
    const gradient = 4 * numel(LARGEST.shape);
    const values = [...this.#results.memory].flatMap(([title, result]): Value[] => {
      if (!title.startsWith("crossent") || "failed" in result) return [];
      return [{ of: title, value: Math.max(0, result.first - gradient) / gradient }];
    });
    return [{ what: `memory beyond the gradient at ${LARGEST.name}: × the logits`, most: 0.1, values }];
  }

  all(): readonly Goal[] {
    return [
      ...this.#product(),
      ...this.#step(),
      ...this.#read(),
      ...this.#losses(),
      ...this.#threads(),
      ...this.#tensors(),
      ...this.#cliffs(),
      ...this.#startup(),
      ...this.#memory(),
    ].filter(({ values }) => values.length > 0);
  }
}

/** The smallest that is a number; NaN if none is. */
const least = (values: readonly number[]): number => {
  const numbers = values.filter(Number.isFinite);
  return numbers.length === 0 ? Number.NaN : Math.min(...numbers);
};

const reaches = ({ most = Infinity, least: atLeast = -Infinity }: Goal, value: number): boolean =>
  value <= most && value >= atLeast;

/** A line for every goal: bold is what misses it. */
export function goalsList(results: Results): string {
  const lines = new Goals(results).all().map((goal) => {
    const missed = goal.values.filter(({ value }) => !reaches(goal, value)).length;
    const cells = goal.values.map(({ of, value }) => {
      const text = reaches(goal, value) ? three(value) : `**${three(value)}**`;
      return of === "" ? text : `${of} ${text}`;
    });
    const limit = goal.most === undefined ? `≥ ${goal.least}` : `≤ ${goal.most}`;
    const verdict = missed === 0 ? "reached" : `missed in ${missed} of ${cells.length}`;
    return `- ${goal.what}, ${limit}: ${verdict}. ${cells.join(", ")}`;
  });
  return lines.length === 0 ? "" : section("Goals (bold: missed)", lines.join("\n"));
}
