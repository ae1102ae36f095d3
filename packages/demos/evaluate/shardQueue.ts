/** What the processes around the queue of shards have to agree on. */

export const SHARDS = "shards";

/**
 * A worker renews the lock on its shard twice in `lockDuration`. Where that has run out, the shard goes back into the
 * queue; the others look for it every `stalledInterval`. BullMQ's 30 s suit jobs of minutes; a shard takes less than a
 * second. On a machine that is overloaded a worker that lives may lose its lock as well, hence several chances.
 */
export const STALLING = { lockDuration: 2000, stalledInterval: 500, maxStalledCount: 5 };

/** What a worker reports after every batch. */
export interface Progress {
  readonly pid: number;
  /** How many digits of the shard are scored. */
  readonly digits: number;
}
