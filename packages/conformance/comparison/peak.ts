/** How much memory a call takes while it runs. Linux only. */

import { readFileSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const gc = runInNewContext("gc") as () => void;

/** In bytes: resident now (`VmRSS`), or the most since it was set back (`VmHWM`). */
function status(field: "VmRSS" | "VmHWM"): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(readFileSync("/proc/self/status", "utf8"));
  return Number(line![1]) * 1024;
}

/** The most bytes that the process held during the call, beyond those before it. */
export async function peakOf(call: () => unknown): Promise<number> {
  gc();
  writeFileSync("/proc/self/clear_refs", "5"); // the peak starts again
  const before = status("VmRSS");
  await call();
  return status("VmHWM") - before;
}
