/**
 * Sums without rounding: a superaccumulator (Kulisch 1971). All finite doubles are whole multiples of 2^−1074, so a sum of
 * them is a whole number of some 2100 bits, which lies here in limbs of 32 bits. A limb may grow to 2^53 before its carry has
 * to go to the next one, so that an addition touches three of them and nothing else.
 */

const LIMB_BITS = 32;
const LIMB = 2 ** LIMB_BITS;
/** 2098 bits for the largest double, and more than 64 for the sum of as many as anybody can add. */
const LIMBS = 69;
/** Additions, each below 2^32 a limb, between two carries: a limb stays exact, also in the sum of two that wait for theirs. */
const MOST_PENDING = 2 ** 19;

/** The binary exponent of the unit. */
const UNIT_EXPONENT = -1074;
const HIDDEN_BIT = 2 ** 20;
/** What the bits of the exponent say of infinities and NaN. */
const NOT_FINITE = 0x7ff;

/** A double, and its two words: every engine's machine is little-endian. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * An {@link ExactSum} as plain JSON: `digits · 16^zeros · 2^−1074`, and how many numbers were not finite. The digits are
 * hexadecimal and end in none that is 0, so that equal sums have equal JSON.
 */
export interface ExactSumJSON {
  readonly digits: string;
  readonly zeros: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
}

const DIGITS = /^(?:0|-?[1-9a-f](?:[0-9a-f]*[1-9a-f])?)$/;
/** The digits of the largest sum that the limbs hold. */
const MOST_DIGITS = ((LIMBS - 1) * LIMB_BITS) / 4;

/**
 * A sum of doubles that does not depend on their order, or on which of them were added up elsewhere and merged: no addition
 * rounds, only {@link ExactSum.value} does, once.
 */
export class ExactSum {
  /** The lowest first. After a carry they are in [0, 2^32), but for the last, which has the sign. */
  readonly #limbs = new Float64Array(LIMBS);
  #pending = 0;
  #nan = 0;
  #positiveInfinity = 0;
  #negativeInfinity = 0;

  /** Adds a number. */
  add(x: number): void {
    double[0] = x;
    const low = words[0]!;
    const high = words[1]!;
    const exponent = (high >>> 20) & NOT_FINITE;
    if (exponent === NOT_FINITE) {
      this.#countNotFinite(x);
      return;
    }
    if (this.#pending === MOST_PENDING) this.#carry();
    this.#pending++;
    const isNormal = exponent > 0;
    const top = (high & (HIDDEN_BIT - 1)) + (isNormal ? HIDDEN_BIT : 0);
    const bit = isNormal ? exponent - 1 : 0;
    const shift = bit & (LIMB_BITS - 1);
    const back = LIMB_BITS - shift;
    const sign = high >>> 31 === 0 ? 1 : -1;
    const limbs = this.#limbs;
    const at = bit >>> 5;
    // Shifts by 32 are shifts by 0.
    limbs[at]! += sign * ((low << shift) >>> 0);
    limbs[at + 1]! += sign * (((top << shift) >>> 0) + (shift === 0 ? 0 : low >>> back));
    limbs[at + 2]! += sign * (shift === 0 ? 0 : top >>> back);
  }

  /** Adds the numbers of an array. */
  addAll(numbers: Float64Array): void {
    for (let i = 0; i < numbers.length; i++) this.add(numbers[i]!);
  }

  /** Adds another sum, which stays as it is. */
  merge(other: ExactSum): void {
    for (let i = 0; i < LIMBS; i++) this.#limbs[i]! += other.#limbs[i]!;
    this.#carry();
    this.#nan += other.#nan;
    this.#positiveInfinity += other.#positiveInfinity;
    this.#negativeInfinity += other.#negativeInfinity;
  }

  /** The sum of nothing again. */
  reset(): void {
    this.#limbs.fill(0);
    this.#pending = 0;
    this.#nan = 0;
    this.#positiveInfinity = 0;
    this.#negativeInfinity = 0;
  }

  /**
   * The sum, rounded to the nearest double, ties to even: beyond the largest ±Infinity. NaN and infinities do what they do
   * in every sum.
   */
  value(): number {
    const up = this.#positiveInfinity > 0;
    const down = this.#negativeInfinity > 0;
    if (this.#nan > 0 || (up && down)) return Number.NaN;
    if (up || down) return up ? Infinity : -Infinity;
    const total = this.#total();
    return total < 0n ? -rounded(-total) : rounded(total);
  }

  /** The sum as plain JSON. */
  toJSON(): ExactSumJSON {
    const all = this.#total().toString(16);
    const digits = all === "0" ? all : all.replace(/0+$/, "");
    return {
      digits,
      zeros: all.length - digits.length,
      nan: this.#nan,
      positiveInfinity: this.#positiveInfinity,
      negativeInfinity: this.#negativeInfinity,
    };
  }

  /** The sum that {@link ExactSum.toJSON} wrote; null where nothing could have written that. */
  static fromJSON(json: unknown): ExactSum | null {
    if (typeof json !== "object" || json === null) return null;
    const { digits, zeros, nan, positiveInfinity, negativeInfinity } = json as Record<string, unknown>;
    if (typeof digits !== "string" || digits.length > MOST_DIGITS || !DIGITS.test(digits)) return null;
    if (!isCount(zeros) || (digits === "0" && zeros > 0) || digits.length + zeros > MOST_DIGITS) return null;
    if (!isCount(nan) || !isCount(positiveInfinity) || !isCount(negativeInfinity)) return null;
    const sum = new this();
    const isNegative = digits.startsWith("-");
    let rest = BigInt(`0x${isNegative ? digits.slice(1) : digits}`) << BigInt(4 * zeros);
    for (let i = 0; rest > 0n; i++, rest >>= 32n) {
      sum.#limbs[i] = (isNegative ? -1 : 1) * Number(BigInt.asUintN(LIMB_BITS, rest));
    }
    sum.#carry();
    sum.#nan = nan;
    sum.#positiveInfinity = positiveInfinity;
    sum.#negativeInfinity = negativeInfinity;
    return sum;
  }

  #countNotFinite(x: number): void {
    if (Number.isNaN(x)) this.#nan++;
    else if (x > 0) this.#positiveInfinity++;
    else this.#negativeInfinity++;
  }

  /** Brings every limb but the last into [0, 2^32). */
  #carry(): void {
    const limbs = this.#limbs;
    for (let i = 0; i < LIMBS - 1; i++) {
      const carry = Math.floor(limbs[i]! / LIMB);
      limbs[i]! -= carry * LIMB;
      limbs[i + 1]! += carry;
    }
    this.#pending = 0;
  }

  /** The whole number of units. */
  #total(): bigint {
    this.#carry();
    let total = 0n;
    for (let i = LIMBS - 1; i >= 0; i--) total = (total << 32n) + BigInt(this.#limbs[i]!);
    return total;
  }
}

/** Whether a value can be how many there are of something. */
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

/** Bits that are rounded to a double's 53: a last one that stands for all below them leaves no tie that is none. */
const KEPT_BITS = 64;

/** So many units, 0 or more, as a double. */
function rounded(units: bigint): number {
  const below = units.toString(2).length - KEPT_BITS;
  if (below <= 0) return timesPowerOf2(Number(units), UNIT_EXPONENT);
  const kept = units >> BigInt(below);
  const isExact = kept << BigInt(below) === units;
  return timesPowerOf2(Number(isExact ? kept : kept | 1n), below + UNIT_EXPONENT);
}

/** `x · 2^exponent`, exact, as x is 0 or at least 1 and no result lies between two subnormals. */
const timesPowerOf2 = (x: number, exponent: number): number =>
  exponent < -1000 ? x * 2 ** -1000 * 2 ** (exponent + 1000) : x * 2 ** exponent;
