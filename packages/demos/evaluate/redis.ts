/** A Redis of one's own: on a free port, in a folder that is gone afterwards. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

const HOST = "127.0.0.1";

export interface Connection {
  readonly host: string;
  readonly port: number;
}

export const NO_REDIS =
  "There is no redis-server here. Install it, on Debian with: apt-get install -y redis-server";

export const hasRedis = (): boolean => spawnSync("redis-server", ["--version"]).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, HOST);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function untilReady(server: ChildProcess, stdout: Readable): Promise<void> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stdout })) {
    lines.push(line);
    if (!line.includes("Ready to accept connections")) continue;
    stdout.resume(); // nobody reads the rest
    return;
  }
  throw new Error(`redis-server ended (${server.exitCode ?? server.signalCode}):\n${lines.join("\n")}`);
}

/** Starts a Redis, which ends when `use` has ended. @throws Error if it is not installed. */
export async function withRedis<T>(use: (connection: Connection) => Promise<T>): Promise<T> {
  if (!hasRedis()) throw new Error(NO_REDIS);
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "crossent-redis-"));
  const inMemory = ["--save", "", "--appendonly", "no"];
  const server = spawn(
    "redis-server",
    ["--bind", HOST, "--port", String(port), "--dir", folder, ...inMemory],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const ended = once(server, "exit");
  try {
    await untilReady(server, server.stdout);
    return await use({ host: HOST, port });
  } finally {
    server.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}
