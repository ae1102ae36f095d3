/** Memory of one call, taken inside the contestant's process: the peak that Linux keeps, and typed arrays as they are made. */

import { readFileSync, writeFileSync } from "node:fs";
import type { Call } from "./peers/peer";
import type { MemoryReply } from "./protocol";

function status(field: "VmRSS" | "VmHWM"): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync("/proc/self/status", "utf8"));
  return Number(line![1]) * 1024;
}

/** Makes the peak (`VmHWM`) start again from what is resident now. */
const resetPeak = (): void => writeFileSync("/proc/self/clear_refs", "5");

const CLASSES = ["Float32Array", "Float64Array", "Int32Array", "Uint8Array", "BigInt64Array"] as const;

let made = 0;

/** Counts the bytes of every typed array that is not a view of another one's buffer. Call it before the library is loaded. */
export function countTypedArrays(): void {
  const scope = globalThis as unknown as { [name: string]: new (...args: unknown[]) => ArrayBufferView };
  for (const name of CLASSES) {
    scope[name] = new Proxy(scope[name]!, {
      construct(target, args, newTarget) {
        const array = Reflect.construct(target, args, newTarget) as ArrayBufferView;
        if (!(args[0] instanceof ArrayBuffer || args[0] instanceof SharedArrayBuffer))
          made += array.byteLength;
        return array;
      },
    });
  }
}

export async function measureMemory(call: Call, calls: number): Promise<MemoryReply> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("memory needs --expose-gc");
  gc();
  gc();
  resetPeak();
  const base = status("VmRSS");
  let first = 0;
  for (let i = 1; i <= calls; i++) {
    made = 0;
    await call.run();
    if (i === 1) first = status("VmHWM") - base;
  }
  return { first, all: status("VmHWM") - base, typedArrays: made };
}
