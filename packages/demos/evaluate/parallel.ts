/** GNU parallel deals the shards out to several `score.ts`: a line each, to whoever can take one. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Corpus } from "./corpus.ts";
import type { Run } from "./run.ts";
import { type Report, reportOf, type ShardScores } from "./scores.ts";

const SCORE = fileURLToPath(new URL("score.ts", import.meta.url));

/** How this process was started, which is how TypeScript is run. */
export const scoreCommand = (model: string): string[] => [
  process.execPath,
  ...process.execArgv,
  SCORE,
  model,
];

export async function scoreInParallel(
  { model, shards }: Corpus,
  { workers, onProgress }: Run,
): Promise<Report> {
  const dealing = ["--pipe", "--round-robin", "-N1", "--jobs", String(workers)];
  const whole = ["--line-buffer", "--halt", "now,fail=1", "--quote"]; // no half lines, no half result
  const parallel = spawn("parallel", [...dealing, ...whole, ...scoreCommand(model)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await once(parallel, "spawn");
  const ended = once(parallel, "close");
  parallel.stdin.end(shards.map(({ path }) => `${path}\n`).join(""));

  const sizes = new Map(shards.map(({ path, digits }) => [path, digits]));
  const parts: ShardScores[] = [];
  let done = 0;
  for await (const line of createInterface({ input: parallel.stdout })) {
    const part: ShardScores = JSON.parse(line);
    parts.push(part);
    done += sizes.get(part.shard)!;
    onProgress(done);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`exit code ${code} of parallel: a shard was not scored`);
  return reportOf(parts);
}
