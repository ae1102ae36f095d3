/** The public names with their doc comments, as the compiler sees them. */

import { join, relative } from "node:path";
import ts from "typescript";

const root = join(__dirname, "..");

export interface PublicName {
  /** `Tensor.sum`, `functional.softmax`, `TensorOptions.dtype`. */
  readonly name: string;
  readonly kind: "function" | "class" | "constructor" | "method" | "value" | "type" | "option";
  /** `src/tensor.ts:12`. */
  readonly place: string;
  /** The text of the doc comment; undefined without one. */
  readonly doc: string | undefined;
  /** The tags of the doc comment in their order. */
  readonly tags: readonly string[];
  /** Whether it takes over the doc comment of the method that it overrides. */
  readonly inherits: boolean;
}

const hasModifier = (node: ts.Node, kind: ts.SyntaxKind): boolean =>
  ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some((modifier) => modifier.kind === kind);

function entry(node: ts.Node, name: string, kind: PublicName["kind"]): PublicName {
  const comments = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  const doc = comments.at(-1);
  const tree = node.getSourceFile();
  const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
  return {
    name,
    kind,
    place: `${relative(root, tree.fileName).replaceAll("\\", "/")}:${line}`,
    doc: doc?.getText(tree),
    tags: (doc?.tags ?? []).map((tag) => tag.tagName.text),
    inherits: hasModifier(node, ts.SyntaxKind.OverrideKeyword),
  };
}

function kindOfMember(node: ts.Node, owner: string): PublicName["kind"] | undefined {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  if (ts.isMethodDeclaration(node) || ts.isMethodSignature(node) || ts.isCallSignatureDeclaration(node))
    return "method";
  if (ts.isPropertySignature(node)) return owner.endsWith("Options") ? "option" : "value";
  return ts.isPropertyDeclaration(node) || ts.isAccessor(node) ? "value" : undefined;
}

/** Declarations that users see: of an overloaded function the signatures, not the implementation. */
function visible<T extends ts.Node>(nodes: readonly T[]): T[] {
  const body = (node: ts.Node): unknown => (node as { body?: unknown }).body;
  const nameOf = (node: ts.Node): string | undefined => (node as { name?: ts.Node }).name?.getText();
  return nodes.filter((node) => {
    if (hasModifier(node, ts.SyntaxKind.PrivateKeyword)) return false;
    if (ts.getJSDocTags(node).some((tag) => tag.tagName.text === "internal")) return false;
    const overloads = nodes.filter((other) => nameOf(other) === nameOf(node) && body(other) === undefined);
    return (
      !ts.isFunctionLike(node) || ts.isAccessor(node) || overloads.length === 0 || overloads.includes(node)
    );
  });
}

function membersOf(node: ts.ClassDeclaration | ts.InterfaceDeclaration, owner: string): PublicName[] {
  const members = visible<ts.ClassElement | ts.TypeElement>([...node.members]);
  return members.flatMap((member) => {
    const kind = kindOfMember(member, owner);
    if (kind === undefined || (member.name !== undefined && ts.isPrivateIdentifier(member.name))) return [];
    const name = member.name?.getText() ?? (kind === "constructor" ? "constructor" : "()");
    return [entry(member, `${owner}.${name}`, kind)];
  });
}

function namesOf(nodes: readonly ts.Declaration[], name: string): PublicName[] {
  return visible(nodes).flatMap((node) => {
    if (ts.isClassDeclaration(node)) return [entry(node, name, "class"), ...membersOf(node, name)];
    if (ts.isInterfaceDeclaration(node)) {
      const merged = nodes.some(ts.isClassDeclaration);
      return [...(merged ? [] : [entry(node, name, "type")]), ...membersOf(node, name)];
    }
    if (ts.isFunctionDeclaration(node)) return [entry(node, name, "function")];
    if (ts.isVariableDeclaration(node)) {
      const isFunction = node.initializer !== undefined && ts.isFunctionLike(node.initializer);
      return [entry(node, name, isFunction ? "function" : "value")];
    }
    return [entry(node, name, "type")];
  });
}

/**
 * Everything that a module exports, with the members of classes, interfaces and namespaces; each thing once.
 *
 * @param text - stands in for the file's own.
 */
export function publicApi(file: string, text?: string): PublicName[] {
  const options: ts.CompilerOptions = { allowImportingTsExtensions: true, noEmit: true, noLib: true };
  const host = ts.createCompilerHost(options, true);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file && text !== undefined
      ? ts.createSourceFile(name, text, rest[0], true)
      : getSourceFile.call(host, name, ...rest);
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const seen = new Set<ts.Symbol>();
  const exportsOf = (module: ts.Symbol, prefix: string): PublicName[] =>
    checker.getExportsOfModule(module).flatMap((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      if (seen.has(target)) return [];
      seen.add(target);
      const name = prefix + symbol.name;
      if (target.flags & ts.SymbolFlags.ValueModule) return exportsOf(target, `${name}.`);
      return namesOf(target.declarations ?? [], name);
    });
  return exportsOf(checker.getSymbolAtLocation(program.getSourceFile(file)!)!, "");
}
