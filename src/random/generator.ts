import { mersenne } from "pure-rand/generator/mersenne";
import { inspect } from "../console.ts";
import { badSeed } from "./errors.ts";

/** Seed of a new generator: PyTorch's `default_rng_seed_val`. */
const DEFAULT_SEED = 67280421310721;

/** Keeps the 21 bits that lie above a 32-bit word in a 53-bit integer. */
const HIGH_21_BITS = 0x1fffff;

/**
 * A stream of random numbers: PyTorch's CPU generator, which is MT19937 seeded with the low 32 bits of the seed.
 *
 * Equal seeds give equal streams, here and in PyTorch. Generators do not disturb each other. A new one starts from
 * PyTorch's default seed, 67280421310721.
 *
 * @example
 * const generator = new Generator().manualSeed(42);
 * rand([2], { generator }); // tensor([0.8823, 0.9150])
 * rand([2], { generator }); // tensor([0.3829, 0.9593])
 * generator; // Generator(initialSeed=42)
 * @see torch.Generator; Matsumoto and Nishimura, Mersenne Twister, 1998
 */
export class Generator {
  /** Null until a number is drawn: most programs draw none. */
  #engine: ReturnType<typeof mersenne> | null = null;
  /** Null until somebody asks: one that differs from run to run. */
  #seed: number | null = DEFAULT_SEED;

  /**
   * The second number of the last Box–Muller pair, which the next normal number uses up.
   * @internal
   */
  nextDoubleNormalSample: number | undefined;

  /**
   * Starts the stream again from `seed`.
   *
   * @param seed - any integer from −(2^53 − 1) to 2^53 − 1; a negative one means 2^64 + seed, as in PyTorch.
   * @returns this generator.
   * @throws TypeError where the seed is not a number, RangeError where it is not an integer or too large.
   * @example
   * const generator = new Generator().manualSeed(0);
   * rand([1], { generator }).item() === rand([1], { generator: generator.manualSeed(0) }).item(); // true
   */
  manualSeed(seed: number): this {
    if (!Number.isSafeInteger(seed)) throw badSeed(seed);
    return this.#start(seed);
  }

  /**
   * Starts the stream again from a seed that differs from run to run. It is chosen when it is needed: Node's first look
   * at `crypto` takes 1 to 3 ms.
   * @internal
   */
  seedAnew(): this {
    return this.#start(null);
  }

  #start(seed: number | null): this {
    this.#engine = null;
    this.#seed = seed;
    this.nextDoubleNormalSample = undefined;
    return this;
  }

  /**
   * The seed that the stream started from, as it was given: −1 stays −1, where PyTorch answers 2^64 − 1.
   *
   * @example
   * new Generator().manualSeed(42).initialSeed(); // 42
   */
  initialSeed(): number {
    this.#seed ??= nonDeterministicSeed();
    return this.#seed;
  }

  /**
   * The next 32 bits, an integer in [0, 2^32).
   * @internal
   */
  random(): number {
    if (this.#engine === null) {
      this.#seed ??= nonDeterministicSeed();
      this.#engine = mersenne(this.#seed >>> 0);
    }
    return this.#engine.next() >>> 0;
  }

  /**
   * The next 64 bits: the first draw is the high word.
   * @internal
   */
  random64(): bigint {
    const high = BigInt(this.random());
    return (high << 32n) | BigInt(this.random());
  }

  /**
   * The low 53 bits of `random64()`, without a bigint.
   * @internal
   */
  random53(): number {
    const high = this.random() & HIGH_21_BITS;
    return high * 2 ** 32 + this.random();
  }

  /** @internal True of generators that the constructor made, not of objects that only inherit from the class. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (!isBase(this)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && #engine in value;
  }

  /**
   * The seed that the stream started from, in the form of a call.
   *
   * @example
   * String(new Generator().manualSeed(42)); // 'Generator(initialSeed=42)'
   */
  toString(): string {
    return `Generator(initialSeed=${this.initialSeed()})`;
  }

  /** @internal What `console.log` shows in Node. */
  [inspect](): string {
    return this.toString();
  }
}

/** 53 bits that differ from run to run. */
function nonDeterministicSeed(): number {
  const words = Uint32Array.of(Math.random() * 2 ** 32, Math.random() * 2 ** 32);
  // Bare shells have no `crypto`; no stream here is meant to keep a secret.
  globalThis.crypto?.getRandomValues(words);
  return (words[0]! & HIGH_21_BITS) * 2 ** 32 + words[1]!;
}

/** Outside of the class, whose body does not name it: bundlers would call it `_Generator`. */
const isBase = (Class: unknown): boolean => Class === Generator;

/** The generator of every call that names none; each run starts it from another seed. */
export const defaultGenerator: Generator = new Generator().seedAnew();

/**
 * Seeds the default generator, which makes every random tensor after it reproducible.
 *
 * @param seed - any integer from −(2^53 − 1) to 2^53 − 1; a negative one means 2^64 + seed, as in PyTorch.
 * @returns the default generator.
 * @throws TypeError where the seed is not a number, RangeError where it is not an integer or too large.
 * @example
 * manualSeed(0);
 * rand([2]); // tensor([0.4963, 0.7682])
 * @see torch.manual_seed
 */
export function manualSeed(seed: number): Generator {
  return defaultGenerator.manualSeed(seed);
}
