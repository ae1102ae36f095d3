/** The PyTorch process: requests go out as JSON lines, answers come back in the same order. */

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { WireArray } from "./arrays";

/** How the program is run; see oracle.py. */
export type Mode = "plain" | "truth" | "jitter" | "noise";

export interface Request {
  readonly leaves: readonly (WireArray & { readonly name: string; readonly grad: boolean })[];
  /** Python that runs first, outside the program. */
  readonly prologue: string;
  readonly code: readonly string[];
  readonly outputs: readonly string[];
  readonly text: boolean;
  readonly mode: Mode;
}

export type WireOutput =
  | (WireArray & { readonly requiresGrad: boolean; readonly gradFn: string | null })
  | { readonly value: unknown };

export interface OracleError {
  readonly name: string;
  readonly message: string;
}

export interface Answer {
  readonly outputs: readonly WireOutput[];
  readonly texts: readonly (string | null)[];
  readonly grads: Readonly<Record<string, WireArray | null>>;
  readonly error?: OracleError;
}

type Line = Answer & { readonly id?: number; readonly fault?: string; readonly torch?: string };

export class Oracle {
  /** PyTorch's version, known after `start`. */
  version = "";
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly waiting = new Map<
    number,
    { resolve: (answer: Answer) => void; reject: (e: Error) => void }
  >();
  private count = 0;
  private errors = "";

  private constructor(python: string, env: NodeJS.ProcessEnv) {
    this.child = spawn(python, ["-u", join(__dirname, "oracle.py")], { env: { ...process.env, ...env } });
    this.child.stderr.on("data", (chunk: Buffer) => {
      this.errors += String(chunk);
    });
    this.child.on("close", (code) => {
      const gone = new Error(`The PyTorch process ended (code ${code}). ${this.errors.slice(-2000)}`);
      for (const { reject } of this.waiting.values()) reject(gone);
      this.waiting.clear();
    });
  }

  /** @param env - variables that the process sees beside ours. */
  static start(python: string, env: NodeJS.ProcessEnv = {}): Promise<Oracle> {
    const oracle = new Oracle(python, env);
    return new Promise((resolve, reject) => {
      oracle.waiting.set(-1, { resolve: () => undefined, reject });
      createInterface({ input: oracle.child.stdout }).on("line", (text) => {
        const line = JSON.parse(text) as Line;
        if (line.torch !== undefined) {
          oracle.version = line.torch;
          oracle.waiting.delete(-1);
          resolve(oracle);
        } else oracle.receive(line);
      });
    });
  }

  run(request: Request): Promise<Answer> {
    const id = this.count++;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.child.stdin.write(`${JSON.stringify({ id, ...request })}\n`);
    });
  }

  stop(): void {
    this.child.stdin.end();
  }

  private receive(line: Line): void {
    const id = line.id ?? -1;
    const request = this.waiting.get(id);
    this.waiting.delete(id);
    if (line.fault !== undefined) request?.reject(new Error(`oracle.py: ${line.fault}`));
    else request?.resolve(line);
  }
}
