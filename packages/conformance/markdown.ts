/** Tables in Markdown, and their places in a text: between `<!-- name -->` and `<!-- /name -->`. */

/** Its columns aligned. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, i) => Math.max(3, ...[head, ...rows].map((row) => row[i]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

const placeOf = (name: string): RegExp =>
  new RegExp(`(?<=<!-- ${name} -->\n\n)[^]*(?=\n\n<!-- /${name} -->)`);

/** What stands in the place, null where there is no such place. */
export const between = (text: string, name: string): string | null => placeOf(name).exec(text)?.[0] ?? null;

export const replaceBetween = (text: string, name: string, table: string): string =>
  text.replace(placeOf(name), () => table);
