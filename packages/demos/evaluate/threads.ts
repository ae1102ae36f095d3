/** The threads of one process score the shards; each gets the next one when it is done with one. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Corpus } from "./corpus.ts";
import type { Run } from "./run.ts";
import { type Report, reportOf, type ShardScores } from "./scores.ts";

export async function scoreInThreads(
  { model, shards }: Corpus,
  { workers, onProgress }: Run,
): Promise<Report> {
  const waiting = [...shards];
  const parts: ShardScores[] = [];
  let done = 0;
  const threads = Array.from(
    { length: workers },
    () => new Worker(new URL("thread.mjs", import.meta.url), { workerData: model }),
  );
  const work = async (thread: Worker): Promise<void> => {
    for (let shard = waiting.shift(); shard; shard = waiting.shift()) {
      thread.postMessage(shard.path);
      const [part] = await once(thread, "message"); // rejects with what the thread has thrown
      parts.push(part);
      done += shard.digits;
      onProgress(done);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return reportOf(parts);
}
