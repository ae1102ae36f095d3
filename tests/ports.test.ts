/** The programs of docs/ports/, in Python and in TypeScript. */

import { PORTS, printed, recorded, sourceOf } from "../scripts/ports";

test.each(PORTS)("%s prints what PyTorch prints", (port) => {
  const { version, output } = recorded(port);
  expect(version).toMatch(/^2\.\d+\.\d+$/);
  expect(output).not.toBe("");
  expect(printed(port)).toBe(output);
});

/** What stands below the imports: a comment's text, an empty line (in TypeScript also one with a brace alone), or code. */
function outline(lines: readonly string[]): string[] {
  const imports = lines.map((line) => /^(import|from) /.test(line)).lastIndexOf(true);
  return lines.slice(imports + 1).map((line) => {
    const text = line.trim();
    return /^(#|\/\/) /.test(text) ? text.replace(/^\S+/, "") : text === "" || text === "}" ? "" : "code";
  });
}

test.each(PORTS)("%s is one program, line beside line", (port) => {
  expect(outline(sourceOf(port, "ts"))).toEqual(outline(sourceOf(port, "py")));
});
