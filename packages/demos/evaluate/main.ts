/** Scores a corpus in shards, on worker processes behind a queue or in another way, and prints what came out. */

import { writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { setBackend } from "crossent";
import { progress } from "../progress.ts";
import type { Victim } from "./accident.ts";
import { scoreAlone } from "./alone.ts";
import { makeCorpus } from "./corpus.ts";
import { scoreInParallel } from "./parallel.ts";
import { picture } from "./picture.ts";
import { scoreInQueue } from "./queue.ts";
import { reportTable } from "./reportTable.ts";
import { scoreInThreads } from "./threads.ts";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "4" },
    shards: { type: "string", default: "32" },
    with: { type: "string", default: "queue" },
    kill: { type: "boolean", default: false },
  },
});

setBackend("simd128"); // every Node has it, and so all of them train the same network
const SIZE = { training: 2000, scored: 8000 };

const ways = { alone: scoreAlone, threads: scoreInThreads, parallel: scoreInParallel, queue: scoreInQueue };
const isWay = (name: string): name is keyof typeof ways => Object.hasOwn(ways, name);
if (!isWay(values.with)) throw new Error(`--with ${values.with}: there is ${Object.keys(ways).join(", ")}`);

if (values.kill && values.with !== "queue") throw new Error("--kill: only --with queue gets over it");

const folder = fileURLToPath(new URL("../build/evaluate/", import.meta.url));
const corpus = makeCorpus(folder, Number(values.shards), SIZE);
console.log(`${SIZE.scored} digits in ${corpus.shards.length} shards: ${folder}`);

const accidents: string[] = [];
const name = ({ path }: { path: string }): string => basename(path, ".json");
const bar = progress(values.with.padEnd(8), process.stdout);
const report = await ways[values.with](corpus, {
  workers: Number(values.workers),
  onProgress: (digits) => bar(digits / SIZE.scored, `${String(digits).padStart(5)} digits`),
  ...(values.kill && { accident: "kill" }),
  onAccident: ({ pid, shard, scored }: Victim) =>
    accidents.push(
      `worker ${pid} was killed after ${scored} of the ${shard.digits} digits of ${name(shard)}`,
    ),
  onStalled: (path: string) => accidents.push(`${name({ path })} went back into the queue`),
});
bar(1, `${SIZE.scored} digits`);
for (const accident of accidents) console.log(accident);

console.log(`\n${reportTable(report)}`);
const file = join(folder, "report.svg");
writeFileSync(file, picture(report));
console.log(`\nLoss per shard and reliability diagram: ${file}`);
