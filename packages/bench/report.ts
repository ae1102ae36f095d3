/** The results as Markdown tables. */

import { BASELINE, type Entry } from "./contestants";
import { duration, section, table, three, two } from "./markdown";
import { LINEAR_LOSS_OPS, LOSS_OPS, type Op, READ_OPS, TITLES } from "./ops";
import { BASE_TASK, type Part, type Task } from "./parts";
import type { MemoryReply } from "./protocol";
import { type Measured, type Run, type Times, timesOf } from "./rounds";
import { type Case, LARGEST, numel } from "./shapes";
import type { StartupResult } from "./startup";
import { medianRatio } from "./statistics";

const missing = (run: Run | undefined): string => {
  if (run === undefined) return "";
  return "wrong" in run.outcome ? "wrong" : "failed";
};

const LEAST_FAULTS = 2; // a call now and then that the engine makes by itself

/** What page faults cost is in the time; that there were some says why it is long. */
const faultsOf = ({ faults }: Times): string => (faults >= LEAST_FAULTS ? `; ${faults.toFixed(0)} pf` : "");

/** Median, then the quartiles as parts of it and the page faults. */
function timeCell(run: Run | undefined): string {
  const times = timesOf(run);
  if (times === null) return missing(run);
  const { median, lower, upper } = times;
  const percent = (quartile: number): string => Math.round(100 * (quartile / median - 1)).toFixed(0);
  return `${duration(median)} (${percent(lower).replace("-0", "0")}/+${percent(upper)} %${faultsOf(times)})`;
}

/** The median of the ratios within the rounds; NaN where one is missing. */
export function ratio(above: Run | undefined, below: Run | undefined): number {
  const [a, b] = [timesOf(above), timesOf(below)];
  return a === null || b === null ? Number.NaN : medianRatio(a.rounds, b.rounds);
}

export const AVX512 = "torch-avx512";

/** To PyTorch with AVX2 and, where it ran, with AVX-512. */
function ratioCell(
  measured: Measured,
  { part, id, op, case: c }: Pick<Run, "part" | "id" | "op" | "case">,
): string {
  const own = measured.find(part, id, op, c);
  return [BASELINE, AVX512]
    .map((base) => ratio(own, measured.find(part, base, op, c)))
    .filter(Number.isFinite)
    .map(three)
    .join(" / ");
}

export const gflops = (c: Case, ns: number): number => (2 * c.rows * c.classes * c.depth!) / ns;

/** Renders what was measured of one part. */
export class Report {
  readonly #measured: Measured;
  readonly #entries: readonly Entry[];
  readonly #memory: readonly LinearLossMemory[];

  constructor(measured: Measured, entries: readonly Entry[], memory: readonly LinearLossMemory[]) {
    this.#measured = measured;
    this.#entries = entries;
    this.#memory = memory;
  }

  #tasks(part: Part): Task[] {
    const all = this.#measured.runs.filter((run) => run.part === part);
    return [...new Map(all.map((run) => [`${run.op} ${run.case.name}`, run])).values()];
  }

  #entriesOf(part: Part): readonly Entry[] {
    const ids = new Set(this.#measured.runs.filter((run) => run.part === part).map(({ id }) => id));
    return this.#entries.filter(({ id }) => ids.has(id));
  }

  #row(
    part: Part,
    { id, title }: Entry,
    tasks: readonly Task[],
    cell: (run: Run | undefined) => string,
  ): string[] {
    return [title, ...tasks.map((task) => cell(this.#measured.find(part, id, task.op, task.case)))];
  }

  /** One table: a row for everybody, a column for every shape. */
  #byShape(
    part: Part,
    corner: string,
    tasks: readonly Task[],
    cell: (run: Run | undefined) => string,
  ): string {
    const rows = this.#entriesOf(part)
      .map((entry) => this.#row(part, entry, tasks, cell))
      .filter((row) => row.slice(1).some((text) => text !== ""));
    return rows.length === 0 ? "" : table([corner, ...tasks.map((task) => task.case.name)], rows);
  }

  #ratios(part: Part, tasks: readonly Task[]): string {
    return this.#byShape(part, "ratio to PyTorch, AVX2 / AVX-512", tasks, (run) =>
      run === undefined ? "" : ratioCell(this.#measured, run),
    );
  }

  product(): string {
    const part = "product";
    const tasks = this.#tasks(part);
    if (tasks.length === 0) return "";
    const peak = (task: Task): Run | undefined => this.#measured.find(part, "peak-fma", task.op, task.case);
    const speed = (run: Run | undefined): string => {
      const times = timesOf(run);
      return times === null ? missing(run) : three(gflops(run!.case, times.median));
    };
    const part_ = (run: Run | undefined): string => {
      const value = run === undefined ? Number.NaN : ratio(peak(run), run);
      return Number.isFinite(value) ? value.toFixed(2) : "";
    };
    const error = (run: Run | undefined): string => {
      const times = timesOf(run);
      return times !== null && times.error > 0 ? times.error.toExponential(2) : "";
    };
    return section(
      "Matrix product, float32",
      this.#byShape(part, "GFLOP/s", tasks, speed),
      this.#byShape(part, "part of the FMA peak at 128 bits", tasks, part_),
      this.#byShape(part, "one call: median (quartiles)", tasks, timeCell),
      this.#byShape(part, "error against float64, root of the mean square", tasks, error),
    );
  }

  step(): string {
    const tasks = this.#tasks("step");
    if (tasks.length === 0) return "";
    return section(
      "Training step: x·W + b, cross-entropy, backward, update; (N,D,C)",
      this.#byShape("step", "one step: median (quartiles)", tasks, timeCell),
      this.#ratios("step", tasks),
      "onnxruntime-web goes forward only, with the weights as constants: it has no gradients.",
    );
  }

  /** A row for everybody and both ways, columns for every shape: of the time and of the memory. */
  #linearLoss(corner: string, cells: (run: Run, memory: MemoryResult | undefined) => string[]): string {
    const cases = [...new Set(this.#tasks("linearLoss").map((task) => task.case))];
    const rows = LINEAR_LOSS_OPS.flatMap((op) =>
      this.#entriesOf("linearLoss").map(({ id, title }) => [
        `${title}: ${TITLES[op]}`,
        ...cases.flatMap((c) => {
          const run = this.#measured.find("linearLoss", id, op, c);
          const own = this.#memory.find((one) => one.id === id && one.op === op && one.case.name === c.name);
          return run === undefined ? ["", ""] : cells(run, own?.result);
        }),
      ]),
    );
    return table([corner, ...cases.flatMap(({ name }) => [name, "memory"])], rows);
  }

  linearLoss(): string {
    if (this.#tasks("linearLoss").length === 0) return "";
    const plain = (run: Run): Run | undefined =>
      this.#measured.find("linearLoss", BASELINE, LINEAR_LOSS_OPS[0], run.case);
    return section(
      "Linear cross-entropy: features and weight to the loss and both gradients; (N,D,C)",
      this.#linearLoss("one call: median (quartiles); peak memory beyond the gradients", (run, memory) => [
        timeCell(run),
        beyondGradients(run.case, memory, three),
      ]),
      this.#linearLoss("× PyTorch AVX2 through the logits; memory as a part of the logits", (run, memory) => {
        const value = ratio(run, plain(run));
        return [Number.isFinite(value) ? three(value) : "", partOfLogits(run.case, memory)];
      }),
    );
  }

  losses(): string {
    return LOSS_OPS.map((op) => {
      const tasks = this.#tasks("losses").filter((task) => task.op === op);
      if (tasks.length === 0) return "";
      const times = this.#byShape("losses", "one call: median (quartiles)", tasks, timeCell);
      return section(TITLES[op], times, this.#ratios("losses", tasks));
    })
      .filter((text) => text !== "")
      .join("\n\n");
  }

  read(): string {
    const all = this.#tasks("read");
    if (all.length === 0) return "";
    const unread = (run: Run): Run | undefined =>
      this.#measured.find("read", run.id, "crossEntropyGrad", run.case);
    const blocks = (["crossEntropyGrad", ...READ_OPS] as const).flatMap((op) => {
      const tasks = all.filter((task) => task.op === op);
      const title = op === "crossEntropyGrad" ? "`x.grad = null`" : TITLES[op];
      const toUnread = (run: Run | undefined): string => {
        const value = run === undefined ? Number.NaN : ratio(run, unread(run));
        return Number.isFinite(value) ? three(value) : "";
      };
      return [
        this.#byShape("read", `${title}: median (quartiles)`, tasks, timeCell),
        this.#ratios("read", tasks),
        op === "crossEntropyGrad"
          ? ""
          : this.#byShape("read", "× own `x.grad = null`, not read", tasks, toUnread),
      ];
    });
    return section("Loss and gradient, in loops that read the gradient in each step", ...blocks);
  }

  /** A row for every task, a column for everybody; nanoseconds an element. */
  #byTask(
    part: Part,
    corner: string,
    tasks: readonly Task[],
    title: (task: Task) => string,
    more: (run: Run) => string,
  ) {
    const entries = this.#entriesOf(part);
    const rows = tasks.map((task) => [
      title(task),
      ...entries.map(({ id }) => {
        const run = this.#measured.find(part, id, task.op, task.case);
        const times = timesOf(run);
        if (run === undefined || times === null) return missing(run);
        return `${three(times.median / numel(task.case.shape))}${more(run)}`;
      }),
    ]);
    return table([corner, ...entries.map((entry) => entry.title)], rows);
  }

  tensors(): string {
    const tasks = this.#tasks("tensors");
    if (tasks.length === 0) return "";
    return section(
      "Operations of a tensor at (1024,1000), in a program that uses many: ns per element (page faults a call)",
      this.#byTask(
        "tensors",
        "",
        tasks,
        ({ op }) => TITLES[op],
        (run) => {
          const { faults } = timesOf(run)!;
          return faults >= LEAST_FAULTS ? ` (${faults.toFixed(0)} pf)` : "";
        },
      ),
      "Faults beside a result of 1,024,000 float32 (1,000 pages) mean that it lies in memory that is new from the system.",
    );
  }

  cliffs(): string {
    const part = "cliffs";
    const tasks = this.#tasks(part).filter(
      ({ op, case: c }) => op !== BASE_TASK.op || c.name !== BASE_TASK.case.name,
    );
    if (tasks.length === 0) return "";
    const title = ({ op, case: c }: Task): string =>
      op === BASE_TASK.op ? `${c.name}, forward + gradient` : `${c.name}, ${TITLES[op]}`;
    return section(
      `Where it could be slow: ns per logit (× ${BASE_TASK.case.name} in the same rounds)`,
      this.#byTask(part, "", tasks, title, (run) => ` (${three(this.toBase(run))} ×)`),
    );
  }

  /** Time per logit beside that of the base in the same race. */
  toBase(run: Run): number {
    const base = this.#measured.runs.find(
      ({ race, id, op, case: c }) =>
        race === run.race && id === run.id && op === BASE_TASK.op && c.name === BASE_TASK.case.name,
    );
    return (ratio(run, base) * numel(BASE_TASK.case.shape)) / numel(run.case.shape);
  }

  sweep(): string {
    const tasks = this.#tasks("sweep");
    if (tasks.length === 0) return "";
    return section(
      "Growth with the classes: forward + gradient, about 100,000 logits a call, ns per logit",
      this.#byTask(
        "sweep",
        "classes",
        tasks,
        ({ case: c }) => c.classes.toLocaleString("en"),
        () => "",
      ),
    );
  }

  /** For the README: few rows, two digits. */
  short(): string {
    const blocks: string[] = [];
    const add = (corner: string, part: Part, op: Op, cell: (run: Run | undefined) => string): void => {
      const tasks = this.#tasks(part).filter((task) => task.op === op);
      if (tasks.length > 0) blocks.push(this.#byShape(part, corner, tasks, cell));
    };
    const time = (run: Run | undefined): string => {
      const times = timesOf(run);
      return times === null ? missing(run) : duration(times.median, two);
    };
    add("training step, (N,D,C)", "step", "step", time);
    if (this.#tasks("linearLoss").length > 0)
      blocks.push(
        this.#linearLoss("linear cross-entropy, (N,D,C); memory beyond the gradients", (run, memory) => [
          time(run),
          beyondGradients(run.case, memory, two),
        ]),
      );
    add("matrix product, GFLOP/s", "product", "product", (run) => {
      const times = timesOf(run);
      return times === null ? missing(run) : two(gflops(run!.case, times.median));
    });
    add("loss and gradient, read each step", "read", "gradNullRead", time);
    add("loss and gradient, never read", "losses", "crossEntropyGrad", time);
    return blocks.join("\n\n");
  }

  /** Everything that went wrong, in full. */
  problems(): string {
    const lines = this.#measured.runs.flatMap(({ id, part, op, case: c, outcome }) => {
      if ("median" in outcome) return [];
      const text = "wrong" in outcome ? `wrong: ${outcome.wrong}` : `failed: ${outcome.failed}`;
      return [`- ${id}, ${part}, ${op} at ${c.name}: ${text}`];
    });
    return lines.length === 0 ? "" : section("Not timed", [...new Set(lines)].join("\n"));
  }
}

export type MemoryResult = MemoryReply | { readonly failed: string };

/** The peak of one call of a linear loss. */
export interface LinearLossMemory extends Task {
  readonly id: string;
  readonly result: MemoryResult;
}

/** Bytes beyond the gradients of features and weight. */
function bytesBeyond({ rows, classes, depth }: Case, memory: MemoryResult | undefined): number | null {
  if (memory === undefined || "failed" in memory) return null;
  return Math.max(0, memory.first - 4 * depth! * (rows + classes));
}

function beyondGradients(
  c: Case,
  memory: MemoryResult | undefined,
  digits: (value: number) => string,
): string {
  const bytes = bytesBeyond(c, memory);
  return bytes === null ? (memory === undefined ? "" : "failed") : `${digits(bytes / 1e6)} MB`;
}

function partOfLogits(c: Case, memory: MemoryResult | undefined): string {
  const bytes = bytesBeyond(c, memory);
  return bytes === null ? "" : `${(bytes / (4 * numel(c.shape))).toFixed(2)} ×`;
}

/** Peaks beyond the gradient, as parts of the logits. */
export function memoryTable(results: ReadonlyMap<string, MemoryResult>): string {
  if (results.size === 0) return "";
  const gradient = 4 * numel(LARGEST.shape);
  const cell = (bytes: number): string => {
    const extra = Math.max(0, bytes - gradient); // a page or two may have been resident before
    return `${(extra / 1e6).toFixed(1)} MB = ${(extra / gradient).toFixed(2)} ×`;
  };
  const rows = [...results].map(([title, result]) => {
    if ("failed" in result) return [title, "failed", "", ""];
    const own = /crossent|loops/.test(title) && result.typedArrays !== undefined;
    const arrays = `${(result.typedArrays! / 1e6).toFixed(1)} MB`;
    return [title, cell(result.first), cell(result.all), own ? arrays : ""];
  });
  return section(
    `Peak memory of forward + gradient at ${LARGEST.name} beyond the gradient (${(gradient / 1e6).toFixed(1)} MB, the size of the logits)`,
    table(["", "first call", "ten calls", "typed arrays made in one call, gradient included"], rows),
  );
}

export function startupTable(results: readonly StartupResult[]): string {
  if (results.length === 0) return "";
  const ms = (value: number | null): string => (value === null ? "" : value.toFixed(1));
  const rows = results.map(({ title, whole, load, first }) => [title, ms(whole), ms(load), ms(first)]);
  return section(
    `Start-up: medians of ${results[0]!.processes} fresh processes each, ms`,
    table(["", "whole process", "import", "first result"], rows),
  );
}
