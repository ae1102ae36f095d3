/** The contestants, each in a process of its own: no one's heap, threads or compiled code disturb another's. */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Protocol } from "./protocol";

export interface Entry {
  readonly id: string;
  readonly title: string;
  /** PyTorch's threads; 0 for what runs in Node. */
  readonly threads: number;
}

export const BASELINE = "torch-1";

export const ENTRIES: readonly Entry[] = [
  { id: BASELINE, title: "PyTorch, 1 thread", threads: 1 },
  { id: "torch-2", title: "PyTorch, 2 threads", threads: 2 },
  { id: "crossent-relaxed-simd", title: "crossent, relaxed-simd", threads: 0 },
  { id: "crossent-simd128", title: "crossent, simd128", threads: 0 },
  { id: "crossent-reference", title: "crossent, reference", threads: 0 },
  { id: "onnxruntime", title: "onnxruntime-web (wasm)", threads: 0 },
  { id: "jax", title: "jax-js (wasm)", threads: 0 },
  { id: "tfjs", title: "tfjs (wasm)", threads: 0 },
  { id: "loops", title: "hand-written loops", threads: 0 },
];

export interface Engines {
  readonly node: string;
  readonly python: string;
}

/** glibc then neither maps nor returns big blocks: PyTorch keeps its pages, as a caching allocator would. */
const KEEP_PAGES = { MALLOC_MMAP_THRESHOLD_: "4294967296", MALLOC_TRIM_THRESHOLD_: "17179869184" };

/** Measured: with OpenMP's spinning threads a call waits for the scheduler, 8 ms at a time, wherever a core is not free. */
const PATIENT_THREADS = { OMP_WAIT_POLICY: "passive" };

const HERE = join(import.meta.dirname, "..");

function start({ threads }: Entry, { node, python }: Engines, forMemory: boolean): ChildProcess {
  // What is counted is the memory that a program needs, not what it keeps for speed: malloc is left as it is.
  const keep = forMemory ? {} : KEEP_PAGES;
  const stdio: ["pipe", "pipe", "pipe"] = ["pipe", "pipe", "pipe"];
  if (threads > 0) {
    return spawn(python, [join(HERE, "pytorch.py")], {
      stdio,
      env: { ...process.env, ...PATIENT_THREADS, ...keep },
    });
  }
  const worker = join(HERE, "build", "worker.mjs");
  return spawn(node, forMemory ? ["--expose-gc", worker, "--count-typed-arrays"] : [worker], { stdio });
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
    const { id, threads } = this.entry;
    this.version = (await this.ask("setup", { id, threads })).version;
  }

  stop(): void {
    this.#child.kill();
  }
}
