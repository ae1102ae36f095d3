/**
 * Losses and a product on two threads, as JSON: whether they are the bits of one thread, whether a worker has helped, and
 * what was warned. A page has it in its `<pre>`; another program prints it, and has to end although it has workers still.
 */

import { functional, getNumThreads, manualSeed, randint, randn, setNumThreads } from "crossent";

const warnings = [];
console.warn = (text) => warnings.push(text);

/** The memory that the program shares with its worker: its second word counts the parts that workers have computed. */
let memory = null;
const { Worker } = globalThis.process?.getBuiltinModule("node:worker_threads") ?? globalThis;
if (Worker !== undefined) {
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    if (message.kind === "attach") memory = message.memory;
    post.call(this, message, ...rest);
  };
}
const partsByWorkers = () => (memory === null ? 0 : new Int32Array(memory.buffer)[1]);

manualSeed(0);
const x = randn([1024, 1000]).requiresGrad_();
const planes = randn([1, 20, 100000]);
const weight = randn([1000, 100]);
const [y, pixels] = [randint(0, 1000, [1024]), randint(0, 20, [1, 100000])];

function results() {
  x.grad = null;
  functional.crossEntropy(x, y).backward();
  const product = x.detach().matmul(weight);
  const losses = functional.crossEntropy(planes, pixels, { reduction: "none" });
  return [x.grad, product, losses].map(({ data }) => data.slice());
}
const same = (a, b) => a.every((array, i) => array.every((v, j) => Object.is(v, b[i][j])));

async function main() {
  const alone = results();
  setNumThreads(2);
  let rounds = 0;
  let equal = true;
  do {
    equal &&= same(results(), alone);
    await new Promise((done) => setTimeout(done, 10)); // a page starts workers between its tasks
  } while (++rounds < 50 && partsByWorkers() === 0 && getNumThreads() === 2);
  for (let i = 0; i < 10; i++) equal &&= same(results(), alone);
  const report = { equal, threads: getNumThreads(), helped: partsByWorkers() > 0, warnings };
  const text = JSON.stringify(report);
  if (typeof document === "undefined") console.log(text);
  else document.querySelector("pre").textContent = text;
}
main();
