/** Runs the comparison and writes its tables and its picture; `--help` lists the options (options.ts). */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { BASELINE, Contestant, ENTRIES, type Entry } from "./contestants";
import { goalsTable } from "./goals";
import { removeInputs, writeInputs } from "./inputs";
import { readOptions } from "./options";
import { draw } from "./plot";
import { type MemoryResult, memoryTable, problems, sweepTable, timeTables } from "./report";
import { type Measurement, measure } from "./rounds";
import { LARGEST, makeCase } from "./shapes";

const { shapes, sweep, ops, peers, parts, pace, engines, out } = readOptions();
const dir = mkdtempSync(join(tmpdir(), "crossent-bench-"));
process.on("exit", () => removeInputs(dir));

const say = (text: string): void => console.error(text);
const nodeVersion = execFileSync(engines.node, ["--version"], { encoding: "utf8" }).trim();

async function open(entry: Entry, forMemory = false): Promise<Contestant | null> {
  const contestant = new Contestant(entry, engines, forMemory);
  try {
    await contestant.setup();
    return contestant;
  } catch (error) {
    contestant.stop();
    skipped.push(`${entry.title} skipped on Node ${nodeVersion}: ${(error as Error).message}`);
    say(skipped.at(-1)!);
    return null;
  }
}

const skipped: string[] = [];
const contestants: Contestant[] = [];
for (const entry of peers) {
  const contestant = await open(entry);
  if (contestant !== null) contestants.push(contestant);
}

const baseline = ENTRIES.find(({ id }) => id === BASELINE)!;
const torch = contestants.find(({ entry }) => entry.id === BASELINE) ?? (await open(baseline));
if (torch === null) {
  say("PyTorch checks every result: --python must name a Python that has it");
  process.exit(1);
}

const tables: Measurement[] = [];
if (parts.includes("tables")) {
  for (const op of ops) {
    for (const c of shapes) {
      say(`${op} ${c.name}`);
      tables.push(await measure(contestants, torch, op, c, pace, dir));
    }
  }
}

const growth: Measurement[] = [];
if (parts.includes("sweep")) {
  for (const c of sweep) {
    say(`sweep ${c.name}`);
    growth.push(await measure(contestants, torch, "crossEntropyGrad", c, pace, dir));
  }
}
for (const contestant of [torch, ...contestants]) contestant.stop();

/** A fresh process each: it meets a small call first, so that what is counted is the call and not the loading of code. */
async function memoryOf(contestant: Contestant): Promise<MemoryResult> {
  const small = makeCase([8, 1000]);
  try {
    for (const c of [small, LARGEST]) {
      await contestant.ask("prepare", { op: "crossEntropyGrad", case: c, dir: writeInputs(dir, c) });
      if (c === small) await contestant.ask("warm", { warmMs: 50, sampleMs: 1 });
    }
    return await contestant.ask("memory", {});
  } catch (error) {
    return { failed: (error as Error).message };
  } finally {
    contestant.stop();
  }
}

const memory = new Map<string, MemoryResult>();
if (parts.includes("memory")) {
  for (const { entry } of contestants) {
    say(`memory ${entry.title}`);
    const fresh = await open(entry, true);
    if (fresh !== null) memory.set(entry.title, await memoryOf(fresh));
  }
}

const report = [
  `${cpus()[0]!.model}, ${cpus().length} cores, Node ${nodeVersion}, ${pace.rounds} rounds; float32.`,
  contestants.map(({ entry, version }) => `- ${entry.title}: ${version}`).join("\n"),
  skipped.map((line) => `- ${line}`).join("\n"),
  tables.length > 0 ? timeTables(tables, contestants) : "",
  growth.length > 0 ? sweepTable(growth, contestants) : "",
  memory.size > 0 ? memoryTable(memory) : "",
  tables.length > 0 ? goalsTable(tables, memory) : "",
  problems([...tables, ...growth]),
]
  .filter((part) => part !== "")
  .join("\n\n");
console.log(report);

mkdirSync(out, { recursive: true });
writeFileSync(join(out, "report.md"), `${report}\n`);
writeFileSync(
  join(out, "results.json"),
  `${JSON.stringify({ tables, growth, memory: [...memory] }, null, 1)}\n`,
);
if (growth.length > 0) writeFileSync(join(out, "classes.svg"), draw(growth, contestants));
