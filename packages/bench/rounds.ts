/** One operation at one shape: checks everybody, then times everybody in turn, round after round. */

import { join } from "node:path";
import { compare } from "./check";
import type { Contestant } from "./contestants";
import { writeInputs } from "./inputs";
import type { Op } from "./ops";
import type { Work } from "./protocol";
import type { Case } from "./shapes";
import { type Summary, summarise } from "./statistics";

export interface Pace {
  readonly rounds: number;
  readonly warmMs: number;
  readonly sampleMs: number;
}

/** Nanoseconds a call, or why there are none. */
export type Outcome = Summary | { readonly wrong: string } | { readonly failed: string };

export interface Measurement {
  readonly op: Op;
  readonly case: Case;
  readonly outcomes: { readonly [id: string]: Outcome };
}

/** Runs a prepared call once and compares its result; `null` means that it is right. */
async function judge(
  contestant: Contestant,
  work: Work,
  expected: Awaited<ReturnType<typeof reference>>,
  path: string,
): Promise<Outcome | null> {
  try {
    const got = await contestant.ask("check", { path });
    const wrong = compare(work.op, work.case, expected.results, expected.path, got, path);
    return wrong === null ? null : { wrong };
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

async function prepare(contestant: Contestant, work: Work): Promise<Outcome | null> {
  try {
    await contestant.ask("prepare", work);
    return null;
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

interface Racer {
  readonly contestant: Contestant;
  readonly samples: number[];
  calls: number;
  failed: string | null;
}

/** Who fails once is out, and the others go on. */
async function attempt(racer: Racer, step: () => Promise<void>): Promise<void> {
  if (racer.failed !== null) return;
  try {
    await step();
  } catch (error) {
    racer.failed = (error as Error).message;
  }
}

async function reference(torch: Contestant, work: Work, path: string) {
  return { results: await torch.ask("reference", { ...work, path }), path };
}

/**
 * @param torch - computes what is right.
 * @param dir - for inputs and results.
 */
export async function measure(
  contestants: readonly Contestant[],
  torch: Contestant,
  op: Op,
  c: Case,
  pace: Pace,
  dir: string,
): Promise<Measurement> {
  const work: Work = { op, case: c, dir: writeInputs(dir, c) };
  const expected = await reference(torch, work, join(dir, "expected.f32"));
  const outcomes: { [id: string]: Outcome } = {};
  const racing: Racer[] = [];
  const path = join(dir, "got.f32");
  for (const contestant of contestants) {
    const outcome = (await prepare(contestant, work)) ?? (await judge(contestant, work, expected, path));
    if (outcome !== null) outcomes[contestant.entry.id] = outcome;
    else racing.push({ contestant, calls: 1, samples: [], failed: null });
  }
  for (const racer of racing) {
    await attempt(racer, async () => {
      racer.calls = (await racer.contestant.ask("warm", pace)).calls;
    });
  }
  for (let round = 0; round < pace.rounds; round++) {
    for (let i = 0; i < racing.length; i++) {
      const racer = racing[(i + round) % racing.length]!; // nobody is always first
      await attempt(racer, async () => {
        racer.samples.push((await racer.contestant.ask("sample", { calls: racer.calls })).ns);
      });
    }
  }
  for (const { contestant, samples, failed } of racing) {
    // Once more, after the memory has been used again and again as it was while the clock ran.
    const outcome = failed === null ? await judge(contestant, work, expected, path) : { failed };
    outcomes[contestant.entry.id] = outcome ?? summarise(samples);
  }
  return { op, case: c, outcomes };
}
