/** A thread: it is sent paths of shards, and sends back their scores. */

import { parentPort, workerData } from "node:worker_threads";
import { openScorer } from "./scorer.ts";
import { Scores, type ShardScores } from "./scores.ts";

const opened = openScorer(workerData);

parentPort!.on("message", async (path: string) => {
  const score = await opened;
  const scores = new Scores();
  await score(path, scores);
  const part: ShardScores = { shard: path, scores: scores.toJSON() };
  parentPort!.postMessage(part);
});
