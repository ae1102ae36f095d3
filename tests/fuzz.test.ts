/**
 * Malformed and adversarial arguments to every public call: it returns a right value or says what it got.
 *
 * `FUZZ_RUNS=2000 FUZZ_SEED=5 npx jest tests/fuzz.test.ts` looks longer and elsewhere.
 */

import fc from "fast-check";
import { casesOf, publicCalls } from "./fuzz/calls";
import { wrong } from "./fuzz/checked";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 60);
const SEED = Number(process.env["FUZZ_SEED"] ?? 1);

beforeEach(() => {
  jest.spyOn(console, "warn").mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
});

Error.stackTraceLimit = 4; // as much as is looked at: Jest asks for 100 frames, of each error
const calls = publicCalls();

describe("returns a right value or refuses with a useful error, and changes nothing else:", () => {
  test.each(calls.map((call, i) => ({ ...call, i })))("$name", ({ i, ...call }) => {
    const property = fc.property(casesOf(call), ([on, given]) => {
      const made = `${on ? `${on.name} → ` : ""}${call.name}(${given.map(({ name }) => name).join(", ")})`;
      const found = wrong(call, on, given);
      if (found !== undefined) throw new Error(`${made} ${found}`);
    });
    // A seed for each, or all would get the same arguments. Shrinking is of no use: arguments have no order.
    fc.assert(property, { seed: SEED + i, numRuns: RUNS, endOnFailure: true });
  });
});

test("for every call arguments were found that it accepts, without which only refusals would be tried", () => {
  // Where it fails: tests/fuzz/usual.ts has no value of a parameter's type that the call would take.
  const refused = calls.filter(({ accepts, usual }) => accepts && usual.every(({ by }) => by.length === 0));
  expect(refused.map(({ name }) => name)).toEqual([]);
});

test("every option of a call is given a value that it accepts", () => {
  const untried = calls.flatMap(({ name, options, usual }) => {
    const texts = usual.flatMap(({ args }) => args.map((arg) => arg.name));
    return options
      .filter((option) => !texts.some((text) => text.includes(` ${option}: `)))
      .map((option) => `${name} ${option}`);
  });
  expect(untried).toEqual([]);
});
