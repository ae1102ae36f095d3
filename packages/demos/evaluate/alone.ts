/** One process scores all shards, one after the other. */

import type { Corpus } from "./corpus.ts";
import type { Run } from "./run.ts";
import { openScorer } from "./scorer.ts";
import { type Report, reportOf, Scores, type ShardScores } from "./scores.ts";

export async function scoreAlone(
  { model, shards }: Corpus,
  { onProgress }: Omit<Run, "workers">,
): Promise<Report> {
  const score = await openScorer(model);
  const parts: ShardScores[] = [];
  let before = 0;
  for (const { path, digits } of shards) {
    const scores = new Scores();
    await score(path, scores, async (done) => onProgress(before + done));
    parts.push({ shard: path, scores: scores.toJSON() });
    before += digits;
  }
  return reportOf(parts);
}
