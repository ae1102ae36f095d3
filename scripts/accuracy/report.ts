/** The Markdown tables and the verdicts. */

import type { Errors } from "./competitors";
import type { MeasuredMean } from "./means";
import type { MeasuredProduct } from "./products";
import type { Measured } from "./sweep";
import {
  explain,
  FEW_ROUNDINGS_ULP,
  isWorse,
  MARGIN_ABSOLUTE,
  MARGIN_ULP,
  MEAN_LIMIT_ULP,
  number,
  PRODUCT_MARGIN,
} from "./verdict";

/** The columns: crossent's backends and PyTorch. */
export type Names = readonly string[];

function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, k) => Math.max(3, ...[head, ...rows].map((row) => (row[k] as string).length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, k) => (k === 0 ? text.padEnd(widths[k]!) : text.padStart(widths[k]!))).join(" | ")} |`;
  const rule = widths.map((width, k) => (k === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), `| ${rule.join(" | ")} |`, ...rows.map(line)].join("\n");
}

const largest = (all: readonly (readonly Errors[])[], k: number): Errors => ({
  ulp: all.reduce((max, errors) => Math.max(max, errors[k]!.ulp), 0),
  absolute: all.reduce((max, errors) => Math.max(max, errors[k]!.absolute), 0),
});

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

/** The lines of the table in order; "p > 0.999" is not in every cell and comes after its quantity. */
function quantitiesOf(measured: readonly Measured[]): string[] {
  const all = unique(measured.map((m) => m.quantity));
  const place = (name: string): number => all.indexOf(name.replace(/, p > .*/, ""));
  return [...all].sort((a, b) => place(a) - place(b));
}

/** One line per quantity: the maximum over all cells. */
export function sweepTable(measured: readonly Measured[], names: Names): string {
  const rows = quantitiesOf(measured).map((quantity) => {
    const all = measured.filter((m) => m.quantity === quantity).map((m) => m.errors);
    const worst = names.map((_, k) => largest(all, k));
    return [
      quantity,
      ...worst.map(({ ulp }) => number(ulp)),
      ...worst.map(({ absolute }) => number(absolute)),
    ];
  });
  return markdown(
    [
      "largest error of float32",
      ...names.map((name) => `${name}, ulp`),
      ...names.map((name) => `${name}, absolute`),
    ],
    rows,
  );
}

/** Every cell: one table per quantity, `crossent / … / PyTorch` in ulp per row length and scale. */
export function cellTables(measured: readonly Measured[], names: Names): string {
  const tables = quantitiesOf(measured).map((quantity) => {
    const own = measured.filter((m) => m.quantity === quantity);
    const scales = unique(measured.map((m) => m.scale));
    const rows = unique(own.map((m) => m.shape)).map((shape) => [
      shape,
      ...scales.map((scale) => {
        const found = own.find((m) => m.shape === shape && m.scale === scale);
        return found === undefined ? "–" : found.errors.map(({ ulp }) => number(ulp)).join(" / ");
      }),
    ]);
    const head = ["classes", ...scales.map((scale) => `scale ${scale}`)];
    return `${quantity}, ulp: ${names.join(" / ")}\n\n${markdown(head, rows)}`;
  });
  return tables.join("\n\n");
}

/** One line per number of rows, one pair of columns per mean. */
export function meanTable(measured: readonly MeasuredMean[], names: Names): string {
  const rows = unique(measured.map((m) => m.mean)).flatMap((mean) =>
    unique(measured.map((m) => m.rows)).map((count) => {
      const all = measured.filter((m) => m.mean === mean && m.rows === count).map((m) => m.errors);
      return [mean, count.toLocaleString("en"), ...names.map((_, k) => number(largest(all, k).ulp))];
    }),
  );
  return markdown(["crossEntropy, reduction mean", "rows", ...names.map((name) => `${name}, ulp`)], rows);
}

/** One line per product: the root of the mean square error and the largest. */
export function productTable(measured: readonly MeasuredProduct[], names: Names): string {
  const rows = measured.map(({ product, size, errors }) => [
    `${product} of ${size}`,
    ...errors.map(({ ulp, absolute }) => `${number(ulp)} (${number(absolute)})`),
  ]);
  const head = ["error of a product in ulp: root mean square (largest)", ...names];
  return markdown(head, rows);
}

/** Prints a verdict per quantity and backend; returns how many are not as they should be. */
export function verdicts(
  measured: readonly Measured[],
  meansMeasured: readonly MeasuredMean[],
  productsMeasured: readonly MeasuredProduct[],
  names: Names,
): number {
  console.log(
    `Worse than PyTorch is a cell where the largest error exceeds PyTorch's by more than ${MARGIN_ULP} ulp, ` +
      `or the largest absolute error by more than ${100 * MARGIN_ABSOLUTE} %, and is above ${FEW_ROUNDINGS_ULP} ulp.\n`,
  );
  let failed = 0;
  const say = (name: string, what: string, good: string, bad: readonly string[]): void => {
    if (bad.length > 0) failed++;
    console.log(
      bad.length === 0
        ? `- ${name}, ${what}: ${good}`
        : `- ${name}, ${what}: WORSE\n  - ${bad.join("\n  - ")}`,
    );
  };
  names.slice(0, -1).forEach((name, k) => {
    for (const quantity of quantitiesOf(measured)) {
      const own = measured.filter((m) => m.quantity === quantity);
      const worse = own.filter(({ errors }) => isWorse(errors[k]!, errors.at(-1)!));
      const good = `never worse than PyTorch (${own.length} cells)`;
      say(
        name,
        quantity,
        good,
        worse.map((m) => `${m.shape} classes, scale ${m.scale}: ${explain(m.errors[k]!, m.errors.at(-1)!)}`),
      );
    }
    for (const mean of unique(meansMeasured.map((m) => m.mean))) {
      const own = meansMeasured.filter((m) => m.mean === mean);
      const wrong = own.filter(
        ({ errors }) => !(errors[k]!.ulp <= MEAN_LIMIT_ULP) || isWorse(errors[k]!, errors.at(-1)!),
      );
      const most = largest(
        own.map((m) => m.errors),
        k,
      ).ulp;
      say(
        name,
        `mean over the rows (${mean})`,
        `at most ${number(most)} ulp, never worse than PyTorch (${own.length} means)`,
        wrong.map(
          (m) =>
            `${m.rows.toLocaleString("en")} rows, scale ${m.scale}: ${explain(m.errors[k]!, m.errors.at(-1)!)}`,
        ),
      );
    }
    for (const product of unique(productsMeasured.map((m) => m.product))) {
      const own = productsMeasured.filter((m) => m.product === product);
      const peer = /\bsimd128/.test(name) ? -1 : -2; // simd128 has no fused multiply-add: one rounding more per product
      const worse = own.filter(({ errors }) => !(errors[k]!.ulp <= errors.at(peer)!.ulp * PRODUCT_MARGIN));
      say(
        name,
        `${product}, root mean square`,
        `never worse than PyTorch${peer === -1 ? " without FMA" : ""} (${own.length} products)`,
        worse.map(
          (m) => `${m.size}: ${number(m.errors[k]!.ulp)} against ${number(m.errors.at(peer)!.ulp)} ulp`,
        ),
      );
    }
  });
  return failed;
}
