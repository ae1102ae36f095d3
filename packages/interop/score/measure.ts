/**
 * What `functional.score` takes for the logits of a language model, beside transformers.js and PyTorch: prints a table.
 *
 *   npm run score -- --rounds 9 --node /path/to/node --node /path/to/another --python /path/to/python
 *
 * Every contestant runs in a new process in every round, one after the other. The time is the median of the rounds, and in a
 * round that of three calls. The peak is what the first call adds to the memory of its process. The error is the largest of
 * the log-probabilities, beside float64.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPython } from "../../../scripts/python.ts";

/** What a contestant's process prints. */
export interface Took {
  readonly ms: number;
  /** Bytes. */
  readonly peak: number;
  readonly logProb: readonly number[];
}

/** Or why it cannot. */
export interface Unable {
  readonly unable: string;
}

interface Truth {
  readonly version: string;
  readonly float32: readonly number[];
  readonly float16: readonly number[];
}

const ROWS = 64;
const CLASSES = 262_144; // the vocabulary of Gemma 3
const DTYPES = ["float32", "float16"] as const;

/** glibc then keeps the pages of big blocks, as a caching allocator would: PyTorch is faster for it. */
const KEEP_PAGES = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "17179869184",
  MALLOC_TOP_PAD_: "268435456",
};

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" },
    node: { type: "string", multiple: true, default: [process.execPath] },
    python: { type: "string", default: findPython(join(import.meta.dirname, "..", "..", "..")) },
  },
});

type Command = readonly [program: string, ...args: string[]];

interface Contestant {
  readonly title: string;
  /** To which the dtype and the folder are added. */
  readonly command: Command;
  /** Of the rounds that are timed. The memory is that with malloc as it is. */
  readonly env: NodeJS.ProcessEnv;
}

/** What a program prints. */
function output([program, ...args]: Command, env: NodeJS.ProcessEnv = {}): string {
  const options = { cwd: import.meta.dirname, encoding: "utf8", env: { ...process.env, ...env } } as const;
  const { error, status, stdout, stderr } = spawnSync(program, args, options);
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")} failed.\n${stderr}`);
  return stdout;
}

const inNode = (name: string, title: string): Contestant[] =>
  values.node.map((node) => ({
    title: `${title}, Node ${output([node, "-p", "process.versions.node"]).trim()}`,
    command: [node, "--expose-gc", "--import", "tsx", "program.ts", name],
    env: {},
  }));

const inPython = (name: string, title: string): Contestant => ({
  title,
  command: [values.python, "pytorch.py", name],
  env: KEEP_PAGES,
});

/** One contestant on logits of one dtype, in every round. */
class Racer {
  readonly contestant: Contestant;
  readonly dtype: (typeof DTYPES)[number];
  readonly #times: number[] = [];
  #first: Took | null = null;
  unable: string | null = null;

  constructor(contestant: Contestant, dtype: (typeof DTYPES)[number]) {
    this.contestant = contestant;
    this.dtype = dtype;
  }

  /** A process of its own; the first is that of the memory. */
  run(folder: string): void {
    if (this.unable !== null) return;
    const { command, env } = this.contestant;
    const first = this.#first === null;
    const answer = JSON.parse(output([...command, this.dtype, folder], first ? {} : env)) as Took | Unable;
    if ("unable" in answer) this.unable = answer.unable;
    else if (first) this.#first = answer;
    else this.#times.push(answer.ms);
  }

  cells(truth: Truth): string[] {
    if (this.#first === null) return ["–", "–", "–"];
    const times = this.#times.sort((a, b) => a - b);
    const half = times.length / 2;
    const median = (times[Math.ceil(half) - 1]! + times[Math.floor(half)]!) / 2;
    const { peak, logProb } = this.#first;
    const error = Math.max(...logProb.map((x, i) => Math.abs(x - truth[this.dtype][i]!)));
    return [
      `${median.toFixed(0)} ms (${times[0]!.toFixed(0)} to ${times.at(-1)!.toFixed(0)})`,
      `${(peak / 1e6).toFixed(1)} MB`,
      error.toExponential(0),
    ];
  }
}

function main(folder: string): void {
  const inputs = [values.python, "pytorch.py", "inputs", folder, String(ROWS), String(CLASSES)] as const;
  const truth = JSON.parse(output(inputs)) as Truth;
  const contestants: readonly Contestant[] = [
    ...inNode("crossent", "crossent, `score` with `topK: 5`"),
    ...inNode("transformers", "transformers.js, `log_softmax` of each row"),
    inPython("log_softmax", `PyTorch ${truth.version}, \`log_softmax\` and \`gather\``),
    inPython("score", `PyTorch ${truth.version}, the same, entropy, \`topk(5)\` and \`argmax\``),
  ];
  const racers = contestants.map((contestant) => DTYPES.map((dtype) => new Racer(contestant, dtype)));
  const loads: string[] = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const racer of racers.flat()) racer.run(folder);
    loads.push(loadavg()[0]!.toFixed(1));
  }
  console.log(
    `${cpus()[0]!.model}, ${cpus().length} cores, one thread; load after each round: ${loads.join(" ")}\n`,
  );
  console.log(`| (${ROWS}, ${CLASSES}) | float32 | peak | error | float16 | peak | error |`);
  console.log("| - | -: | -: | -: | -: | -: | -: |");
  for (const own of racers) {
    console.log(
      `| ${[own[0]!.contestant.title, ...own.flatMap((racer) => racer.cells(truth))].join(" | ")} |`,
    );
  }
  for (const { contestant, dtype, unable } of racers.flat()) {
    if (unable !== null) console.log(`\n${contestant.title}, ${dtype}: ${unable}`);
  }
}

const folder = mkdtempSync(join(tmpdir(), "crossent-score-"));
try {
  main(folder);
} finally {
  rmSync(folder, { recursive: true });
}
