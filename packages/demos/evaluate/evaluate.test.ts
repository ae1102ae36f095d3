/** Every way to score the corpus, with any number of workers and with accidents, against one process: the same bits. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { setBackend } from "crossent";
import * as ort from "onnxruntime-node";
import { SaxesParser } from "saxes";
import type { Victim } from "./accident.ts";
import { scoreAlone } from "./alone.ts";
import { type Corpus, IGNORED, makeCorpus, readShard } from "./corpus.ts";
import { startFleet } from "./fleet.ts";
import { scoreCommand, scoreInParallel } from "./parallel.ts";
import { picture } from "./picture.ts";
import { type QueueRun, scoreInQueue } from "./queue.ts";
import { hasRedis, NO_REDIS } from "./redis.ts";
import { reportTable } from "./reportTable.ts";
import { openScorer } from "./scorer.ts";
import { type Report, reportOf, Scores } from "./scores.ts";
import { scoreInThreads } from "./threads.ts";

const SHARDS = 9;
const SIZE = { training: 500, scored: 4000 }; // shards of 444 and 445: the last batch of each is not full

const missing = (what: string): { skip: string | false } => {
  console.error(`\n*** NOT TESTED: ${what}\n`);
  return { skip: what };
};
const redis = hasRedis() ? { skip: false } : missing(NO_REDIS);
const parallel =
  spawnSync("parallel", ["--version"]).status === 0
    ? { skip: false }
    : missing("There is no GNU parallel here. Install it, on Debian with: apt-get install -y parallel");

const folder = mkdtempSync(join(tmpdir(), "crossent-evaluate-"));
let corpus: Corpus;
/** What one process says of all shards. */
let alone: Report;

before(async () => {
  setBackend("simd128");
  corpus = makeCorpus(join(folder, "corpus"), SHARDS, SIZE);
  alone = await scoreAlone(corpus, { onProgress: () => {} });
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Equal JSON, so equal bits: JSON has 17 digits of a double. */
const sameAsAlone = (report: Report): void => assert.equal(JSON.stringify(report), JSON.stringify(alone));

/** A run of which nobody watches the progress. */
const run = (workers: number) => ({ workers, onProgress: () => {} });

/** The corpus with one more shard, which is no JSON. */
function withBrokenShard(): Corpus {
  const path = join(folder, "broken.json");
  writeFileSync(path, "no JSON");
  return { ...corpus, shards: [...corpus.shards, { path, digits: 1 }] };
}

test("one process says what loops in double precision say of the labelled digits", async () => {
  const session = await ort.InferenceSession.create(corpus.model);
  const bins = Array.from({ length: 15 }, () => ({ count: 0, hits: 0, confidence: 0 }));
  let loss = 0;
  for (const { path } of corpus.shards) {
    const { images, labels } = readShard(path);
    const input = new ort.Tensor(images.dtype, images.data, images.shape);
    const { logits } = await session.run({ images: input });
    for (const [i, label] of (labels.tolist() as number[]).entries()) {
      if (label === IGNORED) continue;
      const row = [...(logits!.data as Float32Array).subarray(10 * i, 10 * i + 10)];
      const normalizer = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
      const confidence = Math.exp(Math.max(...row) - normalizer);
      const bin = bins[Math.max(Math.ceil(confidence * 15) - 1, 0)]!;
      loss += normalizer - row[label]!;
      bin.count++;
      bin.confidence += confidence;
      if (row[label] === Math.max(...row)) bin.hits++;
    }
  }
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const hits = bins.reduce((sum, bin) => sum + bin.hits, 0);
  const ece = bins.reduce((sum, bin) => sum + Math.abs(bin.hits - bin.confidence), 0) / count;
  const near = (got: number, want: number): void => assert.ok(Math.abs(got - want) < 1e-6, `${got}, ${want}`);

  const { crossEntropy, accuracy, calibration } = new Scores(alone.total);
  assert.equal(crossEntropy.compute().count, count);
  assert.ok(count < 0.95 * SIZE.scored && count > 0.85 * SIZE.scored, `${count} labelled digits`);
  near(crossEntropy.compute().loss, loss / count);
  assert.equal(accuracy.compute().correct, hits);
  near(calibration.compute().ece, ece);
  assert.deepEqual(
    calibration.compute().bins.map((bin) => bin.count),
    bins.map((bin) => bin.count),
  );
});

test("shards that are merged are what one accumulator says that has seen all of them", async () => {
  const score = await openScorer(corpus.model);
  const all = new Scores();
  for (const { path } of corpus.shards) await score(path, all);
  assert.deepEqual(all.toJSON(), alone.total);
  assert.deepEqual(reportOf([...alone.shards].reverse()), alone);
});

test("the progress ends where all digits are scored", async () => {
  const seen: number[] = [];
  await scoreAlone(corpus, { onProgress: (digits) => seen.push(digits) });
  assert.ok(seen.every((digits, i) => i === 0 || digits > seen[i - 1]!));
  assert.equal(seen.at(-1), SIZE.scored);
});

for (const workers of [1, 2, 4]) {
  test(`threads: ${workers}`, async () => sameAsAlone(await scoreInThreads(corpus, run(workers))));
  test(`GNU parallel: ${workers}`, parallel, async () =>
    sameAsAlone(await scoreInParallel(corpus, run(workers))),
  );
  test(`BullMQ: ${workers}`, redis, async () => sameAsAlone(await scoreInQueue(corpus, run(workers))));
}

test("two programs on stdin and stdout that know nothing of each other", () => {
  const stdoutOf = ([program, ...args]: string[], lines: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync(program!, args, {
      input: `${lines.join("\n")}\n`,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    return stdout;
  };
  const paths = corpus.shards.map(({ path }) => path);
  const halves = [paths.slice(4), paths.slice(0, 4)].flatMap((half) =>
    stdoutOf(scoreCommand(corpus.model), half).trimEnd().split("\n"),
  );
  const merge = [process.execPath, ...process.execArgv, fileURLToPath(new URL("merge.ts", import.meta.url))];
  sameAsAlone(JSON.parse(stdoutOf(merge, halves)));
});

describe("an accident", () => {
  const accident = async (kind: "kill" | "sleep", workers: number): Promise<void> => {
    const victims: Victim[] = [];
    const stalled: string[] = [];
    const options: QueueRun = {
      ...run(workers),
      accident: kind,
      onAccident: (victim) => victims.push(victim),
      onStalled: (path) => stalled.push(path),
    };
    const report = await scoreInQueue(corpus, options);
    assert.equal(victims.length, 1);
    const { shard, scored } = victims[0]!;
    assert.ok(scored > 0 && scored < shard.digits, `after ${scored} of ${shard.digits}`);
    assert.ok(stalled.includes(shard.path), "its shard went back into the queue");
    sameAsAlone(report);
  };

  for (const workers of [1, 2, 4]) {
    test(`${workers}, of which one is killed in the middle of a shard: nothing is lost`, redis, () =>
      accident("kill", workers),
    );
  }

  test("a worker that sleeps until its shard is taken from it: nothing is counted twice", redis, () =>
    accident("sleep", 2),
  );
});

describe("what goes wrong is said", () => {
  test("a shard that cannot be read, in a thread: the other thread ends when its own is scored", async () => {
    const large = makeCorpus(join(folder, "large"), 1, { training: 10, scored: 4000 });
    const seen: number[] = [];
    const options = { workers: 2, onProgress: (digits: number) => seen.push(digits) };
    const broken = withBrokenShard().shards.at(-1)!;
    const scoring = scoreInThreads({ ...large, shards: [broken, ...large.shards] }, options);
    await assert.rejects(scoring, /"no JSON" is not valid JSON/);
    assert.deepEqual(seen, [4000]);
  });

  test("a shard that cannot be read, under GNU parallel", parallel, () =>
    assert.rejects(scoreInParallel(withBrokenShard(), run(2)), /exit code 1 of parallel/),
  );

  test("a shard that cannot be read, in the queue", redis, () =>
    assert.rejects(scoreInQueue(withBrokenShard(), run(2)), /"no JSON" is not valid JSON/),
  );

  test("processes that die as soon as they start are not replaced for ever", async () => {
    const program = join(folder, "dies.mjs");
    writeFileSync(program, "process.exit(3);");
    const fleet = startFleet(2, pathToFileURL(program), []);
    await assert.rejects(fleet.lost, /workers keep dying, the last one of 3/);
    await fleet.stop();
  });
});

describe("what is shown", () => {
  test("the table has a line for every shard and one for all", () => {
    const lines = reportTable(alone).split("\n");
    assert.equal(lines.length, 2 + SHARDS + 1);
    const losses = lines.slice(2).map((line) => Number(line.split(/ {2,}/)[2]));
    const loss = new Scores(alone.total).crossEntropy.compute().loss;
    assert.equal(losses.at(-1), Number(loss.toFixed(4)));
    assert.ok(Math.min(...losses) < loss && Math.max(...losses) > loss);
  });

  test("the picture is well-formed, and holds a bar for every shard", () => {
    const elements: string[] = [];
    const bars = { inside: false, count: 0 };
    const parser = new SaxesParser();
    parser.on("opentag", ({ name, attributes }) => {
      elements.push(name);
      if (name === "g") bars.inside = attributes["aria-label"] === "bar";
      if (name === "rect" && bars.inside) bars.count++;
    });
    parser.on("error", (error) => assert.fail(error));
    parser.write(picture(alone)).close();
    assert.equal(elements[0], "svg");
    assert.ok(bars.count >= SHARDS, `${bars.count} bars`);
  });
});
