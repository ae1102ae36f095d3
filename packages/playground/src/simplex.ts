/** Editing one of several probabilities: the others make room, and all stay multiples of 0.01 that add up to 1. */

const UNITS = 100;

/** Whole numbers in the proportion of `parts` that add up to `total`: the largest remainders are rounded up. */
function shared(parts: readonly number[], total: number): number[] {
  const sum = parts.reduce((a, b) => a + b, 0);
  const exact = parts.map((part) => (sum > 0 ? (part / sum) * total : total / parts.length));
  const units = exact.map(Math.floor);
  const byRemainder = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  const missing = total - units.reduce((a, b) => a + b, 0);
  for (const { i } of byRemainder.slice(0, missing)) units[i]! += 1;
  return units;
}

/** `row` with `value` at `index`; the others keep their proportions. */
export function withProbability(row: readonly number[], index: number, value: number): number[] {
  const own = Math.min(Math.max(Math.round(value * UNITS), 0), UNITS);
  const others = shared(
    row.filter((_, i) => i !== index),
    UNITS - own,
  );
  return row.map((_, i) => (i === index ? own : others[i < index ? i : i - 1]!) / UNITS);
}
