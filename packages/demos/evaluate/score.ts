/**
 * A program on stdin and stdout: reads the path of a shard from every line, and writes a line of JSON with its scores.
 * The network is its argument.
 */

import { createInterface } from "node:readline";
import { openScorer } from "./scorer.ts";
import { Scores, type ShardScores } from "./scores.ts";

const score = await openScorer(process.argv[2]!);
for await (const path of createInterface({ input: process.stdin })) {
  const scores = new Scores();
  await score(path, scores);
  const part: ShardScores = { shard: path, scores: scores.toJSON() };
  console.log(JSON.stringify(part));
}
