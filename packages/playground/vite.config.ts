import { defineConfig, type Plugin } from "vite";

/** What the page may load: its own script and style, WebAssembly for crossent's kernels, and nothing from any network. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** Only in the build: the development server talks to its page over a WebSocket. */
const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    {
      tag: "meta",
      attrs: { "http-equiv": "Content-Security-Policy", content: POLICY },
      injectTo: "head-prepend",
    },
  ],
};

export default defineConfig({
  base: "./", // so that the folder can be served from anywhere
  plugins: [contentSecurityPolicy],
  // The oldest engines that know light-dark(), which the colours are written with.
  build: { target: ["chrome123", "firefox120", "safari17.5"] },
  server: { fs: { allow: ["../.."] } }, // `crossent` is a link to the repository
});
