/** Seeded random cases: the same area, seed and number always give the same case. */

import type { DType } from "../../src";
import { type ArrayValue, createArray, isFloating, sizeOf } from "./arrays";

/** A small seeded generator (mulberry32), one per case. */
export class Random {
  private state: number;

  constructor(area: string, seed: number, number: number) {
    let h = 2166136261; // FNV-1a of the case's name, so that neighbouring cases have unrelated states
    for (const char of `${area}/${seed}/${number}`) h = Math.imul(h ^ char.charCodeAt(0), 16777619);
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    this.state = (h ^ (h >>> 13)) >>> 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = this.state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  /** A whole number from low to high, both included. */
  int(low: number, high: number): number {
    return low + Math.floor(this.next() * (high - low + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.int(0, choices.length - 1)] as T;
  }

  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Some of the choices, each with the probability, in random order. */
  some<T>(choices: readonly T[], probability: number): T[] {
    return this.shuffle(choices.filter(() => this.chance(probability)));
  }

  shuffle<T>(values: readonly T[]): T[] {
    const out = [...values];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.int(0, i);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }

  /** A shape of the rank with few elements; a size is sometimes 0 or 1. */
  shape(rank: number, most = 4, empty = 0.03): number[] {
    return Array.from({ length: rank }, () =>
      this.chance(empty) ? 0 : this.chance(0.15) ? 1 : this.int(1, most),
    );
  }

  /** `dim`, or the same dim counted from the back. */
  sign(dim: number, rank: number): number {
    return this.chance(0.4) ? dim - Math.max(rank, 1) : dim;
  }
}

export type Style = "normal" | "hostile" | "equal" | "integers" | "positive";

const HOSTILE = [
  Number.POSITIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NaN,
  Number.NaN,
  0,
  -0,
  1e-45,
  -1e-40,
  1.1754944e-38,
  1e4,
  -1e4,
  3e38,
  -3e38,
  88.8,
  -104,
  1,
];

/** A style for a floating tensor. */
export const anyStyle = (random: Random): Style =>
  random.chance(0.35)
    ? "hostile"
    : random.pick(["normal", "normal", "normal", "equal", "integers", "positive"]);

/** Random values of any dtype. */
export function randomArray(
  random: Random,
  shape: readonly number[],
  dtype: DType,
  style: Style = "normal",
): ArrayValue {
  const data = createArray(dtype, sizeOf(shape));
  const scale = random.pick([0.01, 1, 1, 1, 1, 10, 1e4]);
  const constant = random.normal() * scale;
  const hostility = random.pick([0.1, 0.4, 1]);
  const pool = random.chance(0.3) ? random.shuffle(HOSTILE).slice(0, random.int(1, 3)) : HOSTILE; // whole lines of −∞
  const wide = random.chance(0.05); // sometimes integers near the ends of their type
  for (let i = 0; i < data.length; i++) {
    if (data instanceof BigInt64Array) {
      data[i] = BigInt(wide ? random.int(-(2 ** 40), 2 ** 40) : random.int(-5, 5));
    } else if (!isFloating(dtype)) {
      const [low, high] =
        dtype === "bool"
          ? [0, 1]
          : dtype === "uint8"
            ? [0, wide ? 255 : 9]
            : wide
              ? [-(2 ** 31), 2 ** 31 - 1]
              : [-5, 5];
      data[i] = random.int(low, high);
    } else if (style === "hostile" && random.chance(hostility)) {
      data[i] = random.pick(pool);
    } else if (style === "equal") {
      data[i] = constant;
    } else if (style === "integers") {
      data[i] = random.int(-3, 3);
    } else {
      const value = random.normal() * scale;
      data[i] = style === "positive" ? Math.abs(value) : value;
    }
  }
  return { dtype, shape: [...shape], data };
}
