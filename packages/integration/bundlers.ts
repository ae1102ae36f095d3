/** Pages with a program of the application, made by bundlers with their defaults. */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { nodeResolve } from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";
import { build } from "vite";
import { webpack } from "webpack";
import { bundle } from "./bundle.ts";
import { application } from "./package.ts";
import { runNode } from "./run.ts";

/** A page, and the folder from which its scripts come. */
export interface BuiltPage {
  readonly html: string;
  readonly folder: string;
}

export const htmlOf = (script: string): string =>
  `<!doctype html><title>crossent</title><pre></pre><script type="module" src="${script}"></script>`;

/** Each makes a page into the folder; the program is a path from the application, such as `./threads.mjs`. */
const BUNDLERS = {
  async esbuild(program: string, folder: string): Promise<string> {
    const made = bundle(`import "${program}"`, { platform: "browser", format: "esm", minify: true });
    writeFileSync(join(folder, "bundle.js"), made.code);
    return htmlOf("/bundle.js");
  },

  async rollup(program: string, folder: string): Promise<string> {
    const made = await rollup({
      input: join(application, program),
      plugins: [nodeResolve()],
      onwarn: ({ message }) => {
        throw new Error(message);
      },
    });
    await made.write({ file: join(folder, "bundle.js"), format: "es" });
    return htmlOf("/bundle.js");
  },

  webpack: (program: string, folder: string): Promise<string> =>
    new Promise((done, fail) => {
      const options = {
        mode: "production" as const,
        context: application,
        entry: program,
        output: { path: folder, filename: "bundle.js" },
        performance: { hints: false } as const, // it warns of scripts of more than 244 KiB
      };
      webpack(options, (error, stats) => {
        if (error) fail(error);
        else if (stats!.hasErrors() || stats!.hasWarnings()) fail(new Error(stats!.toString()));
        else done(htmlOf("/bundle.js"));
      });
    }),

  async vite(program: string, folder: string): Promise<string> {
    const input = pageOf(program);
    await build({
      root: application,
      logLevel: "warn",
      build: { outDir: folder, rolldownOptions: { input } },
    });
    return readFileSync(join(folder, PAGE), "utf8");
  },

  async parcel(program: string, folder: string): Promise<string> {
    const parcel = join(__dirname, "node_modules", "parcel", "lib", "bin.js");
    runNode([parcel, "build", pageOf(program), "--dist-dir", folder, "--no-cache"], application);
    return readFileSync(join(folder, PAGE), "utf8");
  },
};

export type Bundler = keyof typeof BUNDLERS;

export const bundlers = Object.keys(BUNDLERS) as Bundler[];

const PAGE = "page.html";

/** Path of a page that loads the program, for those who bundle pages. */
function pageOf(program: string): string {
  const path = join(application, PAGE);
  writeFileSync(path, htmlOf(program));
  return path;
}

export async function buildPage(bundler: Bundler, program: string): Promise<BuiltPage> {
  const folder = join(application, "built", bundler, program);
  mkdirSync(folder, { recursive: true });
  return { html: await BUNDLERS[bundler](program, folder), folder };
}
