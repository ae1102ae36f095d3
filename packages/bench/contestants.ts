/** The contestants, each in a process of its own: no one's heap, threads or compiled code disturb another's. */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { PARTS, type Part } from "./parts";
import type { Protocol } from "./protocol";

export interface Entry {
  readonly id: string;
  readonly title: string;
  readonly parts: readonly Part[];
  /** PyTorch's threads; 0 for what runs in Node. */
  readonly threads: number;
  /** The vector instructions that PyTorch is held to; null: the best that it finds. */
  readonly capability: "avx2" | "avx512" | null;
  readonly env: { readonly [name: string]: string };
  /** What it computes has no values: it is a clock. */
  readonly limit: boolean;
}

/** PyTorch on one thread with the vectors that every x86-64 of the last ten years has. */
export const BASELINE = "torch-avx2";

/** glibc then neither maps nor returns big blocks: the process keeps its pages, as a caching allocator would. */
const KEEP_PAGES = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "17179869184",
  MALLOC_TOP_PAD_: "268435456",
};

/** Measured: with OpenMP's spinning threads a call waits for the scheduler, 8 ms at a time, wherever a core is not free. */
const PATIENT_THREADS = { OMP_WAIT_POLICY: "passive" };

/** Each library chooses its instructions by itself: PyTorch's own kernels, oneDNN, OpenBLAS, MKL. */
const INSTRUCTIONS = {
  avx2: {
    ATEN_CPU_CAPABILITY: "avx2",
    ONEDNN_MAX_CPU_ISA: "AVX2",
    OPENBLAS_CORETYPE: "Haswell",
    MKL_ENABLE_INSTRUCTIONS: "AVX2",
  },
  avx512: {
    ATEN_CPU_CAPABILITY: "avx512",
    OPENBLAS_CORETYPE: "SkylakeX",
    MKL_ENABLE_INSTRUCTIONS: "AVX512",
  },
} as const;

/** All but the start, which has processes of its own. */
const ALL: readonly Part[] = PARTS.filter((part) => part !== "startup");
/** Where two threads are tried. */
const THREADED: readonly Part[] = ["product", "step", "linearLoss", "losses"];
const PEER: readonly Part[] = ["product", "step", "losses", "sweep", "memory"];

const torch = (
  id: string,
  title: string,
  parts: readonly Part[],
  capability: Entry["capability"],
  threads = 1,
  env: Entry["env"] = KEEP_PAGES,
): Entry => ({
  id,
  title,
  parts,
  threads,
  capability,
  env: { ...PATIENT_THREADS, ...(capability === null ? {} : INSTRUCTIONS[capability]), ...env },
  limit: false,
});

const inNode = (id: string, title: string, parts: readonly Part[], env: Entry["env"] = {}): Entry => ({
  ...{ id, title, parts, env },
  ...{ threads: 0, capability: null, limit: id.startsWith("peak") },
});

export const ENTRIES: readonly Entry[] = [
  torch(BASELINE, "PyTorch AVX2", ALL, "avx2"),
  torch("torch-avx512", "PyTorch AVX-512", without(ALL, "linearLoss", "sweep", "memory"), "avx512"),
  torch("torch-malloc", "PyTorch AVX2, malloc as it is", ["read"], "avx2", 1, {}),
  torch("torch-2-avx2", "PyTorch AVX2, 2 threads", ["losses"], "avx2", 2),
  torch("torch-2", "PyTorch, 2 threads", THREADED, null, 2),
  inNode("crossent-relaxed-simd", "crossent, relaxed-simd", ALL),
  inNode("crossent-simd128", "crossent, simd128", ALL),
  inNode("crossent-2", "crossent, 2 threads", THREADED),
  inNode("crossent-kept", "crossent, pages kept", ["step", "losses", "read", "tensors"], KEEP_PAGES),
  inNode("crossent-reference", "crossent, reference", ["losses", "sweep", "memory"]),
  inNode("onnxruntime", "onnxruntime-web (wasm)", PEER),
  inNode("jax", "jax-js (wasm)", PEER),
  inNode("tfjs", "tfjs (wasm)", PEER),
  inNode("numpy-ts", "numpy-ts", ["product"]),
  inNode("loops", "hand-written loops", ["losses", "sweep", "memory"]),
  inNode("peak-fma", "FMA peak, 128 bits", ["product"]),
  inNode("peak-mul-add", "mul + add peak, 128 bits", ["product"]),
];

function without(parts: readonly Part[], ...left: readonly Part[]): readonly Part[] {
  return parts.filter((part) => !left.includes(part));
}

export interface Engines {
  readonly node: string;
  readonly python: string;
}

const HERE = join(import.meta.dirname, "..");

function start(entry: Entry, { node, python }: Engines, forMemory: boolean): ChildProcess {
  // What is counted is the memory that a program needs, not what it keeps for speed: malloc is left as it is.
  const kept = Object.keys(KEEP_PAGES);
  const own = Object.entries(entry.env).filter(([name]) => !forMemory || !kept.includes(name));
  const options = {
    stdio: ["pipe", "pipe", "pipe"] as ["pipe", "pipe", "pipe"],
    env: { ...process.env, ...Object.fromEntries(own) },
  };
  if (entry.threads > 0) return spawn(python, [join(HERE, "pytorch.py")], options);
  const worker = join(HERE, "build", "worker.mjs");
  return spawn(node, forMemory ? ["--expose-gc", worker, "--count-typed-arrays"] : [worker], options);
}

const PATIENCE_MS = 300_000;

type Reply<K extends keyof Protocol> = Protocol[K]["reply"];

/** A running contestant. */
export class Contestant {
  readonly entry: Entry;
  version = "";
  #child: ChildProcess;
  #waiting: { resolve(line: string): void; reject(error: Error): void } | null = null;
  #stderr = "";

  constructor(entry: Entry, engines: Engines, forMemory = false) {
    this.entry = entry;
    this.#child = start(entry, engines, forMemory);
    createInterface({ input: this.#child.stdout! }).on("line", (line) => this.#waiting?.resolve(line));
    this.#child.stderr!.on("data", (chunk) => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-2000);
    });
    this.#child.stdin!.on("error", () => {}); // it died: "close" tells
    this.#child.on("error", (error) => this.#waiting?.reject(error));
    this.#child.on("close", (code) => {
      const last = this.#stderr.trim().split("\n").at(-1) ?? "";
      this.#waiting?.reject(new Error(`its process ended (${code}): ${last}`));
    });
  }

  /** @throws Error if the contestant says so, dies or does not answer. */
  async ask<K extends keyof Protocol>(name: K, ask: Protocol[K]["ask"]): Promise<Reply<K>> {
    if (this.#child.exitCode !== null) throw new Error("its process has ended");
    let timer: NodeJS.Timeout | undefined;
    const line = await new Promise<string>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      timer = setTimeout(() => {
        reject(new Error(`no answer to "${name}" in ${PATIENCE_MS / 1000} s`));
        this.stop();
      }, PATIENCE_MS);
      this.#child.stdin!.write(`${JSON.stringify({ do: name, ...ask })}\n`);
    }).finally(() => {
      clearTimeout(timer);
      this.#waiting = null;
    });
    const reply = JSON.parse(line) as Reply<K> & { error?: string };
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }

  async setup(): Promise<void> {
    const { id, threads, capability } = this.entry;
    this.version = (await this.ask("setup", { id, threads, capability })).version;
  }

  stop(): void {
    this.#child.kill();
  }
}
