/**
 * The machine's own limit with 128-bit vectors: as many multiply-adds as the product has, on registers alone. A module
 * made by hand; the accumulators are independent, so that no instruction waits for the one before.
 */

import { setFlagsFromString } from "node:v8";
import type { Inputs } from "../inputs";
import type { Op } from "../ops";
import type { Call, Peer } from "./peer";

export type Kind = "fma" | "mul-add";

const ACCUMULATORS = 13; // measured on x86-64 with its 16 registers: 14 spill in Node 20, 8 leave mul + add waiting
const LANES = 4;

/** Unsigned LEB128, the numbers of the WebAssembly binary format. */
function leb(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...leb(n >>> 7)];
}

const vector = (items: readonly (readonly number[])[]): number[] => [...leb(items.length), ...items.flat()];
const section = (id: number, items: readonly (readonly number[])[]): number[] => {
  const body = vector(items);
  return [id, ...leb(body.length), ...body];
};

const [F32, I32, V128] = [0x7d, 0x7f, 0x7b];
const localGet = (i: number): number[] => [0x20, ...leb(i)];
const localSet = (i: number): number[] => [0x21, ...leb(i)];
const localTee = (i: number): number[] => [0x22, ...leb(i)];
const simd = (opcode: number): number[] => [0xfd, ...leb(opcode)];
const [SPLAT, EXTRACT, ADD, MUL, RELAXED_MADD] = [0x13, 0x1f, 0xe4, 0xe6, 0x105].map(simd) as number[][];
const constant = (x: number): number[] => [0x43, ...new Uint8Array(new Float32Array([x]).buffer), ...SPLAT!];

/** `run(n)`: n times, every accumulator becomes itself · 0.5 + 1. */
function build(kind: Kind): Uint8Array<ArrayBuffer> {
  const [n, factor, addend, first] = [0, 1, 2, 3];
  const accumulators = Array.from({ length: ACCUMULATORS }, (_, i) => first + i);
  const step = (a: number): number[] =>
    kind === "fma"
      ? [...localGet(a), ...localGet(factor), ...localGet(addend), ...RELAXED_MADD!, ...localSet(a)]
      : [...localGet(a), ...localGet(factor), ...MUL!, ...localGet(addend), ...ADD!, ...localSet(a)];
  const locals = vector([[...leb(ACCUMULATORS + 2), V128]]);
  const code = [
    ...locals,
    ...[...constant(0.5), ...localSet(factor)],
    ...[...constant(1), ...localSet(addend)],
    ...accumulators.flatMap((a) => [...constant(a), ...localSet(a)]),
    ...[0x03, 0x40], // loop
    ...accumulators.flatMap(step),
    ...[...localGet(n), 0x41, 1, 0x6b, ...localTee(n), 0x0d, 0], // n - 1, again unless 0
    0x0b,
    ...localGet(first),
    ...accumulators.slice(1).flatMap((a) => [...localGet(a), ...ADD!]), // all are used
    ...[...EXTRACT!, 0],
    0x0b,
  ];
  return new Uint8Array([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [[0x60, ...vector([[I32]]), ...vector([[F32]])]]),
    ...section(3, [[0]]),
    ...section(7, [[...vector([[0x72]]), 0, 0]]), // "r"
    ...section(10, [[...leb(code.length), ...code]]),
  ]);
}

export const peak = (kind: Kind): Peer => {
  let run: (n: number) => number;
  return {
    name: "peak",
    async setup() {
      const binary = build(kind);
      // The machine has the instruction where Node 20 hides it behind a flag.
      if (!WebAssembly.validate(binary)) setFlagsFromString("--experimental-wasm-relaxed-simd");
      const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary));
      run = exports["r"] as typeof run;
      return `${ACCUMULATORS} accumulators of ${LANES} float32`;
    },
    prepare(op: Op, { rows, classes, depth }: Inputs): Call | null {
      if (op !== "product") return null;
      const times = Math.round((rows * classes * depth!) / (ACCUMULATORS * LANES));
      let sum = 0;
      return {
        run() {
          sum = run(times);
        },
        get loss() {
          return sum;
        },
        read: () => null,
      };
    },
  };
};
