/**
 * The declarations of the package: of each file of `src/` what the public names need, and no file without any of that. What
 * else a file exports is for other files of `src/`. Members that are marked as internal are left out by the compiler
 * (`stripInternal`).
 */

import { join } from "node:path";
import ts from "typescript";

/** The names that the top level of a file declares, of those that are needed. */
type Needed = ReadonlyMap<string, ReadonlySet<string>>;

/** Writes them to `outDir`. */
export function writeDeclarations(project: string, outDir: string): void {
  const { config } = ts.readConfigFile(project, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(config, ts.sys, join(project, ".."));
  const options = { ...parsed.options, emitDeclarationOnly: true, outDir };
  const program = ts.createProgram(parsed.fileNames, options);
  const wrong = ts.getPreEmitDiagnostics(program);
  if (wrong.length > 0) throw new Error(ts.formatDiagnostics(wrong, ts.createCompilerHost(options)));

  const whole = new Map<string, string>();
  program.emit(undefined, (file, text) => whole.set(file, text), undefined, true);
  const needed = neededOf(whole, join(outDir, "index.d.ts"), options);
  const write: ts.WriteFileCallback = (file, text) => {
    if (needed.has(file.replace(/\.map$/, ""))) ts.sys.writeFile(file, text);
  };
  const transformer = (): ts.Transformer<ts.SourceFile | ts.Bundle> => (file) =>
    ts.isSourceFile(file) ? withoutOthers(file, needed.get(outputOf(file, options)) ?? new Set()) : file;
  program.emit(undefined, write, undefined, true, { afterDeclarations: [transformer] });
}

const outputOf = ({ fileName }: ts.SourceFile, { rootDir, outDir }: ts.CompilerOptions): string =>
  fileName.replace(rootDir!, outDir!).replace(/\.ts$/, ".d.ts");

const isNamed = (node: ts.Node): node is ts.DeclarationStatement =>
  ts.isFunctionDeclaration(node) ||
  ts.isClassDeclaration(node) ||
  ts.isInterfaceDeclaration(node) ||
  ts.isTypeAliasDeclaration(node);

/** The names that a statement declares. */
function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => (name as ts.Identifier).text);
  return isNamed(statement) ? [statement.name!.text] : [];
}

/** Follows what the public names refer to, and what that refers to, through the declarations of all files. */
function neededOf(files: ReadonlyMap<string, string>, index: string, options: ts.CompilerOptions): Needed {
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.directoryExists = () => true;
  host.readFile = (name) => files.get(name) ?? readFile(name);
  host.getSourceFile = (name, ...rest) =>
    files.has(name)
      ? ts.createSourceFile(name, files.get(name)!, rest[0], true)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([index], { ...options, noEmit: true }, host);
  const checker = program.getTypeChecker();
  const needed = new Map<string, Set<string>>();

  const need = (symbol: ts.Symbol | undefined): void => {
    if (symbol === undefined) return;
    if (symbol.flags & ts.SymbolFlags.Alias) {
      for (const name of symbol.declarations ?? []) {
        touch(name.getSourceFile());
        need(sourceOf(name));
      }
      return;
    }
    for (const declaration of symbol.declarations ?? []) {
      const file = declaration.getSourceFile();
      if (!files.has(file.fileName)) continue;
      if (ts.isSourceFile(declaration)) {
        touch(file);
        for (const name of checker.getExportsOfModule(symbol)) need(name);
      } else needStatement(declaration);
    }
  };
  /** What an imported or exported name stands for in the file where it comes from, which may itself import it. */
  const sourceOf = (name: ts.Declaration): ts.Symbol | undefined => {
    const statement = ts.findAncestor(
      name,
      (node) => ts.isImportDeclaration(node) || ts.isExportDeclaration(node),
    );
    const { moduleSpecifier } = statement as ts.ImportDeclaration | ts.ExportDeclaration;
    if (moduleSpecifier === undefined)
      return checker.getExportSpecifierLocalTargetSymbol(name as ts.ExportSpecifier);
    const module = checker.getSymbolAtLocation(moduleSpecifier)!;
    if (!ts.isImportSpecifier(name) && !ts.isExportSpecifier(name)) return module;
    return checker.tryGetMemberInModuleExports((name.propertyName ?? name.name).text, module);
  };
  const touch = ({ fileName }: ts.SourceFile): Set<string> => {
    const names = needed.get(fileName) ?? new Set();
    needed.set(fileName, names);
    return names;
  };
  const needStatement = (node: ts.Node): void => {
    let statement = node;
    while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
    const own = touch(statement.parent);
    const fresh = namesOf(statement as ts.Statement).filter((name) => !own.has(name));
    if (fresh.length === 0) return;
    for (const name of fresh) own.add(name);
    const { statements } = statement.parent;
    // All of that name: overloads, and an interface beside its class.
    for (const one of statements) if (namesOf(one).some((name) => fresh.includes(name))) follow(one);
  };
  const follow = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) need(checker.getSymbolAtLocation(node));
    ts.forEachChild(node, follow);
  };
  need(checker.getSymbolAtLocation(program.getSourceFile(index)!));
  return needed;
}

/** A file without the declarations that nobody needs, and the imports that only they had. */
function withoutOthers(file: ts.SourceFile, needed: ReadonlySet<string>): ts.SourceFile {
  const { factory } = ts;
  const kept = file.statements.filter(
    (statement) =>
      ts.isImportDeclaration(statement) ||
      ts.isExportDeclaration(statement) ||
      namesOf(statement).some((name) => needed.has(name)),
  );
  const used = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) used.add(node.text);
    ts.forEachChild(node, visit);
  };
  for (const statement of kept) if (!ts.isImportDeclaration(statement)) visit(statement);
  const statements = kept.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement)) return [statement];
    const { importClause: clause, modifiers, moduleSpecifier, attributes } = statement;
    const bindings = clause?.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) return [];
    const elements = bindings.elements.filter(({ name }) => used.has(name.text));
    if (elements.length === 0) return [];
    const named = factory.updateNamedImports(bindings, elements);
    const own = factory.updateImportClause(clause!, clause!.phaseModifier, clause!.name, named);
    return [factory.updateImportDeclaration(statement, modifiers, own, moduleSpecifier, attributes)];
  });
  return factory.updateSourceFile(file, statements, true);
}
