/** The rules of the design that a compiler does not check, read from the sources themselves. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");

/** From the top down. A file may import what stands in a lower layer, or its neighbours in a folder. */
const LAYERS: readonly (readonly string[])[] = [
  ["index"],
  ["nn/"],
  ["metrics/"],
  ["functional/"],
  ["optim/"],
  ["random/"],
  ["tensor/"],
  ["ops/"],
  ["autograd"],
  ["noGrad"],
  ["arrays/"],
  ["backends/threads/numThreads"],
  ["backends/choose"],
  ["backends/threads/"],
  ["backends/slices"],
  ["backends/wasm/"],
  ["backends/reference/"],
  ["backends/table"],
  ["backends/alignment"],
  ["console"],
  ["arguments"],
  ["values/"],
  ["describe"],
  ["resultTypes"],
  ["dtype"],
];

/** Files without a test of their own. */
const UNTESTED: { readonly [file: string]: "only types" | "only re-exports" } = {};

/** Names of all TypeScript files below a folder, without the extension. */
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.replaceAll("\\", "/").slice(0, -".ts".length))
    .sort();

const files = filesIn("src");

const parse = (file: string): ts.SourceFile =>
  ts.createSourceFile(
    `${file}.ts`,
    readFileSync(join(root, "src", `${file}.ts`), "utf8"),
    ts.ScriptTarget.Latest,
    true, // nodes know their parents
  );

const trees = new Map(files.map((file) => [file, parse(file)]));

/** Whether nothing of an import or re-export is left when the code runs. */
const isOfTypes = (statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean =>
  ts.isImportDeclaration(statement) ? statement.importClause?.isTypeOnly === true : statement.isTypeOnly;

/** What a file imports or re-exports: files of src by name, anything else as it is written. */
function importsOf(file: string, what: "all" | "loaded" = "all"): string[] {
  const specifiers = trees.get(file)!.statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
    if (what === "loaded" && isOfTypes(statement)) return [];
    const specifier = statement.moduleSpecifier;
    return specifier !== undefined && ts.isStringLiteral(specifier) ? [specifier.text] : [];
  });
  return specifiers.map((specifier) => {
    if (!specifier.startsWith(".")) return specifier;
    const name = normalize(join(dirname(file), specifier)).replaceAll("\\", "/");
    return name.endsWith(".ts") ? name.slice(0, -".ts".length) : specifier;
  });
}

/** The layer of a file: the entry that names it, else that of its folder; -1 for none. */
function layerOf(file: string): number {
  const exact = LAYERS.findIndex((layer) => layer.includes(file));
  return exact >= 0 ? exact : LAYERS.findIndex((layer) => layer.includes(`${dirname(file)}/`));
}

const internal = (name: string): boolean => files.includes(name);

test("every file has its layer, and every layer its files", () => {
  expect(files.filter((file) => layerOf(file) < 0)).toEqual([]);
  const used = new Set(files.map(layerOf));
  expect(LAYERS.filter((_, i) => !used.has(i))).toEqual([]);
});

test("imports name their file, as ES modules in a browser need it", () => {
  expect(files.flatMap((file) => importsOf(file)).filter((target) => target.startsWith("."))).toEqual([]);
});

test("imports point downwards only", () => {
  const upward = files.flatMap((file) =>
    importsOf(file)
      .filter(internal)
      .filter((target) => {
        const neighbours = dirname(file) === dirname(target) && dirname(file) !== ".";
        const [from, to] = [layerOf(file), layerOf(target)];
        return to < from || (to === from && !neighbours);
      })
      .map((target) => `${file} → ${target}`),
  );
  expect(upward).toEqual([]);
});

test("no file loads itself through others", () => {
  const finished = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(" → ")];
    if (finished.has(file)) return [];
    const cycles = importsOf(file, "loaded")
      .filter(internal)
      .flatMap((target) => visit(target, [...path, file]));
    finished.add(file);
    return cycles;
  };
  expect(files.flatMap((file) => visit(file, []))).toEqual([]);
});

test("nothing is installed with the package: of others it holds pure-rand, which only the generator imports", () => {
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, "package.json"), "utf8"),
  );
  expect({ ...dependencies, ...peerDependencies, ...optionalDependencies }).toEqual({});
  const external = files.flatMap((file) =>
    importsOf(file)
      .filter((name) => !internal(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(external).toEqual(["random/generator: pure-rand/generator/mersenne"]);
});

test("every file has its test in the same place", () => {
  const untested = files.filter((file) => !existsSync(join(root, "tests", `${file}.test.ts`)));
  expect(untested.sort()).toEqual(Object.keys(UNTESTED).sort());
});

test("files without a test hold nothing that runs", () => {
  for (const [file, reason] of Object.entries(UNTESTED)) {
    const running = trees.get(file)!.statements.filter((statement) => {
      if (ts.isExportDeclaration(statement)) return reason !== "only re-exports";
      const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
      return !isType && !(ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly);
    });
    expect({ file, running: running.length }).toEqual({ file, running: 0 });
  }
});

/** What stands at the top of a file beside imports and exports: names for values and types. */
const isDeclaration = (statement: ts.Statement): boolean =>
  ts.isImportDeclaration(statement) ||
  ts.isExportDeclaration(statement) ||
  ts.isVariableStatement(statement) ||
  ts.isFunctionDeclaration(statement) ||
  ts.isClassDeclaration(statement) ||
  ts.isInterfaceDeclaration(statement) ||
  ts.isTypeAliasDeclaration(statement);

test("a file only declares: a bundler leaves out what nobody uses, and a static block with its class", () => {
  const found: string[] = [];
  for (const [file, { statements }] of trees)
    for (const statement of statements)
      if (!isDeclaration(statement)) found.push(`${file}: ${statement.getText().split("\n")[0]}`);
  expect(found).toEqual([]);
});

/** What the style guide rules out, or undefined. */
function forbidden(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  if (ts.isEnumDeclaration(node)) return "enum";
  if (ts.isModuleDeclaration(node)) return "namespace";
  if (ts.isImportTypeNode(node)) return "import type node";
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent))
    return "parameter property";
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const callee = node.expression;
    if (callee.kind === ts.SyntaxKind.ImportKeyword) return "dynamic import";
    const name = ts.isIdentifier(callee) ? callee.text : "";
    if (["eval", "Function", "Proxy", "require"].includes(name)) return name;
  }
  return undefined;
}

test("no any, enum, namespace, parameter property, eval, new Function, Proxy, require or dynamic import", () => {
  const found: string[] = [];
  for (const [file, tree] of trees) {
    const visit = (node: ts.Node): void => {
      const what = forbidden(node);
      if (what !== undefined)
        found.push(`${file}:${tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1} ${what}`);
      ts.forEachChild(node, visit);
    };
    visit(tree);
  }
  expect(found).toEqual([]);
});

test("no class names itself in its own body: esbuild and Vite make `_Tensor` of one, and a browser's console shows that", () => {
  const found: string[] = [];
  for (const [file, tree] of trees) {
    for (const statement of tree.statements) {
      if (!ts.isClassDeclaration(statement) || statement.name === undefined) continue;
      const { text } = statement.name;
      const isExported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
      const visit = (node: ts.Node): void => {
        if (ts.isTypeNode(node)) return; // gone when it runs
        if (ts.isIdentifier(node) && node.text === text && node !== statement.name)
          found.push(`${file}: ${text}`);
        ts.forEachChild(node, visit);
      };
      if (isExported && /^(tensor|nn|optim|random)\//.test(file)) ts.forEachChild(statement, visit);
    }
  }
  expect(found).toEqual([]);
});
