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
  // All threads end between two shards: ONNX Runtime aborts the process when a thread dies under a run of its own.
  const ends = await Promise.allSettled(
    threads.map((thread) =>
      work(thread).catch((error) => {
        waiting.length = 0;
        throw error;
      }),
    ),
  );
  await Promise.all(threads.map((thread) => thread.terminate()));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return reportOf(parts);
}
