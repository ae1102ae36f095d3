/** Runs the comparison and writes its tables and its picture; `--help` lists the options (options.ts). */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { BASELINE, Contestant, ENTRIES, type Entry } from "./contestants";
import { goalsList } from "./goals";
import { removeInputs, writeInputs } from "./inputs";
import { readOptions } from "./options";
import { type Part, races, type Task } from "./parts";
import { draw } from "./plot";
import { type LinearLossMemory, type MemoryResult, memoryTable, Report, startupTable } from "./report";
import { Measured, type Run, run } from "./rounds";
import { LARGEST, makeCase, makeHead } from "./shapes";
import { type StartupResult, startup } from "./startup";

const { choice, peers, parts, pace, processes, engines, out } = readOptions();
const dir = mkdtempSync(join(tmpdir(), "crossent-bench-"));
process.on("exit", () => removeInputs(dir));

const started = performance.now();
const say = (text: string): void =>
  console.error(`${((performance.now() - started) / 1000).toFixed(0).padStart(5)} s  ${text}`);
const nodeVersion = execFileSync(engines.node, ["--version"], { encoding: "utf8" }).trim();

const runs: Run[] = [];
const memory = new Map<string, MemoryResult>();
const linearLossMemory: LinearLossMemory[] = [];
let startups: StartupResult[] = [];
const versions = new Map<string, string>();
const skipped = new Set<string>();

async function open(entry: Entry, forMemory = false): Promise<Contestant | null> {
  const contestant = new Contestant(entry, engines, forMemory);
  try {
    await contestant.setup();
    if (!forMemory) versions.set(entry.title, contestant.version);
    return contestant;
  } catch (error) {
    contestant.stop();
    const line = `${entry.title} skipped on Node ${nodeVersion}: ${(error as Error).message}`;
    if (!skipped.has(line)) say(line);
    skipped.add(line);
    return null;
  }
}

/** Nobody watches a long run: what fails is reported, and the rest goes on. */
async function attempt(name: string, step: () => Promise<void>): Promise<void> {
  try {
    await step();
  } catch (error) {
    skipped.add(`${name} failed: ${(error as Error).message.trim().split("\n").at(-1)}`);
    say([...skipped].at(-1)!);
  }
}

/** Fresh processes for every part: what it gives does not depend on which parts ran before it. */
async function race(part: Part): Promise<void> {
  const list = races(part, choice);
  if (list.length === 0) return;
  const contestants: Contestant[] = [];
  for (const entry of peers.filter((peer) => peer.parts.includes(part))) {
    const contestant = await open(entry);
    if (contestant !== null) contestants.push(contestant);
  }
  const baseline = ENTRIES.find(({ id }) => id === BASELINE)!;
  const torch = contestants.find(({ entry }) => entry.id === BASELINE) ?? (await open(baseline));
  if (torch === null) {
    say("PyTorch checks every result: --python must name a Python that has it");
    process.exit(1);
  }
  for (const [number, one] of list.entries()) {
    const name = `${part}: ${one.tasks.map(({ op, case: c }) => `${op} ${c.name}`).join(", ")}`;
    say(name);
    await attempt(name, async () => {
      runs.push(...(await run(one, number, contestants, torch, pace, dir)));
    });
  }
  for (const contestant of new Set([torch, ...contestants])) contestant.stop();
}

/** A fresh process each: it meets a small call first, so that what is counted is the call and not the loading of code. */
async function memoryOf(contestant: Contestant, { op, case: c }: Task, calls: number): Promise<MemoryResult> {
  const small = c.depth === undefined ? makeCase([8, 1000]) : makeHead([8, 16, 1000]);
  try {
    for (const [slot, own] of [small, c].entries()) {
      await contestant.ask("prepare", { slot, op, case: own, dir: writeInputs(dir, op, own) });
      if (slot === 0) await contestant.ask("warm", { slot, warmMs: 50, sampleMs: 1 });
    }
    return await contestant.ask("memory", { slot: 1, calls });
  } catch (error) {
    return { failed: (error as Error).message };
  } finally {
    contestant.stop();
  }
}

async function measureMemory(): Promise<void> {
  for (const entry of peers.filter((peer) => peer.parts.includes("memory"))) {
    say(`memory: ${entry.title}`);
    const fresh = await open(entry, true);
    if (fresh !== null)
      memory.set(entry.title, await memoryOf(fresh, { op: "crossEntropyGrad", case: LARGEST }, 10));
  }
}

/** Of one call, which takes seconds. */
async function measureLinearLossMemory(): Promise<void> {
  for (const task of races("linearLoss", choice).flatMap(({ tasks }) => tasks)) {
    say(`memory: ${task.op} ${task.case.name}`);
    for (const { id, ...entry } of peers.filter((peer) => peer.parts.includes("linearLoss"))) {
      const fresh = await open({ id, ...entry }, true);
      if (fresh !== null) linearLossMemory.push({ id, ...task, result: await memoryOf(fresh, task, 1) });
    }
  }
}

/** Written after every part: a run that is cut off leaves what it has. */
function write(): string {
  const measured = new Measured(runs);
  const report = new Report(measured, peers, linearLossMemory);
  const goals = goalsList({ measured, report, memory, startup: startups });
  const text = [
    `${cpus()[0]!.model}, ${cpus().length} cores, Node ${nodeVersion}, ${pace.rounds} rounds; float32, pf: page faults a call.`,
    [...versions].map(([title, version]) => `- ${title}: ${version}`).join("\n"),
    [...skipped].map((line) => `- ${line}`).join("\n"),
    goals,
    report.step(),
    report.linearLoss(),
    report.product(),
    report.read(),
    report.losses(),
    report.tensors(),
    report.cliffs(),
    report.sweep(),
    memoryTable(memory),
    startupTable(startups),
    report.problems(),
  ]
    .filter((block) => block !== "")
    .join("\n\n");
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, "report.md"), `${text}\n`);
  writeFileSync(join(out, "readme.md"), `${report.short()}\n`);
  const numbers = { versions: [...versions], runs, memory: [...memory], linearLossMemory, startup: startups };
  writeFileSync(join(out, "results.json"), `${JSON.stringify(numbers, null, 1)}\n`);
  const growth = runs.filter(({ part }) => part === "sweep");
  if (growth.length > 0) writeFileSync(join(out, "classes.svg"), draw(growth, peers));
  return text;
}

async function measureStartup(): Promise<void> {
  say("startup");
  await attempt("startup", async () => {
    startups = await startup(engines.node, processes);
  });
}

let text = "";
for (const part of parts) {
  if (part === "startup") await measureStartup();
  else if (part === "memory") await measureMemory();
  else await race(part);
  if (part === "linearLoss") await measureLinearLossMemory();
  text = write();
}
console.log(text);
say("done");
