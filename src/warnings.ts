/** Warnings for calls that run but most likely do not mean what they do. */

const given = new Set<string>();

/** Writes `message` with `console.warn` once per process for each `topic`. */
export function warnOnce(topic: string, message: string): void {
  if (given.has(topic)) return;
  given.add(topic);
  console.warn(`UserWarning: ${message}`);
}
