/**
 * Kernels that work element by element, on rows of y that lie side by side. The description of a call, as
 * src/backends/wasm/elementwise.ts lays it out: elements of a row, y, then for each operand a pointer, the bytes from one row to
 * the next, and the bytes from one element to the next: 0 where one number stands for a row; a number at the end.
 *
 * The last four numbers of a row may reach beyond it: y must not lie over an operand, and a row overwrites what the one
 * before left there.
 */

import { exp, log, sigmoid, tanh } from "./vector";

const ADD: i32 = 0, SUB: i32 = 1, MUL: i32 = 2, DIV: i32 = 3, AXPY: i32 = 4, MAXIMUM: i32 = 5, MINIMUM: i32 = 6;
const RELU_GRAD: i32 = 7, ABS_GRAD: i32 = 8, SQRT_GRAD: i32 = 9, SIGMOID_GRAD: i32 = 10, TANH_GRAD: i32 = 11;
const NEG: i32 = 12, EXP: i32 = 13, LOG: i32 = 14, SQRT: i32 = 15, ABS: i32 = 16, RELU: i32 = 17;
const SIGMOID: i32 = 18, TANH: i32 = 19;
const EQ: i32 = 20, NE: i32 = 21, LT: i32 = 22, LE: i32 = 23;

/** What becomes of four numbers. `kernel` is a constant, so that only its branch is compiled. */
// @ts-ignore: decorator
@inline
function result(kernel: i32, a: v128, b: v128, alpha: v128): v128 {
  if (kernel == ADD) return f32x4.add(a, b);
  if (kernel == SUB) return f32x4.sub(a, b);
  if (kernel == MUL) return f32x4.mul(a, b);
  if (kernel == DIV) return f32x4.div(a, b);
  if (kernel == AXPY) return f32x4.add(a, f32x4.mul(alpha, b));
  if (kernel == RELU_GRAD) return v128.andnot(a, f32x4.le(b, f32x4.splat(0)));
  if (kernel == SQRT_GRAD) return f32x4.div(a, f32x4.add(b, b));
  if (kernel == NEG) return f32x4.neg(a);
  if (kernel == EXP) return exp(a);
  if (kernel == LOG) return log(a);
  if (kernel == SQRT) return f32x4.sqrt(a);
  if (kernel == ABS) return f32x4.abs(a);
  if (kernel == RELU) return v128.andnot(a, f32x4.lt(a, f32x4.splat(0)));
  if (kernel == SIGMOID) return sigmoid(a);
  if (kernel == TANH) return tanh(a);
  if (kernel == MAXIMUM) return f32x4.max(a, b);
  if (kernel == MINIMUM) return f32x4.min(a, b);
  const zero = f32x4.splat(0), one = f32x4.splat(1);
  if (kernel == SIGMOID_GRAD) return f32x4.mul(f32x4.mul(a, f32x4.sub(one, b)), b);
  if (kernel == TANH_GRAD) return f32x4.mul(a, f32x4.sub(one, f32x4.mul(b, b)));
  return f32x4.mul(a, f32x4.sub(v128.and(one, f32x4.gt(b, zero)), v128.and(one, f32x4.lt(b, zero)))); // ABS_GRAD
}

// @ts-ignore: decorator
@inline
function pairs(kernel: i32, call: usize, rows: i32): void {
  const bytes = <usize>load<i32>(call) << 2;
  const rowA = load<u32>(call, 12), stepA = load<u32>(call, 16), rowB = load<u32>(call, 24), stepB = load<u32>(call, 28);
  const alpha = v128.load32_splat(call, 32);
  let y: usize = load<u32>(call, 4), a: usize = load<u32>(call, 8), b: usize = load<u32>(call, 20);
  for (; rows > 0; rows--, a += rowA, b += rowB, y += bytes) {
    if (stepA == 0) {
      const left = v128.load32_splat(a);
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, result(kernel, left, v128.load(b + i), alpha));
    } else if (stepB == 0) {
      const right = v128.load32_splat(b);
      for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, result(kernel, v128.load(a + i), right, alpha));
    } else {
      for (let i: usize = 0; i < bytes; i += 16) {
        v128.store(y + i, result(kernel, v128.load(a + i), v128.load(b + i), alpha));
      }
    }
  }
}

/** Which of four pairs compare so: all bits of those. */
// @ts-ignore: decorator
@inline
function truth(kernel: i32, a: v128, b: v128): v128 {
  if (kernel == EQ) return f32x4.eq(a, b);
  if (kernel == NE) return f32x4.ne(a, b);
  if (kernel == LT) return f32x4.lt(a, b);
  return f32x4.le(a, b);
}

/** Four masks as four bytes of 0 or 1. */
// @ts-ignore: decorator
@inline
function storeTruth(y: usize, mask: v128): void {
  const bytes = i8x16.shuffle(mask, mask, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  v128.store32_lane(y, v128.and(bytes, i8x16.splat(1)), 0);
}

/** {@link pairs} whose y are bytes. */
// @ts-ignore: decorator
@inline
function comparisons(kernel: i32, call: usize, rows: i32): void {
  const n: usize = load<u32>(call);
  const rowA = load<u32>(call, 12), stepA = load<u32>(call, 16), rowB = load<u32>(call, 24), stepB = load<u32>(call, 28);
  let y: usize = load<u32>(call, 4), a: usize = load<u32>(call, 8), b: usize = load<u32>(call, 20);
  for (; rows > 0; rows--, a += rowA, b += rowB, y += n) {
    if (stepA == 0) {
      const left = v128.load32_splat(a);
      for (let i: usize = 0; i < n; i += 4) storeTruth(y + i, truth(kernel, left, v128.load(b + (i << 2))));
    } else if (stepB == 0) {
      const right = v128.load32_splat(b);
      for (let i: usize = 0; i < n; i += 4) storeTruth(y + i, truth(kernel, v128.load(a + (i << 2)), right));
    } else {
      for (let i: usize = 0; i < n; i += 4) {
        storeTruth(y + i, truth(kernel, v128.load(a + (i << 2)), v128.load(b + (i << 2))));
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function singles(kernel: i32, call: usize, rows: i32): void {
  const bytes = <usize>load<i32>(call) * rows << 2;
  const y: usize = load<u32>(call, 4), x: usize = load<u32>(call, 8), zero = f32x4.splat(0);
  for (let i: usize = 0; i < bytes; i += 16) v128.store(y + i, result(kernel, v128.load(x + i), zero, zero));
}

export function eachAdd(call: usize, rows: i32): void {
  pairs(ADD, call, rows);
}

export function eachSub(call: usize, rows: i32): void {
  pairs(SUB, call, rows);
}

export function eachMul(call: usize, rows: i32): void {
  pairs(MUL, call, rows);
}

export function eachDiv(call: usize, rows: i32): void {
  pairs(DIV, call, rows);
}

export function eachAxpy(call: usize, rows: i32): void {
  pairs(AXPY, call, rows);
}

export function eachReluGrad(call: usize, rows: i32): void {
  pairs(RELU_GRAD, call, rows);
}

export function eachAbsGrad(call: usize, rows: i32): void {
  pairs(ABS_GRAD, call, rows);
}

export function eachSqrtGrad(call: usize, rows: i32): void {
  pairs(SQRT_GRAD, call, rows);
}

export function eachNeg(call: usize, rows: i32): void {
  singles(NEG, call, rows);
}

export function eachExp(call: usize, rows: i32): void {
  singles(EXP, call, rows);
}

export function eachLog(call: usize, rows: i32): void {
  singles(LOG, call, rows);
}

export function eachSqrt(call: usize, rows: i32): void {
  singles(SQRT, call, rows);
}

export function eachAbs(call: usize, rows: i32): void {
  singles(ABS, call, rows);
}

export function eachRelu(call: usize, rows: i32): void {
  singles(RELU, call, rows);
}

export function eachSigmoidGrad(call: usize, rows: i32): void {
  pairs(SIGMOID_GRAD, call, rows);
}

export function eachTanhGrad(call: usize, rows: i32): void {
  pairs(TANH_GRAD, call, rows);
}

export function eachMaximum(call: usize, rows: i32): void {
  pairs(MAXIMUM, call, rows);
}

export function eachMinimum(call: usize, rows: i32): void {
  pairs(MINIMUM, call, rows);
}

export function eachEq(call: usize, rows: i32): void {
  comparisons(EQ, call, rows);
}

export function eachNe(call: usize, rows: i32): void {
  comparisons(NE, call, rows);
}

export function eachLt(call: usize, rows: i32): void {
  comparisons(LT, call, rows);
}

export function eachLe(call: usize, rows: i32): void {
  comparisons(LE, call, rows);
}

export function eachSigmoid(call: usize, rows: i32): void {
  singles(SIGMOID, call, rows);
}

export function eachTanh(call: usize, rows: i32): void {
  singles(TANH, call, rows);
}
