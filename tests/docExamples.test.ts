import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  type Example,
  examplesOfMarkdown,
  examplesOfSource,
  root,
  typeErrors,
  wrongOutput,
} from "./docExamples";

const examples = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".ts"))
  .sort()
  .flatMap((file) => examplesOfSource(join(root, "src", file)));

describe("an example of the doc comments prints what its comments say", () => {
  test.each(examples)("$place", async (example) => {
    expect(await wrongOutput(example)).toEqual([]);
  });
});

test("the examples fit the types", () => {
  expect(typeErrors(examples)).toEqual([]);
});

describe("the checker", () => {
  const example = (code: string): Example => ({ place: "here:10", code });
  const complaints = (code: string): Promise<string[]> => wrongOutput(example(code));

  const right: [what: string, code: string][] = [
    ["a value", "tensor([1, 2]); // tensor([1, 2])"],
    ["a value on the lines below", "tensor([[1], [2]]);\n// tensor([[1],\n//         [2]])\ntensor(1);"],
    ["a value that nobody mentions", "tensor(1);\ntensor(2); // tensor(2)"],
    ["a value as the REPL shows it", "[tensor(1).dtype, tensor(1).shape]; // [ 'int64', [] ]"],
    ["a printed line", 'console.log("a", tensor(1)); // a tensor(1)'],
    ["the lines of a loop", "for (const n of [1, 2]) {\n  console.log(n);\n}\n// 1\n// 2"],
    ["a comment behind a declaration", "const x = tensor(1); // a scalar\nx; // tensor(1)"],
    ["a comment after an empty line", "tensor(1);\n\n// and then\ntensor(2);"],
    ["an error", "zeros([2]).reshape([3]);\n// RangeError: shape '[3]' is invalid for input of size 2. …"],
    ["the beginning of a long text", "zeros([2000]); // tensor([0., 0., …"],
    ["imports of its own", 'import { tensor } from "crossent";\ntensor(1); // tensor(1)'],
    ["await", "(await Promise.resolve(tensor(1))).add(1); // tensor(2)"],
  ];

  test.each(right)("takes %s", async (_, code) => {
    expect(await complaints(code)).toEqual([]);
  });

  test("takes the types of all these", () => {
    expect(typeErrors(right.map(([, code]) => example(code)))).toEqual([]);
  });

  test.each([
    ["another value", "\ntensor(1); // tensor(2)", "here:11 tensor(1)\n  says tensor(2)\n  prints tensor(1)"],
    ["only the beginning of a text", "tensor(1); // tensor(", "here:10 tensor(1)\n  says tensor("],
    ["another beginning", "tensor(1); // 1 …", "here:10 tensor(1)\n  says 1 …"],
    ["a value where there is none", "setWarnings(true); // true", "prints nothing"],
    ["a line that nobody mentions", "console.log(1);", "says nothing\n  prints 1"],
    ["a line that a declaration prints", "const one = console.log(1);", "says nothing\n  prints 1"],
    [
      "an error that nobody mentions",
      "tensor([1]).add(tensor([1, 2])).add(tensor([1, 2, 3]));",
      "prints RangeError",
    ],
    [
      "another error",
      "tensor([1, 2]).item(); // TypeError: …",
      "prints RangeError: a Tensor with 2 elements",
    ],
    ["an error of a declaration", "const x = tensor([1, 2]).item();", "here:10 ends in RangeError"],
    ["an error that does not come", "tensor(1).item(); // RangeError: …", "prints 1"],
    ["other modules", 'import "node:fs";', 'ends in Error: "node:fs" is imported'],
  ])("refuses %s", async (_, code, words) => {
    const found = await complaints(code);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(words);
  });

  test("refuses what does not fit the types, and says where", () => {
    const wrong = ["\nzeros([2], { dtypes: 'float64' });", "flatten(tensor(1));", "tensor(1;"];
    expect(typeErrors(wrong.map(example))).toEqual([
      expect.stringMatching(
        /^here:11 No overload .*'dtypes' does not exist in type 'TensorOptions<"float32">'/,
      ),
      "here:10 Cannot find name 'flatten'.",
      "here:10 ')' expected.",
    ]);
  });

  test("finds every example of a comment, with its line", () => {
    const text =
      "\n/**\n * Two.\n *\n * @example\n * one();\n *\n *   two();\n * @example three();\n * @see x\n */\nconst a = 1;\n";
    expect(examplesOfSource(join(root, "src", "a.ts"), text)).toEqual([
      { place: "src/a.ts:6", code: "one();\n\n  two();" },
      { place: "src/a.ts:9", code: "three();" },
    ]);
    const page = "# A\n\n```sh\nnpm ci\n```\n\n```ts\none();\n```\n";
    expect(examplesOfMarkdown(join(root, "A.md"), page)).toEqual([{ place: "A.md:8", code: "one();" }]);
    const hidden = "<!-- before:\nconst two = 2;\n-->\n\n```ts\ntwo; // 2\n```\n";
    const before = "const two = 2;";
    expect(examplesOfMarkdown(join(root, "A.md"), hidden)).toEqual([
      { place: "A.md:6", code: "two; // 2", before },
    ]);
  });
});
