/** A contestant's process: `worker.mjs` reads requests from stdin and answers on stdout (see protocol.ts). */

import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { readInputs } from "./inputs";
import { countTypedArrays, measureMemory } from "./memory";
import { STEPS } from "./ops";
import type { Call, Peer } from "./peers/peer";
import type { Protocol, Results } from "./protocol";
import { sample, warm } from "./timing";

type Load = () => Promise<Peer>;

const PEERS: { readonly [id: string]: Load } = {
  "crossent-reference": async () => (await import("./peers/crossent")).crossent("reference"),
  "crossent-simd128": async () => (await import("./peers/crossent")).crossent("simd128"),
  "crossent-relaxed-simd": async () => (await import("./peers/crossent")).crossent("relaxed-simd"),
  "crossent-2": async () => (await import("./peers/crossent")).crossent(null, 2),
  "crossent-kept": async () => (await import("./peers/crossent")).crossent(null),
  loops: async () => (await import("./peers/loops")).loops,
  "numpy-ts": async () => (await import("./peers/numpyTs")).numpyTs,
  onnxruntime: async () => (await import("./peers/onnxruntime")).onnxruntime,
  tfjs: async () => (await import("./peers/tfjs")).tfjs,
  jax: async () => (await import("./peers/jax")).jax,
  "peak-fma": async () => (await import("./peers/peak")).peak("fma"),
  "peak-mul-add": async () => (await import("./peers/peak")).peak("mul-add"),
};

let peer: Peer;
const calls = new Map<number, Call>();

/** A call from the start; where calls build on each other, STEPS of them, and the loss is that of the first. */
async function once(call: Call): Promise<Results["loss"]> {
  await call.restart?.();
  await call.run();
  const loss = call.loss ?? null;
  if (call.restart !== undefined) for (let i = 1; i < STEPS; i++) await call.run();
  return loss;
}

const handlers: {
  readonly [K in keyof Protocol]?: (ask: Protocol[K]["ask"]) => Promise<Protocol[K]["reply"]>;
} = {
  async setup({ id }) {
    peer = await PEERS[id]!();
    return { version: await peer.setup() };
  },
  async prepare({ slot, op, case: c, dir }) {
    const call = await peer.prepare(op, readInputs(dir, c));
    if (call !== null) calls.set(slot, call);
    return { able: call !== null };
  },
  async check({ slot, path, fresh }) {
    const call = calls.get(slot)!;
    const loss = fresh ? await once(call) : (call.loss ?? null);
    const values = await call.read();
    if (values !== null) writeFileSync(path, values);
    return { loss, values: values !== null };
  },
  warm: async ({ slot, warmMs, sampleMs }) => warm(calls.get(slot)!, warmMs, sampleMs),
  sample: async (ask) => sample(calls.get(ask.slot)!, ask.calls, ask.settleMs),
  async release() {
    for (const call of calls.values()) await call.dispose?.();
    calls.clear();
    return {};
  },
  memory: async (ask) => measureMemory(calls.get(ask.slot)!, ask.calls),
};

if (process.argv.includes("--count-typed-arrays")) countTypedArrays();
console.log = console.error; // libraries talk; stdout is the protocol's

for await (const line of createInterface({ input: process.stdin })) {
  const { do: name, ...ask } = JSON.parse(line) as { do: keyof Protocol };
  let reply: object;
  try {
    reply = await (handlers[name] as (ask: object) => Promise<object>)(ask);
  } catch (error) {
    reply = { error: String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
