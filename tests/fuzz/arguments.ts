import fc from "fast-check";
import type { Call } from "./calls";
import { hostile, type Recipe } from "./hostile";

/** Usual arguments of which up to two are replaced, or the last is missing; sometimes all are random. */
export const argumentsOf = ({ usual }: Call): fc.Arbitrary<readonly Recipe[]> => {
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
