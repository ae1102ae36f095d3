/**
 * The steps of optimizers, on arrays of `n` numbers that lie side by side in memory; up to three numbers behind them are
 * changed. The operands stand in the order of src/backends/table.ts. All round as src/backends/reference/update.ts does.
 */

import { pointer, scalar } from "./call";
import { joined, madd, promote } from "./vector";

// @ts-ignore: decorator
@inline
function factor(call: usize, operand: i32): v128 {
  return f32x4.splat(<f32>scalar(call, operand));
}

/** 1 + 2^-12, whose square needs a bit more than float32 has. */
const PROBE = memory.data<f32>([1.000244140625], 16);

/** Whether the relaxed instruction rounds once, which it does where the machine can: then the kernels named `fused…` may run. */
export function fuses(): bool {
  if (!ASC_FEATURE_RELAXED_SIMD) return false;
  const x = v128.load32_splat(PROBE);
  return f32x4.extract_lane(madd(x, x, f32x4.splat(-1.00048828125)), 0) != 0;
}

/** `a + b · c`, rounded once: by the instruction, or as a sum in float64, where the product is exact. */
// @ts-ignore: decorator
@inline
function fused(byInstruction: bool, a: v128, b: v128, c: v128): v128 {
  if (byInstruction) return madd(b, c, a);
  const low = f64x2.add(promote(a, false), f64x2.mul(promote(b, false), promote(c, false)));
  const high = f64x2.add(promote(a, true), f64x2.mul(promote(b, true), promote(c, true)));
  return joined(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high));
}

// @ts-ignore: decorator
@inline
function sgd(byInstruction: bool, call: usize, n: i32): void {
  const p = pointer(call, 0), gradient = pointer(call, 1), velocity = pointer(call, 2), bytes = <usize>n << 2;
  const sign = factor(call, 3), weightDecay = factor(call, 4), momentum = factor(call, 5), share = factor(call, 6);
  const rate = f32x4.neg(factor(call, 8));
  const decays = <f32>scalar(call, 4) != 0, nesterov = scalar(call, 7) != 0;
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(p + i);
    let g = f32x4.mul(sign, v128.load(gradient + i));
    if (decays) g = fused(byInstruction, g, weightDecay, x);
    if (velocity != 0) {
      const v = fused(byInstruction, f32x4.mul(momentum, v128.load(velocity + i)), share, g);
      v128.store(velocity + i, v);
      g = nesterov ? fused(byInstruction, g, momentum, v) : v;
    }
    v128.store(p + i, fused(byInstruction, x, rate, g));
  }
}

// @ts-ignore: decorator
@inline
function adam(byInstruction: bool, call: usize, n: i32): void {
  const p = pointer(call, 0), gradient = pointer(call, 1), mean = pointer(call, 2), square = pointer(call, 3);
  const largest = pointer(call, 4), bytes = <usize>n << 2;
  const keep = factor(call, 5), weightDecay = factor(call, 6), share1 = factor(call, 7), beta2 = factor(call, 8);
  const share2 = factor(call, 9), root = factor(call, 10), eps = factor(call, 11), rate = factor(call, 12);
  const rest1 = f32x4.sub(share1, f32x4.splat(1)), near = <f32>scalar(call, 7) < 0.5;
  const keeps = <f32>scalar(call, 5) == 1, decays = <f32>scalar(call, 6) != 0;
  for (let i: usize = 0; i < bytes; i += 16) {
    let x = v128.load(p + i), g = v128.load(gradient + i);
    if (!keeps) x = f32x4.mul(keep, x);
    if (decays) g = fused(byInstruction, g, weightDecay, x);
    let m = v128.load(mean + i);
    const difference = f32x4.sub(g, m);
    m = near ? fused(byInstruction, m, share1, difference) : fused(byInstruction, g, rest1, difference);
    v128.store(mean + i, m);
    let s = fused(byInstruction, f32x4.mul(beta2, v128.load(square + i)), f32x4.mul(share2, g), g);
    v128.store(square + i, s);
    if (largest != 0) {
      s = f32x4.max(v128.load(largest + i), s);
      v128.store(largest + i, s);
    }
    const divisor = f32x4.add(f32x4.div(f32x4.sqrt(s), root), eps);
    v128.store(p + i, f32x4.sub(x, f32x4.div(f32x4.mul(rate, m), divisor)));
  }
}

export function updateSgd(call: usize, n: i32): void {
  sgd(false, call, n);
}

export function updateAdam(call: usize, n: i32): void {
  adam(false, call, n);
}

export function fusedSgd(call: usize, n: i32): void {
  sgd(ASC_FEATURE_RELAXED_SIMD, call, n);
}

export function fusedAdam(call: usize, n: i32): void {
  adam(ASC_FEATURE_RELAXED_SIMD, call, n);
}
