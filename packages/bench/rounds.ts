/** A race: checks everybody, then times everybody in turn, round after round, and checks what the last calls left. */

import { join } from "node:path";
import { compare } from "./check";
import type { Contestant } from "./contestants";
import { writeInputs } from "./inputs";
import type { Op } from "./ops";
import type { Part, Race, Task } from "./parts";
import type { Results, Work } from "./protocol";
import type { Case } from "./shapes";
import { mean, type Rounds, type Summary, summarise } from "./statistics";

export interface Pace {
  readonly rounds: number;
  readonly warmMs: number;
  readonly sampleMs: number;
  /** How long everybody calls before what is timed: once at least. */
  readonly settleMs: number;
  /** What one contestant may take for one task; longer calls sit out rounds. */
  readonly budgetMs: number;
}

/** Nanoseconds a call. */
export interface Times extends Summary {
  readonly rounds: Rounds;
  /** Page faults a call, the mean: they come in bursts, after the collector has given memory back. */
  readonly faults: number;
  /** Root of the mean square error of the last call. */
  readonly error: number;
}

/** Or why there are none. */
export type Outcome = Times | { readonly wrong: string } | { readonly failed: string };

/** One task of one contestant. */
export interface Run extends Task {
  readonly part: Part;
  /** Runs of the same race were timed together. */
  readonly race: number;
  readonly id: string;
  readonly outcome: Outcome;
}

interface Expected {
  readonly work: Work;
  readonly results: Results;
  readonly path: string;
}

interface Racer {
  readonly contestant: Contestant;
  readonly slot: number;
  readonly rounds: (number | null)[];
  readonly faults: number[];
  calls: number;
  /** Whether calls go before those that are timed: the others have emptied the caches. A long one does not notice. */
  settle: boolean;
  /** It is timed in every so many rounds. */
  every: number;
  error: number;
  failure: { readonly wrong: string } | { readonly failed: string } | null;
}

const LONG_NS = 200e6;
const LEAST_SAMPLES = 3;

/** Who fails once is out, and the others go on. */
async function attempt(racer: Racer, step: () => Promise<void>): Promise<void> {
  if (racer.failure !== null) return;
  try {
    await step();
  } catch (error) {
    racer.failure = { failed: (error as Error).message };
  }
}

/** Whether a call changes what the next one starts from; its last result then depends on how often it ran. */
const accumulates = ({ op }: Task): boolean => op === "step" || op === "accumulateGrad";

/** @param fresh - of a call made for it, or of the last one that was timed. */
async function judge(racer: Racer, { work, results, path }: Expected, fresh: boolean): Promise<void> {
  const { contestant, slot } = racer;
  if (contestant.entry.limit) return;
  const gotPath = join(work.dir, "got");
  const got = await contestant.ask("check", { slot, path: gotPath, fresh });
  const { wrong, error } = compare(work, results, path, got, gotPath);
  if (wrong !== null) racer.failure = { wrong };
  racer.error = error;
}

function outcomeOf({ failure, rounds, faults, error }: Racer): Outcome {
  if (failure !== null) return failure;
  const samples = rounds.filter((ns) => ns !== null);
  return { ...summarise(samples), rounds, faults: mean(faults), error };
}

async function prepare(
  contestants: readonly Contestant[],
  work: Work,
  slot: number,
): Promise<readonly Racer[]> {
  const racers: Racer[] = [];
  for (const contestant of contestants) {
    const fresh = {
      rounds: [],
      faults: [],
      calls: 1,
      settle: true,
      every: 1,
      error: Number.NaN,
      failure: null,
    };
    const racer: Racer = { contestant, slot, ...fresh };
    let able = true;
    await attempt(racer, async () => {
      able = (await contestant.ask("prepare", { slot, ...work })).able;
    });
    if (able) racers.push(racer);
  }
  return racers;
}

/**
 * @param torch - computes what is right.
 * @param dir - for inputs and results.
 */
export async function run(
  race: Race,
  number: number,
  contestants: readonly Contestant[],
  torch: Contestant,
  pace: Pace,
  dir: string,
): Promise<Run[]> {
  const expected: Expected[] = [];
  const racing: Racer[] = [];
  for (const [slot, { op, case: c }] of race.tasks.entries()) {
    const work: Work = { op, case: c, dir: writeInputs(dir, op, c) };
    const path = join(dir, `expected-${slot}`);
    const results = await torch.ask("reference", { ...work, path });
    expected.push({ work, results, path });
    racing.push(...(await prepare(contestants, work, slot)));
  }
  const all = async (step: (racer: Racer, expected: Expected) => Promise<void>, from = 0): Promise<void> => {
    for (let i = 0; i < racing.length; i++) {
      const racer = racing[(i + from) % racing.length]!;
      await attempt(racer, () => step(racer, expected[racer.slot]!));
    }
  };
  await all((racer, right) => judge(racer, right, true));
  await all(async (racer) => {
    const { calls, ns } = await racer.contestant.ask("warm", { slot: racer.slot, ...pace });
    racer.calls = calls;
    racer.settle = ns < LONG_NS;
    const cost = ns * (calls + (racer.settle ? 1 : 0)) * pace.rounds;
    racer.every = Math.min(Math.ceil(cost / (pace.budgetMs * 1e6)), Math.ceil(pace.rounds / LEAST_SAMPLES));
  });
  for (let round = 0; round < pace.rounds; round++) {
    // Nobody is always first.
    await all(async (racer) => {
      if (round % racer.every !== 0) {
        racer.rounds.push(null);
        return;
      }
      const { slot, calls } = racer;
      const settleMs = racer.settle ? pace.settleMs : null;
      const { ns, faults } = await racer.contestant.ask("sample", { slot, calls, settleMs });
      racer.rounds.push(ns);
      racer.faults.push(faults);
    }, round);
  }
  await all((racer, right) => judge(racer, right, accumulates(right.work)));
  for (const contestant of contestants) await contestant.ask("release", {}).catch(() => {});
  return racing.map((racer) => {
    const { op, case: c } = race.tasks[racer.slot]!;
    return {
      part: race.part,
      race: number,
      id: racer.contestant.entry.id,
      op,
      case: c,
      outcome: outcomeOf(racer),
    };
  });
}

/** What was measured, to be looked up. */
export class Measured {
  readonly runs: readonly Run[];

  constructor(runs: readonly Run[]) {
    this.runs = runs;
  }

  find(part: Part, id: string, op: Op, c: Case): Run | undefined {
    return this.runs.find(
      (run) => run.part === part && run.id === id && run.op === op && run.case.name === c.name,
    );
  }
}

export const timesOf = (run: Run | undefined): Times | null =>
  run !== undefined && "median" in run.outcome ? run.outcome : null;
