import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import * as crossent from "../src";
import { docComments, root } from "./docExamples";
import { type PublicName, publicApi } from "./publicApi";
import { publicSignatures } from "./signatures";

const names = publicApi(join(root, "src", "index.ts"));

const without = (list: readonly PublicName[], fails: (name: PublicName) => boolean): string[] =>
  list.filter((name) => !name.inherits && fails(name)).map(({ name, place }) => `${name} (${place})`);

const undocumented = (list: readonly PublicName[]) => without(list, ({ doc }) => doc === undefined);

/** The call signature of a class is that of one of its methods. */
const unshown = (list: readonly PublicName[]) =>
  without(list, ({ kind, name, tags }) => {
    const runs = kind === "function" || kind === "class" || kind === "method";
    return runs && !tags.includes("example") && !name.endsWith(".()");
  });

const withoutDefault = (list: readonly PublicName[]) =>
  without(list, ({ kind, doc }) => kind === "option" && !/\bDefault\b/.test(doc ?? ""));

test("every public name has a doc comment, and so has every member of a class or type", () => {
  expect(undocumented(names)).toEqual([]);
});

test("every function, class and method has an example", () => {
  expect(unshown(names)).toEqual([]);
});

test("every option says what it defaults to", () => {
  expect(withoutDefault(names)).toEqual([]);
});

test("these are the names that the package has at run time, and the types", () => {
  const found = new Set(names.map(({ name }) => name.split(".").at(-1)!));
  const { nn, functional, optim, metrics, ...others } = crossent;
  const running = [others, functional, optim, metrics].flatMap((namespace) => Object.keys(namespace));
  const { classes } = publicSignatures();
  const members = Object.entries({ ...others }).flatMap(([name, member]: [string, unknown]) => {
    const known = classes.get(name);
    if (known === undefined) return [];
    const keys = Reflect.ownKeys((member as { readonly prototype: object }).prototype);
    return keys.filter((key) => {
      const member = known.members.get(String(key));
      if (member === undefined && key in Function.prototype) return false; // `name` and `length` of a module
      return typeof key === "string" && !member?.isPrivate && !member?.isInternal;
    });
  }) as string[];
  const expected = [...running, ...members];
  expect(expected.filter((name) => !found.has(name))).toEqual([]);
});

test("the tags of a doc comment stand in one order: what goes in, comes out, is thrown, an example, the source", () => {
  const order = ["param", "returns", "throws", "example", "see"];
  const files = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" });
  const wrong = files
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const text = readFileSync(join(root, "src", file), "utf8");
      return docComments(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true))
        .map((comment) => (comment.tags ?? []).map((tag) => tag.tagName.text))
        .filter((tags) => {
          const places = tags.filter((tag) => order.includes(tag)).map((tag) => order.indexOf(tag));
          return places.some((place, i) => i > 0 && place < places[i - 1]!);
        })
        .map((tags) => `${file}: ${tags.join(", ")}`);
    });
  expect(wrong).toEqual([]);
});

describe("what is missing is found", () => {
  const text = `
    export function bare(x: number): number;
    /** Adds. */
    export function bare(x: number, y: number): number;
    export function bare(x: number, y = 0): number { return x + y; }
    /** One. */
    export const one = () => 1;
    /** Options. */
    export interface SumOptions {
      readonly keep?: boolean;
      /** Whether to drop. Default false. */
      readonly drop?: boolean;
    }
    /**
     * A class.
     *
     * @example
     * new Sum();
     */
    export class Sum {
      size = 1;
      get half(): number { return 0.5; }
      add(): void {}
      private hidden(): void {}
      /** @internal */
      inner(): void {}
      #own(): void {}
      override toString(): string { return ""; }
    }`;
  const sample = publicApi(join(root, "src", "sample.ts").replaceAll("\\", "/"), text);

  test("without a doc comment", () => {
    expect(undocumented(sample)).toEqual([
      "bare (src/sample.ts:2)",
      "SumOptions.keep (src/sample.ts:10)",
      "Sum.size (src/sample.ts:21)",
      "Sum.half (src/sample.ts:22)",
      "Sum.add (src/sample.ts:23)",
    ]);
  });

  test("without an example", () => {
    expect(unshown(sample)).toEqual([
      "bare (src/sample.ts:2)",
      "bare (src/sample.ts:4)",
      "one (src/sample.ts:7)",
      "Sum.add (src/sample.ts:23)",
    ]);
  });

  test("without a default", () => {
    expect(withoutDefault(sample)).toEqual(["SumOptions.keep (src/sample.ts:10)"]);
  });
});
