/**
 * The accuracy of float32: crossent and PyTorch against the true values.
 *
 *   npx ts-node scripts/accuracy/index.ts [--quick] [--cells] [--seed 1] [--python PATH]
 *
 * Prints Markdown tables of the largest errors and a verdict per quantity. `--quick` measures fewer and smaller cells,
 * `--cells` prints every cell. Exit code 1: crossent is worse than PyTorch somewhere, or a mean is off by more than
 * 1 ulp. 2: no PyTorch.
 */

import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { backend } from "../../src";
import { Oracle } from "../differential/oracle";
import { exitWith } from "../exitWith";
import { findPython, noTorch, torchVersion } from "../python";
import { availableBackends } from "./competitors";
import { means } from "./means";
import { products, type Size } from "./products";
import { cellTables, meanTable, productTable, sweepTable, verdicts } from "./report";
import { FULL, QUICK, sweep } from "./sweep";

const MEAN_ROWS = { full: [1e3, 1e5, 1e6, 1e7], quick: [1e3, 1e5, 1e6] } as const;
const MEAN_SCALES = [0.01, 10];
const PRODUCT_SIZES: { readonly full: readonly Size[]; readonly quick: readonly Size[] } = {
  full: [
    [64, 10, 64],
    [64, 100, 64],
    [64, 784, 10],
    [256, 512, 1000],
    [16, 4096, 100],
    [16, 32_000, 64],
  ],
  quick: [
    [64, 100, 64],
    [64, 784, 10],
    [16, 4096, 100],
  ],
};

const { values: args } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    cells: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    python: { type: "string", default: findPython(join(__dirname, "..", "..")) },
  },
});

async function main(): Promise<number> {
  if (torchVersion(args.python) === undefined) {
    console.log(noTorch(args.python));
    return 2;
  }
  const seed = Number(args.seed);
  const started = Date.now();
  const oracle = await Oracle.start(args.python);
  const backends = availableBackends(backend());
  const version = oracle.version.replace(/[a+].*$/, "");
  const names = [
    ...backends.map((name) => (backends.length > 1 ? `crossent ${name}` : "crossent")),
    `PyTorch ${version}`,
  ];
  console.log(
    `crossent (${backends.join(", ")}; Node ${process.version}) and PyTorch ${version} (float32, 1 thread) ` +
      `against the truth in float64; ${cpus()[0]?.model ?? "unknown CPU"}.\n`,
  );

  const plan = args.quick ? QUICK : FULL;
  const measured = await sweep(plan, seed, backends, oracle);
  console.log(
    `Rows of ${plan.classes.map((c) => c.toLocaleString("en")).join("; ")} classes and planes, logits of scale ` +
      `${plan.scales.join(", ")}, ${(plan.logits / 1e6).toFixed(1)} million logits each. An ulp is that of the true ` +
      "value; for a gradient, of the sum of the magnitudes that cancel in it.\n",
  );
  if (args.cells) console.log(`${cellTables(measured, names)}\n`);
  console.log(`${sweepTable(measured, names)}\n`);

  const rows = MEAN_ROWS[args.quick ? "quick" : "full"];
  const meansMeasured = await means(rows, MEAN_SCALES, seed, backends, oracle);
  console.log(`${meanTable(meansMeasured, names)}\n`);
  const sizes = PRODUCT_SIZES[args.quick ? "quick" : "full"];
  // MKL, with which PyTorch multiplies, obeys this variable.
  const unfused = await Oracle.start(args.python, { MKL_CBWR: "COMPATIBLE" });
  const productsMeasured = await products(sizes, seed, backends, oracle, unfused);
  console.log(`${productTable(productsMeasured, [...names, "without FMA"])}\n`);
  oracle.stop();
  unfused.stop();

  const failed = verdicts(measured, meansMeasured, productsMeasured, names);
  console.log(`\n${((Date.now() - started) / 1000).toFixed(0)} s`);
  return failed > 0 ? 1 : 0;
}

exitWith(main);
