/** Malformed and adversarial arguments to every public call: it returns what it should or says what it got. */

import fc from "fast-check";
import { type Call, publicCalls } from "./fuzz/calls";
import { wrong } from "./fuzz/checked";
import { hostile, type Recipe } from "./fuzz/hostile";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 100);
const SEED = Number(process.env["FUZZ_SEED"] ?? 20240607);

/** Usual arguments of which up to two are replaced, or one is missing or added; sometimes all are random. */
const argumentsOf = ({ usual }: Call): fc.Arbitrary<readonly Recipe[]> => {
  const replaced = fc
    .record({ list: fc.constantFrom(...usual), at: fc.array(fc.tuple(fc.nat(4), hostile), { maxLength: 2 }) })
    .map(({ list, at }) => {
      const given = [...list];
      for (const [i, recipe] of at) given[Math.min(i, given.length)] = recipe;
      return given;
    });
  const fewer = fc.constantFrom(...usual).map((list) => list.slice(0, -1));
  return fc.oneof(
    { weight: 6, arbitrary: replaced },
    { weight: 1, arbitrary: fewer },
    { weight: 2, arbitrary: fc.array(hostile, { maxLength: 4 }) },
  );
};

beforeEach(() => {
  jest.spyOn(console, "warn").mockImplementation();
});
afterEach(() => {
  jest.restoreAllMocks();
});

describe("returns a right value or refuses with a useful error, and changes nothing else:", () => {
  test.each(publicCalls().map((call) => [call.name, call] as const))("%s", (_, call) => {
    const property = fc.property(fc.option(call.receiver ?? fc.constant(undefined), { freq: 1e9, nil: undefined }), argumentsOf(call), (on, given) => {
      const found = wrong(call, on, given);
      if (found !== undefined) {
        const made = `${on ? `${on.name} → ` : ""}${call.name}(${given.map(({ name }) => name).join(", ")})`;
        throw new Error(`${made}: ${found}`);
      }
    });
    fc.assert(property, { seed: SEED, numRuns: RUNS });
  });
});
