/** How the public functions and classes are called, as the compiler sees it. */

import { join } from "node:path";
import ts from "typescript";

/** One of the things that a value may be. */
export type Type =
  | {
      readonly is:
        | "number"
        | "boolean"
        | "string"
        | "bigint"
        | "null"
        | "nothing"
        | "function"
        | "this"
        | "generic"
        | "unknown";
    }
  | { readonly is: "literal"; readonly value: string | number }
  | { readonly is: "array"; readonly of: readonly Type[] }
  | { readonly is: "instance"; readonly of: string; readonly bases: readonly string[] }
  | { readonly is: "object"; readonly name: string; readonly properties: readonly Parameter[] };

/** A parameter of a call, or a property of an object. */
export interface Parameter {
  readonly name: string;
  readonly optional: boolean;
  readonly types: readonly Type[];
}

export interface Signature {
  readonly parameters: readonly Parameter[];
  readonly returns: readonly Type[];
}

export interface Member {
  /** Of a method, one for each overload; of anything else, one without parameters that returns the value. */
  readonly signatures: readonly Signature[];
  readonly isPrivate: boolean;
  /** Whether it is marked as internal. */
  readonly isInternal: boolean;
}

export interface PublicClass {
  readonly isAbstract: boolean;
  /** Without those that are marked as internal. */
  readonly constructors: readonly Signature[];
  /** Its own and the inherited ones. What has a symbol as key stands under the name of the variable: `[inspect]`. */
  readonly members: ReadonlyMap<string, Member>;
}

export interface PublicCalls {
  /** By name as users write it: `zeros`, `functional.softmax`. */
  readonly functions: ReadonlyMap<string, readonly Signature[]>;
  readonly classes: ReadonlyMap<string, PublicClass>;
  /** The exported types that are no classes. */
  readonly types: readonly string[];
}

const DEEPEST = 3; // as far as objects in arrays in objects are looked into

class Reader {
  constructor(
    private readonly program: ts.Program,
    private readonly checker = program.getTypeChecker(),
  ) {}

  calls(file: string): PublicCalls {
    const functions = new Map<string, readonly Signature[]>();
    const classes = new Map<string, PublicClass>();
    const types: string[] = [];
    const read = (module: ts.Symbol, prefix: string): void => {
      for (const symbol of this.checker.getExportsOfModule(module)) {
        const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
        const name = prefix + symbol.name;
        if (target.flags & ts.SymbolFlags.ValueModule) read(target, `${name}.`);
        else if (target.flags & ts.SymbolFlags.Class) classes.set(name, this.classOf(target));
        else if (target.flags & ts.SymbolFlags.Value)
          functions.set(name, this.signatures(this.checker.getTypeOfSymbol(target), 0));
        else types.push(name);
      }
    };
    read(this.checker.getSymbolAtLocation(this.program.getSourceFile(file)!)!, "");
    return { functions, classes, types };
  }

  private classOf(symbol: ts.Symbol): PublicClass {
    const declaration = symbol.declarations!.find(ts.isClassDeclaration)!;
    const members = this.checker
      .getPropertiesOfType(this.checker.getDeclaredTypeOfSymbol(symbol))
      .map((member): [string, Member] => {
        const type = this.checker.getTypeOfSymbol(member);
        const isMethod = (member.flags & ts.SymbolFlags.Method) !== 0;
        const signatures = isMethod
          ? this.signatures(type, 0)
          : [{ parameters: [], returns: this.typesOf(type, 0) }];
        const isPrivate = (member.declarations ?? []).some(
          (node) =>
            (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0 ||
            ts.isPrivateIdentifier(ts.getNameOfDeclaration(node) ?? node),
        );
        const isInternal = member.getJsDocTags().some(({ name }) => name === "internal");
        return [member.name.replace(/^__@(\w+)@\d+$/, "[$1]"), { signatures, isPrivate, isInternal }];
      });
    return {
      isAbstract: (ts.getCombinedModifierFlags(declaration) & ts.ModifierFlags.Abstract) !== 0,
      constructors: this.checker
        .getTypeOfSymbol(symbol)
        .getConstructSignatures()
        .filter((signature) => !signature.getJsDocTags().some(({ name }) => name === "internal"))
        .map((signature) => this.signature(signature, 0)),
      members: new Map(members),
    };
  }

  private signatures(type: ts.Type, depth: number): Signature[] {
    return type.getCallSignatures().map((signature) => this.signature(signature, depth));
  }

  private signature(signature: ts.Signature, depth: number): Signature {
    const isThis = signature.declaration?.type?.kind === ts.SyntaxKind.ThisType;
    const parameters = signature.parameters.filter((parameter) => {
      const node = parameter.valueDeclaration;
      return !(node && ts.isParameter(node) && node.dotDotDotToken); // of a rest nothing is known
    });
    return {
      parameters: parameters.map((parameter) => this.parameter(parameter, depth)),
      returns: isThis ? [{ is: "this" }] : this.typesOf(signature.getReturnType(), depth),
    };
  }

  private parameter(symbol: ts.Symbol, depth: number): Parameter {
    const node = symbol.valueDeclaration;
    const isOptional = node !== undefined && ts.isParameter(node) && this.checker.isOptionalParameter(node);
    const types = this.typesOf(this.checker.getTypeOfSymbol(symbol), depth);
    const optional = isOptional || (symbol.flags & ts.SymbolFlags.Optional) !== 0;
    const values = types.filter(({ is }) => is !== "nothing" && is !== "generic"); // but its constraint
    return { name: symbol.name, optional, types: values.length > 0 ? values : types };
  }

  /** What a value of the type may be, each thing once. */
  private typesOf(type: ts.Type, depth: number): readonly Type[] {
    const parts = type.isUnion() ? type.types : [type];
    const found = parts.flatMap((part) => this.typesOfPart(part, depth));
    return found.filter(
      ({ is }, i) =>
        is === "literal" ||
        !"number boolean string".includes(is) ||
        found.findIndex((t) => t.is === is) === i,
    );
  }

  private typesOfPart(type: ts.Type, depth: number): readonly Type[] {
    const { flags } = type;
    if (type.isStringLiteral() || type.isNumberLiteral()) return [{ is: "literal", value: type.value }];
    if (flags & ts.TypeFlags.NumberLike) return [{ is: "number" }];
    if (flags & ts.TypeFlags.BooleanLike) return [{ is: "boolean" }];
    if (flags & ts.TypeFlags.StringLike) return [{ is: "string" }];
    if (flags & ts.TypeFlags.BigIntLike) return [{ is: "bigint" }];
    if (flags & ts.TypeFlags.Null) return [{ is: "null" }];
    if (flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Void)) return [{ is: "nothing" }];
    if (flags & ts.TypeFlags.TypeParameter) return this.typesOfParameter(type, depth);
    const constraint = this.checker.getBaseConstraintOfType(type);
    if (constraint !== undefined && constraint !== type) return this.typesOf(constraint, depth);
    if (!(flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return [{ is: "unknown" }];
    const target = (type as Partial<ts.TypeReference>).target ?? type;
    if (type.getCallSignatures().length > 0 && !target.isClass()) return [{ is: "function" }];
    if (this.checker.isArrayType(type) || this.checker.isTupleType(type)) {
      const elements = this.checker.getTypeArguments(type as ts.TypeReference);
      const of = depth < DEEPEST ? elements.flatMap((element) => this.typesOf(element, depth + 1)) : [];
      return [{ is: "array", of }];
    }
    const symbol = type.getSymbol();
    const isOfLanguage = symbol?.declarations?.some((node) =>
      this.program.isSourceFileDefaultLibrary(node.getSourceFile()),
    );
    if (symbol && (target.isClass() || isOfLanguage)) {
      const bases = target.isClass() ? this.checker.getBaseTypes(target).map((base) => base.symbol.name) : [];
      return [{ is: "instance", of: symbol.name, bases }];
    }
    const properties = depth < DEEPEST ? this.checker.getPropertiesOfType(type) : [];
    const read = properties.map((property) => this.parameter(property, depth + 1));
    return [{ is: "object", name: symbol?.name ?? "", properties: read }];
  }

  private typesOfParameter(type: ts.Type, depth: number): readonly Type[] {
    const constraint = type.getConstraint();
    return [{ is: "generic" }, ...(constraint ? this.typesOf(constraint, depth) : [])];
  }
}

const root = join(__dirname, "..");
let known: PublicCalls | undefined;

/** All that src/index.ts exports. */
export function publicSignatures(): PublicCalls {
  if (known !== undefined) return known;
  const file = join(root, "src", "index.ts").replaceAll("\\", "/");
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram([file], { ...options, types: [], noCheck: true });
  known = new Reader(program).calls(file);
  return known;
}

/** The names of all properties of all objects that a public function or constructor takes. */
export function optionNames(): string[] {
  const { functions, classes } = publicSignatures();
  const signatures = [
    ...functions.values(),
    ...[...classes.values()].map(({ constructors }) => constructors),
  ].flat();
  return [...new Set(signatures.flatMap(optionsOf))];
}

/** The names of the options of a call. */
export const optionsOf = ({ parameters }: Signature): string[] =>
  parameters.flatMap(({ types }) =>
    types.flatMap((type) => (type.is === "object" ? type.properties.map(({ name }) => name) : [])),
  );
