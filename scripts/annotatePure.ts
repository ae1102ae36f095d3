import ts from "typescript";

/** The class expression or value that a call makes, which bundlers leave out when nobody uses it. */
const markPure = <T extends ts.CallExpression | ts.NewExpression>(call: T): T =>
  ts.addSyntheticLeadingComment(call, ts.SyntaxKind.MultiLineCommentTrivia, " @__PURE__ ");

const isCall = (node: ts.Node): node is ts.CallExpression | ts.NewExpression =>
  ts.isCallExpression(node) || ts.isNewExpression(node);

/** Whether a bundler sees without help that it only makes a value: what is called gets the annotation. */
function isPlain(node: ts.Node): boolean {
  if (ts.isFunctionLike(node) || ts.isIdentifier(node) || ts.isToken(node)) return true;
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (isCall(node)) return node.arguments?.every(isPlain) ?? true;
  if (ts.isShorthandPropertyAssignment(node)) return true;
  if (ts.isPropertyAssignment(node))
    return !ts.isComputedPropertyName(node.name) && isPlain(node.initializer);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isPlain);
  return ts.isObjectLiteralExpression(node) && node.properties.every(isPlain);
}

/** Whether bundlers take the definition of a class for more than that: a static block, a name that is computed. */
const hasEffect = ({ members }: ts.ClassDeclaration): boolean =>
  members.some(
    ({ kind, name }) =>
      kind === ts.SyntaxKind.ClassStaticBlockDeclaration ||
      (name !== undefined && ts.isComputedPropertyName(name)),
  );

/**
 * Says in the JavaScript of a file what `sideEffects: false` in package.json says about it: it makes values, and nothing
 * happens. Where all files are one, a bundler has to know it of each statement.
 *
 * Calls at the top get the annotation of bundlers. What is more than calls becomes one: a class with a static block is
 * `const Name = /* @__PURE__ *\/ (() => class Name { … })();` then.
 */
export const annotatePure: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;

  /** `(() => expression)()` */
  function called(expression: ts.Expression): ts.Expression {
    const body = ts.isObjectLiteralExpression(expression)
      ? factory.createParenthesizedExpression(expression)
      : expression;
    const arrow = factory.createArrowFunction(undefined, undefined, [], undefined, undefined, body);
    return markPure(
      factory.createCallExpression(factory.createParenthesizedExpression(arrow), undefined, []),
    );
  }

  /** Without what is left of types. */
  function withoutTypes(node: ts.Node): ts.Node {
    if (ts.isPartiallyEmittedExpression(node)) return withoutTypes(node.expression);
    return ts.isFunctionLike(node) ? node : ts.visitEachChild(node, withoutTypes, context);
  }

  /** Annotates the calls of a value that `isPlain`: what a call is called on falls with it. */
  function annotated(node: ts.Node): ts.Node {
    if (ts.isFunctionLike(node)) return node;
    if (!isCall(node)) return ts.visitEachChild(node, annotated, context);
    const args = ts.visitNodes(node.arguments, annotated, ts.isExpression);
    return markPure(
      ts.isCallExpression(node)
        ? factory.updateCallExpression(node, node.expression, undefined, args!)
        : factory.updateNewExpression(node, node.expression, undefined, args),
    );
  }

  function ofVariable(node: ts.Node): ts.Node {
    if (!ts.isVariableDeclaration(node) || node.initializer === undefined) return node;
    const name = node.name;
    const initializer = withoutTypes(node.initializer) as ts.Expression;
    const isValue =
      isCall(initializer) ||
      ts.isObjectLiteralExpression(initializer) ||
      ts.isArrayLiteralExpression(initializer);
    if (!isValue) return node;
    const pure = isPlain(initializer) ? (annotated(initializer) as ts.Expression) : called(initializer);
    return factory.updateVariableDeclaration(node, name, undefined, undefined, pure);
  }

  function ofClass(node: ts.ClassDeclaration): ts.Statement {
    const { name, heritageClauses, members, modifiers } = node;
    const expression = factory.createClassExpression(undefined, name, undefined, heritageClauses, members);
    const variable = factory.createVariableDeclaration(name!, undefined, undefined, called(expression));
    const list = factory.createVariableDeclarationList([variable], ts.NodeFlags.Const);
    const statement = factory.createVariableStatement(modifiers, list);
    return ts.setTextRange(ts.setOriginalNode(statement, node), node);
  }

  function ofStatement(node: ts.Node): ts.Node {
    if (ts.isClassDeclaration(node) && hasEffect(node)) return ofClass(node);
    if (!ts.isVariableStatement(node)) return node;
    const list = ts.visitEachChild(node.declarationList, ofVariable, context);
    return factory.updateVariableStatement(node, node.modifiers, list);
  }

  return (file) => ts.visitEachChild(file, ofStatement, context);
};
