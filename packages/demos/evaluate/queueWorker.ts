/** A worker process: takes shards out of the queue until somebody ends it. */

import { Worker } from "bullmq";
import type { Shard } from "./corpus.ts";
import { openScorer } from "./scorer.ts";
import { Scores, type ShardScores } from "./scores.ts";
import { type Progress, SHARDS, STALLING } from "./shardQueue.ts";

process.on("disconnect", () => process.exit()); // whoever started it is gone

const [host, port, model] = process.argv.slice(2);
const score = await openScorer(model!);
const { pid } = process;

const worker = new Worker<Shard, ShardScores>(
  SHARDS,
  async (job) => {
    const { path } = job.data;
    const scores = new Scores();
    await score(path, scores, (digits) => job.updateProgress({ pid, digits } satisfies Progress));
    return { shard: path, scores: scores.toJSON() };
  },
  { connection: { host: host!, port: Number(port) }, ...STALLING },
);
worker.on("error", (error) => console.error(`worker ${pid}: ${error.message}`));
