/** The built site on a server of its own, as a static server would have it. */

import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { GUIDE } from "./pages.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

export async function serveSite(): Promise<{ url: string; close(): void }> {
  const dist = join(GUIDE, "dist");
  const server = createServer(({ url }, response) => {
    const path = join(dist, decodeURI(url!.replace(/[?#].*/, "")));
    const file = existsSync(path) && statSync(path).isDirectory() ? join(path, "index.html") : path;
    if (!existsSync(file)) response.writeHead(404).end();
    else
      response
        .setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream")
        .end(readFileSync(file));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close };
}
