/** PyTorch's random numbers: the default generator and own ones, in mixed sequences. */

import type { DType } from "../../src";
import * as crossent from "../../src";
import { type Arg, DTypeArg, Options, type Program, type Ref } from "./program";
import type { Random } from "./random";

export function randomStreams(random: Random, program: Program): void {
  program.exact = true;
  const seed = random.pick([
    0,
    1,
    42,
    random.int(0, 2 ** 31),
    random.int(0, 2 ** 45),
    2 ** 32 - 1,
    2 ** 53 - 1,
    283,
    -1,
  ]);
  program.statement(`torch.manual_seed(${seed})`, `manualSeed(${seed})`, () => {
    crossent.manualSeed(seed);
  });
  const own = random.chance(0.3) ? random.int(0, 2 ** 40) : undefined;
  const generator =
    own === undefined
      ? undefined
      : program.custom(`torch.Generator().manual_seed(${own})`, `new Generator().manualSeed(${own})`, () =>
          new crossent.Generator().manualSeed(own),
        );
  const length = random.int(1, 6);
  for (let i = 0; i < length; i++) {
    if (random.chance(0.1)) {
      const again = random.int(0, 99);
      program.statement(`torch.manual_seed(${again})`, `manualSeed(${again})`, () => {
        crossent.manualSeed(again);
      });
    }
    program.output(draw(random, program, random.chance(0.5) ? generator : undefined));
  }
}

const NARROW: readonly number[] = [1, 2, 10, 256, 1000, 2 ** 16, 2 ** 24];
const ANY: readonly number[] = [...NARROW, 2 ** 27, 2 ** 32, 2 ** 40, 2 ** 52];

/** Ends of ranges for which PyTorch 1 and 2 draw different numbers. */
const WIDE: readonly number[] = [2 ** 28, 2 ** 30 + 3, 2 ** 31 - 1];

function draw(random: Random, program: Program, generator: Ref | undefined): Ref {
  const shape = random.chance(0.2)
    ? [random.int(1, 2000)]
    : random.chance(0.2)
      ? [random.pick([15, 16, 17, 24, 31, 32, 33])]
      : random.shape(random.int(0, 3), 6);
  const fn = random.pick(["rand", "randn", "randn", "randint", "randint", "randperm"]);
  const dtype = random.pick<DType | undefined>([undefined, undefined, "float32", "float64"]);
  const floating: Arg[] =
    dtype === undefined && generator === undefined
      ? []
      : [new Options({ dtype: dtype === undefined ? undefined : new DTypeArg(dtype), generator })];
  const integer = random.pick<DType | undefined>([
    undefined,
    undefined,
    "int64",
    "int32",
    "float32",
    "float64",
  ]);
  const own: Arg[] =
    integer === undefined && generator === undefined
      ? []
      : [new Options({ dtype: integer === undefined ? undefined : new DTypeArg(integer), generator })];
  if (fn === "randperm")
    return program.root(fn, random.pick([random.int(0, 20), random.int(0, 3000)]), ...own);
  if (fn === "randint") {
    const wide = integer === undefined && random.chance(0.02);
    const high = random.pick(wide ? WIDE : integer === undefined || integer === "int64" ? ANY : NARROW);
    if (wide) program.needsTorch2 = "randint draws 64 bits for ranges from 2^28 to 2^32 since PyTorch 2";
    return random.chance(0.4)
      ? program.root(fn, high, shape, ...own)
      : program.root(fn, random.int(-50, 0), high, shape, ...own);
  }
  return program.root(fn, shape, ...floating);
}
