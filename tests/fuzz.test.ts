/**
 * Malformed and adversarial arguments to every public call: it returns a right value or says what it got.
 *
 * `FUZZ_RUNS=2000 FUZZ_SEED=5 npx jest tests/fuzz.test.ts` looks longer and elsewhere.
 */

import fc from "fast-check";
import { argumentsOf, publicCalls } from "./fuzz/calls";
import { wrong } from "./fuzz/checked";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 60);
const SEED = Number(process.env["FUZZ_SEED"] ?? 1);

beforeEach(() => {
  jest.spyOn(console, "warn").mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe("returns a right value or refuses with a useful error, and changes nothing else:", () => {
  test.each(publicCalls().map((call, i) => ({ ...call, i })))("$name", ({ i, ...call }) => {
    const receivers = call.receiver ?? fc.constant(undefined);
    const property = fc.property(receivers, argumentsOf(call), (on, given) => {
      const made = `${on ? `${on.name} → ` : ""}${call.name}(${given.map(({ name }) => name).join(", ")})`;
      const found = wrong(call, on, given);
      if (found !== undefined) throw new Error(`${made} ${found}`);
    });
    // A seed for each, or all would get the same arguments. Shrinking is of no use: arguments have no order.
    fc.assert(property, { seed: SEED + i, numRuns: RUNS, endOnFailure: true });
  });
});
