/** A contestant's process: `worker.mjs` reads requests from stdin and answers on stdout (see protocol.ts). */

import { writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { readInputs } from "./inputs";
import { countTypedArrays, measureMemory } from "./memory";
import type { Call, Peer } from "./peers/peer";
import type { Protocol } from "./protocol";
import { timed, warm } from "./timing";

type Load = () => Promise<Peer>;

const PEERS: { readonly [id: string]: Load } = {
  "crossent-reference": async () => (await import("./peers/crossent")).crossent("reference"),
  "crossent-simd128": async () => (await import("./peers/crossent")).crossent("simd128"),
  "crossent-relaxed-simd": async () => (await import("./peers/crossent")).crossent("relaxed-simd"),
  loops: async () => (await import("./peers/loops")).loops,
  onnxruntime: async () => (await import("./peers/onnxruntime")).onnxruntime,
  tfjs: async () => (await import("./peers/tfjs")).tfjs,
  jax: async () => (await import("./peers/jax")).jax,
};

let peer: Peer;
let call: Call | undefined;

const handlers: {
  readonly [K in keyof Protocol]?: (ask: Protocol[K]["ask"]) => Promise<Protocol[K]["reply"]>;
} = {
  async setup({ id }) {
    peer = await PEERS[id]!();
    return { version: await peer.setup() };
  },
  async prepare({ op, case: c, dir }) {
    await call?.dispose?.();
    call = undefined;
    call = await peer.prepare(op, readInputs(dir, c));
    return {};
  },
  async check({ path }) {
    await call!.run();
    const { loss, values } = await call!.read();
    if (values !== undefined) writeFileSync(path, values);
    return { loss: loss ?? null, values: values !== undefined };
  },
  warm: async ({ warmMs, sampleMs }) => ({ calls: await warm(call!, warmMs, sampleMs) }),
  async sample({ calls }) {
    await timed(call!, 1); // the others have emptied the caches
    return { ns: await timed(call!, calls) };
  },
  memory: async () => measureMemory(call!),
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
