/** The command line. */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPython } from "../../scripts/python";
import { ENTRIES, type Engines, type Entry } from "./contestants";
import { CLIFF_OPS, HEAD_OPS, LINEAR_LOSS_OPS, LOSS_OPS, type Op, READ_OPS, TENSOR_OPS } from "./ops";
import { type Choice, PARTS, type Part } from "./parts";
import type { Pace } from "./rounds";
import { type Case, makeCase } from "./shapes";

const OPS: readonly Op[] = [
  ...LOSS_OPS,
  ...READ_OPS,
  ...CLIFF_OPS,
  ...TENSOR_OPS,
  ...HEAD_OPS,
  ...LINEAR_LOSS_OPS,
];

export interface Options {
  readonly choice: Choice;
  readonly peers: readonly Entry[];
  readonly parts: readonly Part[];
  readonly pace: Pace;
  /** How many programs are started for each time of the start-up. */
  readonly processes: number;
  readonly engines: Engines;
  readonly out: string;
}

/** From packages/bench/build/, where this runs. */
const PYTHON = findPython(join(import.meta.dirname, "..", "..", ".."));

const HELP = `npm --prefix packages/bench run bench -- [options]
  --parts LIST    of ${PARTS.join(", ")}
  --shapes LIST   of losses and read, such as 128x1000,2x21x256x256
  --ops LIST      of ${OPS.join(", ")}
  --peers LIST    beginnings of ${ENTRIES.map(({ id }) => id).join(", ")}
  --rounds N      (default 15; 5 with --quick)
  --settle MS     calls before each sample, by everybody (default 0: one call); 100 measures a loop that has run for a while,
                  0 one that begins, whose threads have slept
  --quick         fewer shapes and rounds, shorter samples
  --node PATH     the Node that the JavaScript contestants run on
  --python PATH   a Python with PyTorch (default: $PYTHON, that of npm run oracle or /usr/bin/python3)
  --out DIR       for report.md, readme.md, results.json and classes.svg (default packages/bench/build)`;

function fail(message: string): never {
  console.error(`${message}\n\n${HELP}`);
  process.exit(2);
}

const list = (value: string): string[] => value.split(",").filter((part) => part !== "");

/** The members of `all` that are named; every name must be known. */
function choose<T extends string>(what: string, value: string | undefined, all: readonly T[]): readonly T[] {
  if (value === undefined) return all;
  const names = list(value);
  const unknown = names.find((name) => !all.includes(name as T));
  if (unknown !== undefined) fail(`unknown ${what} "${unknown}"`);
  return all.filter((name) => names.includes(name));
}

function choosePeers(value: string | undefined): readonly Entry[] {
  if (value === undefined) return ENTRIES;
  const starts = list(value);
  const unknown = starts.find((start) => !ENTRIES.some(({ id }) => id.startsWith(start)));
  if (unknown !== undefined) fail(`unknown peer "${unknown}"`);
  return ENTRIES.filter(({ id }) => starts.some((start) => id.startsWith(start)));
}

function chooseShapes(value: string | undefined): readonly Case[] | null {
  if (value === undefined) return null;
  return list(value).map((text) => {
    const shape = text.split("x").map(Number);
    if (shape.length < 2 || shape.some((size) => !Number.isInteger(size) || size < 1)) {
      fail(`"${text}" is no shape: NxC, NxCxL or NxCxHxW`);
    }
    return makeCase(shape);
  });
}

function parse() {
  try {
    return parseArgs({
      options: {
        help: { type: "boolean", default: false },
        shapes: { type: "string" },
        ops: { type: "string" },
        peers: { type: "string" },
        parts: { type: "string" },
        rounds: { type: "string" },
        settle: { type: "string", default: "0" },
        quick: { type: "boolean", default: false },
        node: { type: "string", default: process.execPath },
        python: { type: "string", default: PYTHON },
        out: { type: "string", default: join(import.meta.dirname, "..", "build") },
      },
    }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
}

export function readOptions(): Options {
  const values = parse();
  if (values.help) {
    console.log(HELP);
    process.exit(0);
  }
  const { quick } = values;
  const rounds = Number(values.rounds ?? (quick ? 5 : 15));
  if (!Number.isInteger(rounds) || rounds < 1) fail(`--rounds ${values.rounds} is no positive integer`);
  const settleMs = Number(values.settle);
  if (!(settleMs >= 0)) fail(`--settle ${values.settle} is no time`);
  return {
    choice: { shapes: chooseShapes(values.shapes), ops: choose("operation", values.ops, OPS), quick },
    peers: choosePeers(values.peers),
    parts: choose("part", values.parts, PARTS),
    pace: quick
      ? { rounds, settleMs, warmMs: 60, sampleMs: 5, budgetMs: 1000 }
      : { rounds, settleMs, warmMs: 150, sampleMs: 12, budgetMs: 1500 },
    processes: 15,
    engines: { node: values.node, python: values.python },
    out: values.out,
  };
}
