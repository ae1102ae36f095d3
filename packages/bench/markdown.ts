/** Numbers, tables and sections as Markdown. */

export const three = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
export const two = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toPrecision(2));

export function duration(ns: number, digits = three): string {
  if (ns < 999.5) return `${digits(ns)} ns`;
  return ns < 999.5e3 ? `${digits(ns / 1e3)} µs` : `${digits(ns / 1e6)} ms`;
}

/** Aligned as a formatter of Markdown would. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((text, i) => Math.max(4, text.length, ...rows.map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

export const section = (title: string, ...blocks: readonly string[]): string =>
  [`### ${title}`, ...blocks.filter((block) => block !== "")].join("\n\n");
