/** The command line. */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { ENTRIES, type Engines, type Entry } from "./contestants";
import { OPS, type Op } from "./ops";
import type { Pace } from "./rounds";
import { type Case, makeCase, QUICK_SHAPES, QUICK_SWEEP, SHAPES, SWEEP } from "./shapes";

const PARTS = ["tables", "sweep", "memory"] as const;
type Part = (typeof PARTS)[number];

export interface Options {
  readonly shapes: readonly Case[];
  readonly sweep: readonly Case[];
  readonly ops: readonly Op[];
  readonly peers: readonly Entry[];
  readonly parts: readonly Part[];
  readonly pace: Pace;
  readonly engines: Engines;
  readonly out: string;
}

const { PYTHON = "/usr/bin/python3" } = process.env;

const HELP = `npm --prefix packages/bench run bench -- [options]
  --shapes LIST   such as 128x1000,2x21x256x256        (default: seven shapes)
  --ops LIST      of ${OPS.join(", ")}
  --peers LIST    beginnings of ${ENTRIES.map(({ id }) => id).join(", ")}
  --parts LIST    of ${PARTS.join(", ")}
  --rounds N      (default 15; 5 with --quick)
  --quick         fewer shapes, rounds and classes, shorter samples
  --node PATH     the Node that the JavaScript contestants run on
  --python PATH   a Python with PyTorch (default: $PYTHON or /usr/bin/python3)
  --out DIR       for report.md, results.json and classes.svg (default packages/bench/build)`;

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

function chooseShapes(value: string | undefined, quick: boolean): readonly Case[] {
  if (value === undefined) return quick ? SHAPES.filter(({ name }) => QUICK_SHAPES.includes(name)) : SHAPES;
  return list(value).map((text) => {
    const shape = text.split("x").map(Number);
    if (![2, 4].includes(shape.length) || shape.some((size) => !Number.isInteger(size) || size < 1)) {
      fail(`"${text}" is no shape: NxC or NxCxHxW`);
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
  return {
    shapes: chooseShapes(values.shapes, quick),
    sweep: quick ? QUICK_SWEEP : SWEEP,
    ops: choose("operation", values.ops, OPS),
    peers: choosePeers(values.peers),
    parts: choose("part", values.parts, PARTS),
    pace: quick ? { rounds, warmMs: 100, sampleMs: 10 } : { rounds, warmMs: 300, sampleMs: 20 },
    engines: { node: values.node, python: values.python },
    out: values.out,
  };
}
