/**
 * The shards as a flow of BullMQ. Its children are the shards, which worker processes score; its parent, which waits
 * for all of them, merges their scores.
 */

import { FlowProducer, Queue, QueueEvents, Worker } from "bullmq";
import { type Accident, cause, type Victim } from "./accident.ts";
import type { Corpus, Shard } from "./corpus.ts";
import { startFleet } from "./fleet.ts";
import { type Connection, withRedis } from "./redis.ts";
import type { Run } from "./run.ts";
import { type Report, reportOf, type ShardScores } from "./scores.ts";
import { type Progress, SHARDS } from "./shardQueue.ts";

const REPORTS = "reports";

export interface QueueRun extends Run {
  /** What is to happen to one of the workers in the middle of a shard. */
  readonly accident?: Accident;
  readonly onAccident?: (victim: Victim) => void;
  /** Told the path of a shard that has gone back into the queue. */
  readonly onStalled?: (path: string) => void;
}

export const scoreInQueue = (corpus: Corpus, run: QueueRun): Promise<Report> =>
  withRedis((connection) => score(corpus, run, connection));

async function score({ model, shards }: Corpus, run: QueueRun, connection: Connection): Promise<Report> {
  const queue = new Queue<Shard>(SHARDS, { connection });
  const events = new QueueEvents(SHARDS, { connection });
  const reportEvents = new QueueEvents(REPORTS, { connection });
  const producer = new FlowProducer({ connection });
  const merger = new Worker<unknown, Report>(
    REPORTS,
    async (job) => reportOf(Object.values(await job.getChildrenValues<ShardScores>())),
    { connection },
  );
  await Promise.all([events.waitUntilReady(), reportEvents.waitUntilReady()]);

  const digits = new Map<string, number>();
  events.on("progress", ({ jobId, data }) => {
    digits.set(jobId, (data as Progress).digits);
    run.onProgress([...digits.values()].reduce((sum, n) => sum + n, 0));
  });
  const failed = new Promise<never>((_, reject) => {
    events.on("failed", ({ failedReason }) => reject(new Error(failedReason)));
  });
  if (run.accident) cause(run.accident, queue, events, run.onAccident);

  const program = new URL("queueWorker.ts", import.meta.url);
  const fleet = startFleet(run.workers, program, [connection.host, String(connection.port), model]);
  try {
    const { job, children } = await producer.add({
      name: "report",
      queueName: REPORTS,
      children: shards.map((shard) => ({ name: "shard", queueName: SHARDS, data: shard })),
    });
    const paths = new Map(children!.map((child) => [child.job.id, (child.job.data as Shard).path]));
    events.on("stalled", ({ jobId }) => run.onStalled?.(paths.get(jobId)!));
    return await Promise.race([job.waitUntilFinished(reportEvents), failed, fleet.lost]);
  } finally {
    await events.close(); // first, and then the queue: no accident happens any more
    await queue.close();
    await fleet.stop();
    await Promise.all([reportEvents, producer, merger].map((client) => client.close()));
  }
}
