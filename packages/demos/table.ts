/** Text tables: the first column to the left, the others to the right. */

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  const text = lines.map((line) =>
    line.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join("   "),
  );
  return [text[0], widths.map((width) => "─".repeat(width)).join("   "), ...text.slice(1)].join("\n");
}
