import { inspect } from "node:util";
import { normal, uniform } from "../../src/random/distributions";
import { defaultGenerator, Generator, manualSeed } from "../../src/random/generator";

const words = (generator: Generator, n: number): number[] =>
  Array.from({ length: n }, () => generator.random());

test("the stream of seed 0 is MT19937's", () => {
  expect(words(new Generator().manualSeed(0), 2)).toEqual([2357136044, 2546248239]);
});

test("a new generator has PyTorch's default seed", () => {
  const generator = new Generator();
  expect(generator.initialSeed()).toBe(67280421310721);
  expect(words(generator, 5)).toEqual(words(new Generator().manualSeed(67280421310721), 5));
});

test("only the low 32 bits of a seed matter, and a negative seed counts from 2^64", () => {
  const same: readonly [number, number][] = [
    [2 ** 32, 0],
    [2 ** 32 + 5, 5],
    [-1, 2 ** 32 - 1],
    [Number.MAX_SAFE_INTEGER, 2 ** 32 - 1],
    [Number.MIN_SAFE_INTEGER, 1],
  ];
  for (const [seed, low] of same)
    expect(words(new Generator().manualSeed(seed), 5)).toEqual(words(new Generator().manualSeed(low), 5));
});

test("the initial seed is the seed as it was given", () => {
  for (const seed of [0, 42, -1, 2 ** 32 + 5, Number.MAX_SAFE_INTEGER])
    expect(new Generator().manualSeed(seed).initialSeed()).toBe(seed);
});

test("64 bits are two words, the high one first, and random53 is their low 53 bits", () => {
  const narrow = new Generator().manualSeed(3);
  const wide = new Generator().manualSeed(3);
  const low53 = new Generator().manualSeed(3);
  for (let i = 0; i < 100; i++) {
    const [high, low] = words(narrow, 2);
    const value = wide.random64();
    expect(value).toBe(BigInt(high!) * 2n ** 32n + BigInt(low!));
    expect(BigInt(low53.random53())).toBe(BigInt.asUintN(53, value));
  }
});

test("seeding drops the second normal number that was kept", () => {
  const generator = new Generator().manualSeed(5);
  const first = normal([3], "float64", generator).data;
  expect(generator.nextDoubleNormalSample).toBeDefined();
  expect(normal([3], "float64", generator.manualSeed(5)).data).toEqual(first);
});

test("manualSeed seeds and returns the default generator", () => {
  expect(manualSeed(42)).toBe(defaultGenerator);
  expect(words(defaultGenerator, 3)).toEqual(words(new Generator().manualSeed(42), 3));
});

test("an own generator and the default one do not disturb each other", () => {
  const alone = words(manualSeed(9), 20);
  const ownAlone = words(new Generator().manualSeed(10), 20);
  const own = new Generator().manualSeed(10);
  manualSeed(9);
  for (let i = 0; i < 20; i++) {
    expect(own.random()).toBe(ownAlone[i]);
    expect(defaultGenerator.random()).toBe(alone[i]);
  }
});

describe("without a seed", () => {
  const load = (): Generator => {
    let loaded: Generator | undefined;
    jest.isolateModules(() => {
      loaded = (jest.requireActual("../../src/random/generator") as { defaultGenerator: Generator })
        .defaultGenerator;
    });
    return loaded!;
  };

  test("the default generator differs from run to run", () => {
    expect(load().initialSeed()).not.toBe(load().initialSeed());
    expect(words(load(), 2)).not.toEqual(words(load(), 2));
  });

  test("the seed that it tells is the one that it began with, whether it is asked before or after", () => {
    const asked = load();
    expect(new Generator().manualSeed(asked.initialSeed()).random()).toBe(asked.random());
    const drawn = load();
    const first = drawn.random();
    expect(new Generator().manualSeed(drawn.initialSeed()).random()).toBe(first);
    expect(drawn.initialSeed()).toBe(drawn.initialSeed());
    expect(String(drawn)).toBe(`Generator(initialSeed=${drawn.initialSeed()})`);
  });

  test("loading the module looks at no crypto", () => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, "crypto")!;
    const get = jest.fn(() => descriptor.get?.call(globalThis) ?? descriptor.value);
    Object.defineProperty(globalThis, "crypto", { get, configurable: true });
    try {
      const generator = load();
      expect(get).not.toHaveBeenCalled();
      generator.random();
      expect(get).toHaveBeenCalled();
    } finally {
      Object.defineProperty(globalThis, "crypto", descriptor);
    }
  });

  test("the module loads where there is no crypto, and still differs from run to run", () => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, "crypto")!;
    Object.defineProperty(globalThis, "crypto", { value: undefined, configurable: true, writable: true });
    try {
      const seeds = [load().initialSeed(), load().initialSeed()];
      expect(seeds[0]).not.toBe(seeds[1]);
      expect(seeds.every(Number.isSafeInteger)).toBe(true);
    } finally {
      Object.defineProperty(globalThis, "crypto", descriptor);
    }
  });
});

describe("a bad seed", () => {
  test.each([
    ["42", TypeError, 'manual_seed expected a long, but got string. Got the string "42". '],
    [null, TypeError, "manual_seed expected a long, but got null. Got null. "],
    [undefined, TypeError, "manual_seed expected a long, but got undefined. Got undefined. "],
    [true, TypeError, "manual_seed expected a long, but got boolean. Got the boolean true. "],
    [42n, TypeError, "manual_seed expected a long, but got bigint. Got the bigint 42n. "],
    [1.5, RangeError, "manual_seed expected a long, but got float. Got the number 1.5. "],
    [Number.NaN, RangeError, "manual_seed expected a long, but got float. Got the number NaN. "],
    [Infinity, RangeError, "manual_seed expected a long, but got float. Got the number Infinity. "],
    [2 ** 53, RangeError, "Overflow when unpacking long long: got the number 9007199254740992. "],
    [-(2 ** 53), RangeError, "Overflow when unpacking long long: got the number -9007199254740992. "],
  ])("%p is refused in PyTorch's words", (seed, kind, message) => {
    const attempt = (): unknown => new Generator().manualSeed(seed as number);
    expect(attempt).toThrow(kind);
    expect(attempt).toThrow(message);
  });

  test("leaves the stream as it was", () => {
    const generator = new Generator().manualSeed(1);
    normal([1], "float32", generator);
    const copy = new Generator().manualSeed(1);
    normal([1], "float32", copy);
    expect(() => generator.manualSeed(0.5)).toThrow();
    expect(generator.initialSeed()).toBe(1);
    expect(normal([2], "float64", generator)).toEqual(normal([2], "float64", copy));
    expect(uniform([2], "float32", generator)).toEqual(uniform([2], "float32", copy));
  });
});

test("a generator prints its seed", () => {
  const generator = new Generator().manualSeed(-7);
  expect(String(generator)).toBe("Generator(initialSeed=-7)");
  expect(inspect(generator)).toBe("Generator(initialSeed=-7)");
});
