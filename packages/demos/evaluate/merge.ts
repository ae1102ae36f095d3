/** A program on stdin and stdout: reads the lines of any number of `score.ts`, and writes their report as JSON. */

import { createInterface } from "node:readline";
import { reportOf, type ShardScores } from "./scores.ts";

const parts: ShardScores[] = [];
for await (const line of createInterface({ input: process.stdin })) parts.push(JSON.parse(line));
console.log(JSON.stringify(reportOf(parts)));
