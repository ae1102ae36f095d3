import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import {
  functional,
  getNumThreads,
  nn,
  noGrad,
  optim,
  randint,
  randn,
  setNumThreads,
  type Tensor,
} from "../../../src";
import { currentTeam } from "../../../src/backends/threads/numThreads";
import { eventually } from "../../eventually";
import type { Library } from "../../freshLibrary";
import { bundled } from "../../newProcess";
import { shareAlways, shareAsUsual, shareEverything } from "./teams";

afterEach(() => {
  setNumThreads(1);
  shareAsUsual();
});

test("one thread computes, until more are asked for", () => {
  expect(getNumThreads()).toBe(1);
  setNumThreads(3);
  expect(getNumThreads()).toBe(3);
  setNumThreads(2);
  expect(getNumThreads()).toBe(2);
  setNumThreads(1);
  expect([getNumThreads(), currentTeam()]).toEqual([1, null]);
});

test.each([["2"], [1.5], [NaN], [undefined], [null], [true], [2n]])("%p is no number of threads", (n) => {
  expect(() => setNumThreads(n as number)).toThrow(TypeError);
  expect(() => setNumThreads(n as number)).toThrow(/^set_num_threads expects an int, but got /);
  expect(getNumThreads()).toBe(1);
});

test.each([[0], [-1], [65], [2 ** 40]])("%p threads are refused", (n) => {
  expect(() => setNumThreads(n)).toThrow(RangeError);
  expect(() => setNumThreads(n)).toThrow(/^set_num_threads expects a positive integer.*at most 64.*got /);
  expect(getNumThreads()).toBe(1);
});

/** Some steps of a small classifier: all that its losses and parameters were. */
function training(): number[] {
  const numbers: number[] = [];
  const generatorOf = (seed: number) => ({
    generator: new (require("../../../src") as Library).Generator().manualSeed(seed),
  });
  const layer = new nn.Linear(40, 300, generatorOf(1));
  const optimizer = new optim.Adam(layer.parameters(), { lr: 0.1 });
  const loss = new nn.CrossEntropyLoss({ labelSmoothing: 0.1 });
  const x = randn([200, 40], generatorOf(2));
  const y = randint(0, 300, [200], generatorOf(3));
  for (let step = 0; step < 5; step++) {
    optimizer.zeroGrad();
    const value = loss(layer(x), y) as Tensor;
    value.backward();
    optimizer.step();
    numbers.push(value.item());
  }
  for (const parameter of layer.parameters()) numbers.push(...(parameter.data as Float32Array));
  return numbers;
}

test("training gives the same bits with 1, 2, 3, 4 and 7 threads, up and down", async () => {
  const alone = training();
  shareEverything();
  for (const n of [2, 3, 7, 4]) {
    setNumThreads(n);
    const isAlone = () => expect(training()).toEqual(alone);
    await eventually(() => currentTeam()!.listening === n - 1, isAlone);
    const helped = currentTeam()!.helped;
    // Of so small calls the main thread may have computed all parts before a worker has heard of them.
    await eventually(() => currentTeam()!.helped > helped, isAlone);
  }
  setNumThreads(1);
  expect(training()).toEqual(alone);
});

describe("what is hot is shared, with the usual limits but the measure", () => {
  const x = randn([1024, 1000]);
  const leaf = randn([1024, 1000]).requiresGrad_();
  const y = randint(0, 1000, [1024]);
  const weight = randn([1000, 1000]);
  const stepOf = (make: (parameters: Tensor[]) => { step(): void }) => {
    const parameter = randn([4000, 1000]).requiresGrad_();
    parameter.sum().backward();
    const optimizer = make([parameter]);
    return () => optimizer.step();
  };

  test.each<[string, () => unknown]>([
    ["a loss and its gradient", () => functional.crossEntropy(leaf, y).backward()],
    ["softmax", () => noGrad(() => x.softmax(1))],
    ["log-softmax and its gradient", () => leaf.logSoftmax(1).sum().backward()],
    ["a product", () => x.matmul(weight)],
    ["linear cross-entropy", () => functional.linearCrossEntropy(x, weight, y)],
    ["score", () => functional.score(x, y)],
    ["an operation element by element", () => x.add(x)],
    ["a reduction", () => x.logsumexp(1)],
    ["a step of SGD", stepOf((parameters) => new optim.SGD(parameters, { lr: 0.1 }))],
    ["a step of Adam", stepOf((parameters) => new optim.Adam(parameters))],
  ])("%s", async (_, call) => {
    shareAlways();
    setNumThreads(2);
    const team = currentTeam()!;
    await eventually(() => team.helped > 0, call);
  });
});

test("in a worker, too, another one helps, and both end by themselves", async () => {
  const code = bundled(`
    import { parentPort } from "node:worker_threads";
    import { functional, manualSeed, randint, randn, setNumThreads } from "./src";
    import { currentTeam } from "./src/backends/threads/numThreads";
    manualSeed(0);
    const [x, y] = [randn([1024, 1000]), randint(0, 1000, [1024])];
    const loss = () => functional.crossEntropy(x, y).item();
    const alone = loss();
    setNumThreads(2);
    let same = true;
    const end = performance.now() + 60_000;
    do same &&= loss() === alone;
    while (currentTeam().helped === 0 && performance.now() < end);
    parentPort.postMessage({ same, helped: currentTeam().helped > 0 });`);
  const worker = new Worker(code, { eval: true });
  const said: unknown[] = [];
  worker.on("message", (message) => said.push(message));
  const [exitCode] = await once(worker, "exit");
  expect([exitCode, said]).toEqual([0, [{ same: true, helped: true }]]);
});

/** A new library in an engine that has other globals, and what it warned. */
async function warningsWith(
  changes: { readonly [name: string]: unknown },
  use: (library: Library) => unknown,
) {
  const engine = globalThis as unknown as { [name: string]: unknown };
  const before = Object.keys(changes).map((name) => [name, engine[name]] as const);
  const warn = jest.spyOn(console, "warn").mockImplementation();
  Object.assign(engine, changes);
  try {
    let library: Library | undefined;
    jest.isolateModules(() => {
      library = require("../../../src") as Library;
    });
    await use(library!);
    return warn.mock.calls.map((args) => args.join(" "));
  } finally {
    for (const [name, value] of before)
      if (value === undefined) delete engine[name];
      else engine[name] = value;
    warn.mockRestore();
  }
}

test("on a page that is not isolated the number stays 1, and a warning says why, once", async () => {
  const warnings = await warningsWith({ crossOriginIsolated: false }, (library) => {
    for (const n of [2, 4]) {
      library.setNumThreads(n);
      expect(library.getNumThreads()).toBe(1);
    }
  });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^UserWarning: setNumThreads: one thread computes, as before, because this page is not cross-origin isolated/,
    ),
  ]);
});

test("where a worker cannot start, the number goes back to 1 when that is known, and the call is right", async () => {
  class Refused {
    onerror: ((event: object) => void) | null = null;
    constructor() {
      setTimeout(() => this.onerror?.({}), 5);
    }
    postMessage(): void {}
    terminate(): void {}
  }
  const hasNone = Object.create(process, { getBuiltinModule: {}, mainModule: {} });
  const changes = { process: hasNone, Worker: Refused };
  const warnings = await warningsWith(changes, async (library) => {
    library.setNumThreads(2);
    expect(library.getNumThreads()).toBe(2);
    const x = library.ones([1024, 1000]);
    expect(Number(x.logsumexp(1).data[5])).toBeCloseTo(1 + Math.log(1000), 5);
    await eventually(() => library.getNumThreads() === 1);
    await sleep(1);
  });
  expect(warnings).toEqual([expect.stringMatching(/a worker could not start: .*Content-Security-Policy/)]);
});
