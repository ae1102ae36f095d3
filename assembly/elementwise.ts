/**
 * Kernels that work element by element, on rows of y that lie side by side. The description of a call, as
 * src/backends/wasm/elementwise.ts lays it out: elements of a row, y, then for each operand a pointer, the bytes from one row to
 * the next, and the bytes from one element to the next: 0 where one number stands for a row; a number at the end.
 *
 * The last four numbers of a row may reach beyond it: y must not lie over an operand, and a row overwrites what the one
 * before left there.
 */

import { exp, log } from "./vector";

const ADD: i32 = 0, SUB: i32 = 1, MUL: i32 = 2, DIV: i32 = 3, AXPY: i32 = 4;
const RELU_GRAD: i32 = 5, ABS_GRAD: i32 = 6, SQRT_GRAD: i32 = 7;
const NEG: i32 = 8, EXP: i32 = 9, LOG: i32 = 10, SQRT: i32 = 11, ABS: i32 = 12, RELU: i32 = 13;

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
  const zero = f32x4.splat(0), one = f32x4.splat(1);
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
