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

const CALLS = 10;

export async function measureMemory(call: Call): Promise<MemoryReply> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error("memory needs --expose-gc");
  gc();
  gc();
  resetPeak();
  const base = status("VmRSS");
  await call.run();
  const first = status("VmHWM") - base;
  for (let i = 2; i < CALLS; i++) await call.run();
  made = 0;
  await call.run();
  const typedArrays = made;
  return { first, ten: status("VmHWM") - base, typedArrays };
}
