/**
 * Examples in doc comments and in Markdown: found, type-checked, run, and compared with what they say they print.
 *
 * An example runs with all public names in scope, unless it imports them itself, and with nothing else but the modules that its
 * test allows. The rule for its comments: what stands behind a statement, on the same line or on the lines right below it, is what that statement prints, to the character:
 *
 * - an expression prints its value as Node's REPL shows it, `console.log(…)` the line that it writes;
 * - an error prints its name and message: `RangeError: Target 7 is out of bounds. …`;
 * - a comment that ends in … is the beginning of what is printed.
 *
 * A statement without a comment may print nothing but its value. Behind a declaration, which prints nothing, a comment is
 * only a comment, and so is one above the first statement or after an empty line.
 */

import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { format, inspect } from "node:util";
import ts from "typescript";
import * as crossent from "../src";

export const root = join(__dirname, "..");

export interface Example {
  /** `src/tensor.ts:123`, where its first line stands. */
  readonly place: string;
  readonly code: string;
  /** Code that runs first and that readers do not see: the comment `<!-- before: … -->` above a block of Markdown. */
  readonly before?: string;
}

/** The place some lines further down. */
const moved = (place: string, lines: number): string =>
  place.replace(/\d+$/, (line) => String(Number(line) + lines));

const placeIn = (file: string, text: string, position: number): string =>
  `${relative(root, file).replaceAll("\\", "/")}:${text.slice(0, position).split("\n").length}`;

/** The doc comments of a source file, each once. */
export function docComments(tree: ts.SourceFile): ts.JSDoc[] {
  const found = new Set<ts.JSDoc>();
  const visit = (node: ts.Node): void => {
    for (const comment of ts.getJSDocCommentsAndTags(node)) if (ts.isJSDoc(comment)) found.add(comment);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return [...found];
}

/** The examples in the doc comments of TypeScript source. */
export function examplesOfSource(file: string, text = readFileSync(file, "utf8")): Example[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  return docComments(tree).flatMap((comment) =>
    (comment.tags ?? [])
      .filter((tag) => tag.tagName.text === "example")
      .map((tag) => {
        const start = tag.tagName.end;
        const lines = text.slice(start, tag.end).replace(/\*\/$/, "").split("\n");
        const code = lines.map((line) => line.replace(/^\s*\*? ?/, "").trimEnd());
        const first = code.findIndex((line) => line !== "");
        return {
          place: moved(placeIn(file, text, start), first),
          code: code.slice(first).join("\n").trimEnd(),
        };
      }),
  );
}

/** The TypeScript code blocks of a Markdown file. */
export function examplesOfMarkdown(file: string, text = readFileSync(file, "utf8")): Example[] {
  return [...text.matchAll(/^(?:<!-- before:((?:(?!-->).)*)-->\n+)?```ts\n(.*?)^```$/gms)].map((block) => {
    const [all, before, code] = block as unknown as [string, string | undefined, string];
    const place = placeIn(file, text, block.index + all.indexOf("```ts\n") + "```ts\n".length);
    return { place, code: code.trimEnd(), ...(before !== undefined && { before: before.trim() }) };
  });
}

/** The names of all exports of a file, types among them, and those of the files that it exports whole. */
export function publicNames(file = join(root, "src", "index.ts")): string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest);
  const names = tree.statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement)) return [];
    const { exportClause: clause, moduleSpecifier } = statement;
    if (clause === undefined)
      return publicNames(join(dirname(file), (moduleSpecifier as ts.StringLiteral).text));
    return ts.isNamedExports(clause) ? clause.elements.map(({ name }) => name.text) : [clause.name.text];
  });
  return [...new Set(names)];
}

/** The example as a module of one file; line 1 stays line 1. */
function moduleOf(code: string, before: string, names: readonly string[]): string {
  const imports = /^import\b/m.test(code) ? "" : `import { ${names.join(", ")} } from "crossent"; `;
  return imports + before.replaceAll("\n", " ") + code;
}

/** The files that examples import, and the language's own, parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the type checker says of the examples, with their places, as of files in a folder with a tsconfig.json. */
export function typeErrors(examples: readonly Example[], folder = root): string[] {
  const names = publicNames();
  const file = join(folder, "tsconfig.json");
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, folder, undefined, file);
  Object.assign(options, {
    module: ts.ModuleKind.ESNext, // which allows `await`
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { crossent: [join(root, "src", "index.ts")] },
    noUnusedLocals: false,
  });
  const files = new Map(
    examples.map((example, i) => [join(folder, `example${i}.ts`).replaceAll("\\", "/"), example]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) => {
    const example = files.get(name);
    if (example === undefined) {
      if (!parsed.has(name)) parsed.set(name, getSourceFile.call(host, name, ...rest));
      return parsed.get(name);
    }
    return ts.createSourceFile(name, moduleOf(example.code, example.before ?? "", names), rest[0], true);
  };
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, { place }]) => {
    const tree = program.getSourceFile(name)!;
    const diagnostics = [...program.getSyntacticDiagnostics(tree), ...program.getSemanticDiagnostics(tree)];
    return diagnostics.map(({ start, messageText }) => {
      const line = tree.getLineAndCharacterOfPosition(start ?? 0).line;
      return `${moved(place, line)} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}

interface Step {
  readonly line: number;
  /** The statement, or the expression that it consists of. */
  readonly text: string;
  readonly isExpression: boolean;
  /** The comment behind it. */
  readonly comment: string;
}

/** The comment behind a statement: what `gap`, the text up to the next one, begins with. */
function commentIn(gap: string): string {
  const [same = "", ...below] = gap.split("\n").map((line) => line.trim());
  const end = below.findIndex((line) => !line.startsWith("//"));
  const lines = [same, ...below.slice(0, end < 0 ? below.length : end)].filter((line) => line !== "");
  return lines.map((line) => line.replace(/^\/\/ ?/, "")).join("\n");
}

function stepsOf(code: string): Step[] {
  const tree = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  return tree.statements.map((statement, i) => {
    const next = tree.statements[i + 1]?.getStart() ?? code.length;
    const isExpression = ts.isExpressionStatement(statement);
    return {
      line: tree.getLineAndCharacterOfPosition(statement.getStart()).line,
      text: isExpression ? statement.expression.getText() : statement.getText(),
      isExpression,
      comment: commentIn(code.slice(statement.end, next)),
    };
  });
}

/** The code of an example, which tells `$` what each of its statements does. */
function instrumented(steps: readonly Step[], before: string): string {
  const parts = steps.map(({ text, isExpression }, i) => {
    return isExpression ? `await $.value(${i}, async () => (${text}));` : `${text}\n$.end(${i});`;
  });
  const source = moduleOf(parts.join("\n"), before, publicNames());
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

const fits = (comment: string, printed: string): boolean =>
  comment.endsWith("…") ? printed.startsWith(comment.slice(0, -1).trimEnd()) : printed === comment;

/** What a statement did that its comment does not say; undefined where all is well. */
function complaint({ comment, isExpression, text }: Step, lines: readonly string[], shown?: Shown) {
  const printed = [...lines, ...(shown === undefined ? [] : [shown.text])].join("\n");
  const silent = lines.length === 0 && (isExpression ? comment === "" && !shown?.isError : true);
  if (silent || fits(comment, printed)) return undefined;
  return `${text}\n  says ${comment || "nothing"}\n  prints ${printed || "nothing"}`;
}

/** What the REPL shows of an expression. */
interface Shown {
  readonly text: string;
  readonly isError: boolean;
}

async function shownBy(expression: () => Promise<unknown>): Promise<Shown | undefined> {
  try {
    const value = await expression();
    return value === undefined ? undefined : { text: inspect(value), isError: false };
  } catch (error) {
    return {
      text: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      isError: true,
    };
  }
}

const AsyncFunction = (async () => {}).constructor as new (
  ...args: string[]
) => (...args: unknown[]) => Promise<void>;

/** The modules that an example may import, by name. */
export type Modules = Readonly<Record<string, unknown>>;

const LIBRARY: Modules = { crossent };

/** Runs an example: what it prints otherwise than it says. */
export async function wrongOutput(
  { place, code, before = "" }: Example,
  modules: Modules = {},
): Promise<string[]> {
  const steps = stepsOf(code);
  const wrong: string[] = [];
  let lines: string[] = [];
  const finish = (i: number, shown?: Shown): void => {
    const problem = complaint(steps[i]!, lines, shown);
    if (problem !== undefined) wrong.push(`${moved(place, steps[i]!.line)} ${problem}`);
    lines = [];
  };
  const $ = {
    end: finish,
    value: async (i: number, expression: () => Promise<unknown>) => finish(i, await shownBy(expression)),
  };
  const write = (...values: unknown[]): void => void lines.push(format(...values));
  const known = { ...LIBRARY, ...modules };
  const load = (name: string): unknown => {
    if (!(name in known))
      throw new Error(`"${name}" is imported: examples have only ${Object.keys(known).join(", ")}`);
    return known[name];
  };
  const backend = crossent.backend();
  try {
    const run = new AsyncFunction("require", "exports", "console", "$", instrumented(steps, before));
    await run(load, {}, { log: write, warn: write }, $);
  } catch (error) {
    wrong.push(`${place} ends in ${error}`);
  } finally {
    crossent.setBackend(backend);
    crossent.setNumThreads(1);
    crossent.setWarnings(true);
  }
  return wrong;
}
