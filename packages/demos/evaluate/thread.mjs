// The way into thread.ts: Node 20 does not ask tsx how to load the first file of a thread.
import { tsImport } from "tsx/esm/api";

await tsImport("./thread.ts", import.meta.url);
