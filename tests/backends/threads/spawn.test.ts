import { setTimeout as sleep } from "node:timers/promises";
import { obstacle, spawn } from "../../../src/backends/threads/spawn";
import { eventually } from "../../eventually";

const engine = globalThis as unknown as { [name: string]: unknown };

/** Runs with other globals, and then puts back what was there. */
async function withGlobals(changes: { readonly [name: string]: unknown }, run: () => unknown): Promise<void> {
  const before = Object.keys(changes).map(
    (name) => [name, Object.getOwnPropertyDescriptor(engine, name)] as const,
  );
  for (const [name, value] of Object.entries(changes))
    Object.defineProperty(engine, name, { value, configurable: true, writable: true });
  try {
    await run();
  } finally {
    for (const [name, descriptor] of before)
      if (descriptor === undefined) delete engine[name];
      else Object.defineProperty(engine, name, descriptor);
  }
}

test("nothing is against workers in Node", () => {
  expect(obstacle()).toBeNull();
});

test.each([
  ["a page that is not isolated", { crossOriginIsolated: false }, /not cross-origin isolated.*Opener-Policy/],
  ["no shared memory", { SharedArrayBuffer: undefined }, /no shared memory/],
  ["no WebAssembly", { WebAssembly: undefined }, /no shared memory/],
  ["no workers", { process: undefined, Worker: undefined }, /no workers/],
])("%s is", async (_, changes, why) => {
  await withGlobals(changes, () => expect(obstacle()).toMatch(why));
});

test("Node before 20.16 has its modules for programs in CommonJS", async () => {
  const asked: string[] = [];
  const mainModule = { require: (name: string) => asked.push(name) };
  await withGlobals({ process: { mainModule } }, () => expect(obstacle()).toBeNull());
  expect(asked).toEqual(["node:worker_threads"]);
});

test("a worker that fails says why, once; one that is stopped says nothing", async () => {
  const said: string[] = [];
  const failing = spawn((why) => said.push(why));
  failing.post({ kind: "executes", backend: "none", module: {} });
  await eventually(() => said.length > 0);
  const stopped = spawn((why) => said.push(why));
  stopped.stop();
  await sleep(200);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/WebAssembly/);
});

test("a browser's worker is made of a blob, and told of its own events", async () => {
  const made: FakeWorker[] = [];
  class FakeWorker {
    onerror: ((event: { readonly message?: string }) => void) | null = null;
    readonly posted: unknown[] = [];
    isOver = false;
    constructor(readonly url: string) {
      made.push(this);
    }
    postMessage(message: unknown): void {
      this.posted.push(message);
    }
    terminate(): void {
      this.isOver = true;
    }
  }
  const said: string[] = [];
  await withGlobals({ process: undefined, Worker: FakeWorker, crossOriginIsolated: true }, () => {
    expect(obstacle()).toBeNull();
    const thread = spawn((why) => said.push(why));
    const worker = made[0]!;
    expect(worker.url).toMatch(/^blob:/);
    thread.post("hello");
    worker.onerror!({});
    worker.onerror!({ message: "again" });
    thread.stop();
    expect([worker.posted, worker.isOver]).toEqual([["hello"], true]);
  });
  expect(said).toEqual([expect.stringMatching(/Content-Security-Policy/)]);
});
