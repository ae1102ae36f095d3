/** How a worker is started, in Node (and Bun, Deno) and in browsers. No import is needed, which bundlers would follow. */

import { WORKER } from "./workerCode.ts";

/** A worker. */
export interface Thread {
  post(message: unknown): void;
  /** Ends it at once. */
  stop(): void;
}

interface NodeWorker {
  postMessage(message: unknown): void;
  terminate(): unknown;
  unref(): void;
  on(event: "error" | "exit" | "messageerror", listener: (what: unknown) => void): void;
}

interface WebWorker {
  postMessage(message: unknown): void;
  terminate(): void;
  onerror: ((event: { readonly message?: string; preventDefault?(): void }) => void) | null;
}

/** The parts of Node and of browsers that are used here: the library compiles without the types of either. */
interface Engine {
  readonly process?: {
    readonly getBuiltinModule?: (name: string) => unknown;
    readonly mainModule?: { require?(name: string): unknown };
  };
  readonly Worker?: new (url: string) => WebWorker;
  readonly Blob?: new (parts: readonly string[], options: { readonly type: string }) => object;
  readonly URL?: { createObjectURL?(blob: object): string; revokeObjectURL(url: string): void };
  readonly crossOriginIsolated?: boolean;
  readonly WebAssembly?: unknown;
}

const engine = (): Engine => globalThis as unknown as Engine;

interface WorkerThreads {
  readonly Worker: new (code: string, options: object) => NodeWorker;
}

/** Node's module, or undefined elsewhere. Node before 20.16 has it for CommonJS programs. */
function workerThreads(): WorkerThreads | undefined {
  const { process } = engine();
  const name = "node:worker_threads";
  return (process?.getBuiltinModule?.(name) ?? process?.mainModule?.require?.(name)) as
    | WorkerThreads
    | undefined;
}

/** Why there can be no workers here; null where nothing is known to be against them. */
export function obstacle(): string | null {
  const { Worker, Blob, URL, crossOriginIsolated } = engine();
  if (crossOriginIsolated === false)
    return "this page is not cross-origin isolated: its server has to send `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`";
  if (typeof SharedArrayBuffer === "undefined" || engine().WebAssembly === undefined)
    return "this engine has no shared memory";
  if (workerThreads() !== undefined) return null;
  if (Worker === undefined || Blob === undefined || URL?.createObjectURL === undefined)
    return "this engine has no workers";
  return null;
}

/**
 * Starts a worker, which keeps no process alive.
 *
 * @param ended - told once when it has ended by itself, with the reason.
 * @throws where the engine refuses.
 */
export function spawn(ended: (reason: string) => void): Thread {
  let isOver = false;
  const end = (reason: string): void => {
    if (!isOver) ended(reason);
    isOver = true;
  };
  const threads = workerThreads();
  if (threads !== undefined) {
    // What the process was started with (loaders, --require, --inspect-brk) is not for it.
    const worker = new threads.Worker(WORKER, { eval: true, execArgv: [], env: {}, name: "crossent" });
    worker.on("error", (error) => end(error instanceof Error ? error.message : String(error)));
    worker.on("messageerror", () => end("a message did not arrive"));
    worker.on("exit", (code) => end(`it ended with code ${code}`));
    worker.unref();
    return {
      post: (message) => worker.postMessage(message),
      stop() {
        isOver = true;
        worker.terminate();
      },
    };
  }
  const { Worker, Blob, URL } = engine();
  const url = URL!.createObjectURL!(new Blob!([WORKER], { type: "text/javascript" }));
  const worker = new Worker!(url);
  worker.onerror = (event) => {
    event.preventDefault?.();
    end(event.message || "the page's Content-Security-Policy may forbid workers of `blob:` (worker-src)");
  };
  return {
    post: (message) => worker.postMessage(message),
    stop() {
      isOver = true;
      worker.terminate();
      URL!.revokeObjectURL(url);
    },
  };
}
