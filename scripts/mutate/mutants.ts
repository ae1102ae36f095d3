/** The mutants of a file: each replaces one piece of it by a wrong one. */

import ts from "typescript";

/** `text` in the place of what stands from `start` to before `end`. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const { SyntaxKind: Kind } = ts;

/** What an operator turns into: the neighbours of a boundary, and the opposite. */
const OPERATORS: { readonly [operator: string]: readonly string[] } = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "===": ["!=="],
  "!==": ["==="],
  "&&": ["||"],
  "||": ["&&"],
  "&": ["|"],
  "|": ["&"],
  "<<": [">>"],
  ">>": ["<<"],
  "+=": ["-="],
  "-=": ["+="],
  "*=": ["/="],
  "&=": ["|="],
  "|=": ["&="],
  "??=": ["="],
};

const isText = (node: ts.Node): boolean =>
  ts.isStringLiteralLike(node) ||
  ts.isTemplateExpression(node) ||
  (ts.isBinaryExpression(node) && (isText(node.left) || isText(node.right)));

/** Constants become one more, and those that are not 0 also 0; in BigInt's form too. */
function constants(text: string): readonly string[] {
  const [number, suffix] = text.endsWith("n") ? [text.slice(0, -1), "n"] : [text, ""];
  return Number(number) === 0 ? [`1${suffix}`] : [`0${suffix}`, `(${text} + 1${suffix})`];
}

/** Whether leaving the statement out is an idea of its own: a loop, an expression, a jump, an `if` without `else`. */
const isRemovable = (node: ts.Node): boolean =>
  ts.isExpressionStatement(node) ||
  ts.isThrowStatement(node) ||
  ts.isContinueStatement(node) ||
  ts.isBreakStatement(node) ||
  ts.isIterationStatement(node, false) ||
  (ts.isIfStatement(node) && node.elseStatement === undefined);

/** All mutants of `source`, in the order of their places. */
export function mutantsOf(file: string, source: string): Mutant[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const mutants: Mutant[] = [];
  const put = (from: ts.Node, to: ts.Node, text: string): void => {
    const start = from.getStart(tree);
    const line = tree.getLineAndCharacterOfPosition(start).line + 1;
    mutants.push({ file, line, start, end: to.getEnd(), text });
  };
  const replace = (node: ts.Node, ...texts: readonly string[]): void => {
    for (const text of texts) put(node, node, text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return;
    if (isRemovable(node)) replace(node, ";");
    if (ts.isBinaryExpression(node)) {
      const { left, operatorToken, right } = node;
      if (!isText(node)) replace(operatorToken, ...(OPERATORS[operatorToken.getText(tree)] ?? []));
      if (operatorToken.kind === Kind.QuestionQuestionToken) replace(node, left.getText(tree));
      if (operatorToken.kind === Kind.AsteriskAsteriskToken)
        replace(node, `${left.getText(tree)} * ${right.getText(tree)}`);
    } else if (ts.isPrefixUnaryExpression(node)) {
      const { operator, operand } = node;
      if (operator === Kind.ExclamationToken || operator === Kind.MinusToken)
        replace(node, operand.getText(tree));
    } else if (ts.isPostfixUnaryExpression(node)) {
      const operand = node.operand.getText(tree);
      replace(node, node.operator === Kind.PlusPlusToken ? `${operand}--` : `${operand}++`);
    } else if (ts.isConditionalExpression(node)) {
      const { condition, whenTrue, whenFalse } = node;
      put(whenTrue, whenFalse, `${whenFalse.getText(tree)} : ${whenTrue.getText(tree)}`);
      replace(condition, "true", "false");
    } else if (ts.isIfStatement(node)) {
      replace(node.expression, "true", "false");
    } else if (ts.isNumericLiteral(node) || ts.isBigIntLiteral(node)) {
      replace(node, ...constants(node.getText(tree)));
    } else if (node.kind === Kind.TrueKeyword) replace(node, "false");
    else if (node.kind === Kind.FalseKeyword) replace(node, "true");
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return mutants;
}

/** The file with the mutant in it. */
export const mutated = (source: string, { start, end, text }: Mutant): string =>
  source.slice(0, start) + text + source.slice(end);

const flat = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/** The lines that a mutant touches, before and after, on one line each. */
export function diffOf(source: string, { start, end, text }: Mutant): { before: string; after: string } {
  const from = source.lastIndexOf("\n", start - 1) + 1;
  const newline = source.indexOf("\n", end);
  const to = newline < 0 ? source.length : newline;
  return {
    before: flat(source.slice(from, to)),
    after: flat(source.slice(from, start) + text + source.slice(end, to)),
  };
}
