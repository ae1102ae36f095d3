/**
 * How threads wait for each other: at a word of shared memory that another one counts up. Who waits reads for a moment, since
 * parts follow each other closely, and then sleeps.
 */

/** Whether the word at `word` becomes another one than `seen` within so many milliseconds. */
export function changes(control: Int32Array, word: number, seen: number, moment: number): boolean {
  const end = performance.now() + moment;
  do if (Atomics.load(control, word) !== seen) return true;
  while (performance.now() < end);
  return false;
}

/**
 * Sleeps until the word is another one than `seen`; `asleep` is the word that says so.
 *
 * @returns false after so many milliseconds.
 * @throws on the main thread of a browser, which must not sleep.
 */
export function sleep(
  control: Int32Array,
  word: number,
  seen: number,
  asleep: number,
  milliseconds: number,
): boolean {
  Atomics.store(control, asleep, 1);
  try {
    return Atomics.wait(control, word, seen, milliseconds) !== "timed-out";
  } finally {
    Atomics.store(control, asleep, 0);
  }
}

/** Counts the word up, and wakes who sleeps there. */
export function tell(control: Int32Array, word: number, asleep: number): void {
  Atomics.add(control, word, 1);
  if (Atomics.load(control, asleep) === 1) Atomics.notify(control, word);
}
