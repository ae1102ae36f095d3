/** Writes cases.json, the cases for whoever wants to measure a library elsewhere: `npm run cases`. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cases } from "./cases.ts";

const lines = cases().map((one) => JSON.stringify(one));
writeFileSync(join(import.meta.dirname, "cases.json"), `[\n${lines.join(",\n")}\n]\n`);
