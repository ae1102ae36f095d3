/**
 * Single-precision log, sine and cosine, rounded as PyTorch's AVX2 code rounds them, so that `normal` gives its bits.
 *
 * The approximations are those of S. L. Moshier's Cephes library (`logf.c`, `sinf.c`), in the order of operations of
 * J. Pommier's `sse_mathfun` and G. Garberoglio's `avx_mathfun`, from which PyTorch has them
 * (aten/src/ATen/native/cpu/avx_mathfun.h). GCC contracts each product that is only added to something into one fused
 * multiply-add; where it does, here stands `fma`. Nothing but +, −, ·, √ and `Math.fround` is used: every JS engine
 * gives the same bits.
 */

const { fround } = Math;

/**
 * `a·b + c` of float32 numbers, rounded to float32. The product is exact in double; the sum is rounded twice, which
 * differs from one rounding about once in 2^29 operations, and then by 1 ulp.
 */
const fma = (a: number, b: number, c: number): number => fround(a * b + c);

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

const MANTISSA_MASK = 0x007fffff;
const HALF_BITS = 0x3f000000; // 0.5
const SQRT_HALF = fround(Math.SQRT1_2);
const LN2_HI = 0.693359375; // Cody–Waite split: ln 2 = LN2_HI + LN2_LO
const LN2_LO = fround(-2.1219444e-4);

// Cephes logf.c: log(1 + x) ≈ x − x²/2 + x³ · P(x) on [√½ − 1, √2 − 1]
const LOG_P0 = fround(7.0376836292e-2);
const LOG_P1 = fround(-1.151461031e-1);
const LOG_P2 = fround(1.167699874e-1);
const LOG_P3 = fround(-1.2420140846e-1);
const LOG_P4 = fround(1.4249322787e-1);
const LOG_P5 = fround(-1.6668057665e-1);
const LOG_P6 = fround(2.0000714765e-1);
const LOG_P7 = fround(-2.4999993993e-1);
const LOG_P8 = fround(3.3333331174e-1);

/** Natural logarithm of a normal, positive, finite float32 number. */
export function logf(a: number): number {
  float[0] = a;
  let exponent = (bits[0]! >>> 23) - 126;
  bits[0] = (bits[0]! & MANTISSA_MASK) | HALF_BITS;
  const mantissa = float[0]; // in [½, 1)
  let x = fround(mantissa - 1);
  if (mantissa < SQRT_HALF) {
    exponent -= 1;
    x = fround(x + mantissa);
  }

  const square = fround(x * x);
  let y = fma(LOG_P0, x, LOG_P1);
  y = fma(y, x, LOG_P2);
  y = fma(y, x, LOG_P3);
  y = fma(y, x, LOG_P4);
  y = fma(y, x, LOG_P5);
  y = fma(y, x, LOG_P6);
  y = fma(y, x, LOG_P7);
  y = fma(y, x, LOG_P8);
  y = fma(fround(y * x), square, fround(exponent * LN2_LO));
  y = fma(-0.5, square, y);
  return fma(exponent, LN2_HI, fround(x + y));
}

const FOUR_OVER_PI = fround(4 / Math.PI);
// Cody–Waite split: π/4 = PI_4_HI + PI_4_MID + PI_4_LO
const PI_4_HI = 0.78515625;
const PI_4_MID = 2.4187564849853516e-4;
const PI_4_LO = fround(3.774894977445941e-8);

// Cephes sinf.c: sin x ≈ x + x³ · S(x²) and cos x ≈ 1 − x²/2 + x⁴ · C(x²) on [−π/4, π/4]
const SIN_0 = fround(-1.9515295891e-4);
const SIN_1 = fround(8.3321608736e-3);
const SIN_2 = fround(-1.6666654611e-1);
const COS_0 = fround(2.443315711809948e-5);
const COS_1 = fround(-1.388731625493765e-3);
const COS_2 = fround(4.166664568298827e-2);

/** Writes sine and cosine of a float32 number in [0, 2π] to `out[0]` and `out[1]`. */
export function sincosf(angle: number, out: Float32Array): void {
  // The even octant j nearest to the angle, and x = angle − j · π/4
  const j = (Math.trunc(fround(angle * FOUR_OVER_PI)) + 1) & ~1;
  let x = fma(-PI_4_HI, j, angle);
  x = fma(-PI_4_MID, j, x);
  x = fma(-PI_4_LO, j, x);

  const square = fround(x * x);
  let cos = fma(COS_0, square, COS_1);
  cos = fma(cos, square, COS_2);
  cos = fma(fround(cos * square), square, fround(-0.5 * square));
  cos = fround(cos + 1);
  let sin = fma(SIN_0, square, SIN_1);
  sin = fma(sin, square, SIN_2);
  sin = fma(fround(sin * square), x, x);

  const swap = (j & 2) !== 0;
  out[0] = (j & 4) === 0 ? (swap ? cos : sin) : swap ? -cos : -sin;
  out[1] = ((j + 2) & 4) === 0 ? (swap ? sin : cos) : swap ? -sin : -cos;
}
