/** A worker as the main thread sees it: what it has been sent, and what it has said in the shared memory. */

import type { Arena } from "./arena.ts";
import type { Message, wordsOf } from "./job.ts";
import { wake } from "./sharing.ts";
import type { Thread } from "./spawn.ts";

export interface Member {
  readonly words: ReturnType<typeof wordsOf>;
  readonly thread: Thread;
  /** The executors that it has, and its plans by their numbers. */
  readonly knows: Set<string>;
  readonly plans: string[];
  arena: Arena;
  /** Messages so far, and whether the last one was to look for jobs. */
  posted: number;
  isCalled: boolean;
  isReady: boolean;
  isOver: boolean;
}

/** Sends a message to a worker, which goes to its event loop for it. */
export function post(member: Member, message: Message): void {
  const { control } = member.arena;
  Atomics.store(control, member.words.posted, ++member.posted);
  member.thread.post(message);
  member.isCalled = message.kind === "look";
  wake(control, member.words);
}

/** Whether a worker waits for the next job, or will when it has heard its messages. */
export function looks({ arena: { control }, words, posted, isCalled }: Member): boolean {
  return (
    isCalled && (Atomics.load(control, words.heard) !== posted || Atomics.load(control, words.hears) === 1)
  );
}
