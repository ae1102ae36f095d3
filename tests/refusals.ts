/** Tables of calls that must be refused, and the test that each row becomes. */

import { Generator, manualSeed, ones, rand, Tensor, tensor, zeros } from "../src";

/** Arguments for a row, new for each; a refused call must leave them as they were. */
function newArguments() {
  const x = tensor([
    [0.5, -1, 2],
    [3, 0.25, -0.5],
  ]).requiresGrad_();
  x.mul(2).sum().backward(); // so that there is a grad to spoil
  return {
    /** Logits of shape (2, 3), a leaf with a gradient. */
    x,
    /** Probabilities of shape (2, 3). */
    p: tensor([
      [0.2, 0.3, 0.5],
      [1, 0, 0],
    ]).requiresGrad_(),
    /** Class indices of shape (2). */
    classes: tensor([0, 2]),
    /** Class weights of shape (3). */
    weight: tensor([1, 2, 0.5]),
    images: ones([2, 3, 4, 5]),
    vector: tensor([1, 2.5, 3]).requiresGrad_(),
    scalar: tensor(1.5),
    bools: tensor([true, false, true]),
    empty: zeros([2, 0]),
    generator: new Generator().manualSeed(7),
  };
}

export type Arguments = ReturnType<typeof newArguments>;

/** What the call is given wrongly, the call, its error, PyTorch's sentence, and what the rest of the message names. */
export type Refusal = readonly [
  what: string,
  call: (given: Arguments) => unknown,
  ErrorClass: TypeErrorConstructor | RangeErrorConstructor,
  sentence: string,
  mentioned: string,
  ...more: string[],
];

/** A value as plain JavaScript passes it, past the type checker. */
export const js = (value?: unknown): never => value as never;

/** A function as plain JavaScript sees it: any arguments, any number of them. */
export const untyped = (fn: unknown): ((...args: unknown[]) => unknown) =>
  fn as (...args: unknown[]) => unknown;

const stateOf = (given: Arguments): unknown =>
  Object.values(given).map((value) => {
    if (!(value instanceof Tensor)) return null;
    const { data, shape, dtype, requiresGrad, grad } = value;
    return { data: data.slice(), shape: [...shape], dtype, requiresGrad, grad: grad?.data.slice() };
  });

function caught(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  throw new Error("the call was accepted");
}

/** One test per row: the error and its words, and that nothing else has happened. */
export function refuses(rows: readonly Refusal[]): void {
  for (const [what, call, ErrorClass, sentence, ...mentioned] of rows) {
    test(`refuses ${what}`, () => {
      const warn = jest.spyOn(console, "warn").mockImplementation();
      const given = newArguments();
      const before = stateOf(given);
      manualSeed(7);
      const { name, message } = caught(() => call(given));
      const draws = [rand([1]).item(), rand([1], { generator: given.generator }).item()];
      const warnings = warn.mock.calls.length;
      warn.mockRestore();

      expect(message.slice(0, sentence.length)).toBe(sentence);
      const rest = message.slice(sentence.length);
      for (const words of mentioned) expect(rest).toContain(words);
      expect(name).toBe(ErrorClass.name);

      expect(stateOf(given)).toEqual(before);
      const untouched = rand([1], { generator: new Generator().manualSeed(7) }).item();
      expect(draws).toEqual([untouched, untouched]);
      expect(warnings).toBe(0);
    });
  }
}
