/**
 * A contestant in a process of its own: `program.ts NAME DTYPE FOLDER` scores the logits of the folder and prints what it took.
 * `pytorch.py` does the same.
 */

import { openSync, readFileSync, readSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { log_softmax, Tensor } from "@huggingface/transformers";
import { asTensor, functional } from "crossent";
import type { Took, Unable } from "./measure.ts";

type Elements = Float32Array | Uint16Array;

/** Gives the log-probabilities of the targets. */
type Call = () => ArrayLike<number>;

/** A call on logits of `dims`, or why there is none. */
type Prepare = (data: Elements, targets: BigInt64Array, dims: [number, number]) => Call | Unable;

const [name, dtype, folder] = process.argv.slice(2) as [string, "float32" | "float16", string];

const CONTESTANTS: { readonly [name: string]: Prepare } = {
  crossent(data, targets, dims) {
    const logits = asTensor({ data, dims, type: dtype });
    const target = asTensor(targets);
    return () => functional.score(logits, target, { topK: 5 }).logProb.data;
  },
  /** The log-probabilities alone, row by row: its `log_softmax` takes one row. */
  transformers(data, targets, dims) {
    const logits = new Tensor(dtype, data as Float32Array, dims);
    if (dtype === "float16" && logits.data instanceof Uint16Array) {
      return { unable: "without Float16Array its float16 are bits, which log_softmax takes for numbers" };
    }
    return () =>
      Array.from(
        logits as Iterable<Tensor>,
        (row, i) => log_softmax(row.data as Float32Array)[Number(targets[i])]!,
      );
  },
};

/** Bytes of the process: resident now (`VmRSS`), or the most so far (`VmHWM`). */
function status(field: "VmRSS" | "VmHWM"): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync("/proc/self/status", "utf8"));
  return Number(line![1]) * 1024;
}

/** The bytes of a file, in memory of their own. */
function read(file: string): ArrayBuffer {
  const path = join(folder, file);
  const bytes = new Uint8Array(statSync(path).size);
  readSync(openSync(path, "r"), bytes);
  return bytes.buffer;
}

function measure(): Took | Unable {
  const data = dtype === "float32" ? new Float32Array(read(dtype)) : new Uint16Array(read(dtype));
  const targets = new BigInt64Array(read("targets"));
  const rows = targets.length;
  const prepare = CONTESTANTS[name]!;
  const small = prepare(data.slice(0, 8000), new BigInt64Array(8), [8, 1000]);
  const call = prepare(data, targets, [rows, data.length / rows]);
  if ("unable" in small) return small;
  if ("unable" in call) return call;
  small(); // what is counted is the call, not the loading of code
  globalThis.gc!();
  globalThis.gc!();
  writeFileSync("/proc/self/clear_refs", "5"); // the peak starts again
  const base = status("VmRSS");
  const logProb = Array.from(call());
  const peak = status("VmHWM") - base;
  call();
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    call();
    return performance.now() - start;
  });
  return { ms: times.sort((a, b) => a - b)[1]!, peak, logProb };
}

console.log(JSON.stringify(measure()));
