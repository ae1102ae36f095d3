import type { Tensor } from "../../src";
import type { Library } from "../freshLibrary";
import { warningsOf } from "../freshLibrary";

const SUMS =
  /^UserWarning: cross_entropy expects the class probabilities of a sample to sum to 1, but those of sample (\d+) sum to (\S+)\./;
const LOGITS =
  /^UserWarning: cross_entropy expects logits, but every row of its input lies within \[0, 1\] and sums to 1/;

/** What cross-entropy warns of, of the tensors that `make` gives. */
const warnings = (make: (library: Library) => readonly [input: Tensor, target: Tensor]): string[] =>
  warningsOf((library) => {
    const given = make(library);
    for (let i = 0; i < 2; i++) library.functional.crossEntropy(...given);
  });

/** Probabilities whose row `at` is multiplied. */
const rows = ({ randn }: Library, shape: number[], at: number, factor: number): Tensor => {
  const p = randn(shape).softmax(1);
  const length = shape[1]!;
  for (let k = 0; k < length; k++) p.data[at * length + k] = (p.data[at * length + k] as number) * factor;
  return p;
};

test("rows that do not sum to 1 are named, once", () => {
  const found = warnings((library) => [library.randn([5, 3]), rows(library, [5, 3], 2, 100)]);
  expect(found).toHaveLength(1);
  expect(SUMS.exec(found[0]!)?.slice(1)).toEqual(["2", "100"]);
});

test("the lines of planes are looked at, too", () => {
  const found = warnings(({ randn, full }) => [randn([1, 2, 3]), full([1, 2, 3], 1, { dtype: "float32" })]);
  expect(SUMS.exec(found[0]!)?.slice(1)).toEqual(["0", "2"]);
});

test("rounding, rows of zeros, NaN and half precision are no reason", () => {
  const fine: readonly ((library: Library) => Tensor)[] = [
    (library) => rows(library, [5, 3], 2, 1),
    (library) => rows(library, [5, 3], 1, 0),
    (library) => rows(library, [5, 3], 1, Number.NaN),
    (library) => rows(library, [5, 3], 1, 1.005),
    (library) => library.randn([5, 3]).softmax(1).to("bfloat16"),
    (library) => library.zeros([5, 3]),
  ];
  for (const make of fine) expect(warnings((library) => [library.randn([5, 3]), make(library)])).toEqual([]);
});

test("of long rows the first is looked at where it is one of many", () => {
  for (const [count, expected] of [
    [20, 1],
    [3, 0],
  ] as const)
    expect(
      warnings((library) => [library.randn([count, 2000]), rows(library, [count, 2000], 0, 2)]),
    ).toHaveLength(expected);
});

test("logits that are probabilities are", () => {
  for (const shape of [
    [4, 3],
    [20, 3000],
    [2, 3, 4],
  ]) {
    const found = warnings(({ randn, zeros }) => [
      randn(shape).softmax(1),
      zeros([shape[0]!, ...shape.slice(2)]).long(),
    ]);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(LOGITS);
  }
});

test("other logits are not, nor what learns: that they come out of a softmax is known from the graph", () => {
  const fine: readonly ((library: Library) => Tensor)[] = [
    ({ randn }) => randn([4, 3]),
    ({ rand }) => rand([4, 3]),
    ({ tensor }) =>
      tensor([
        [1.5, -0.5, 0],
        [1, 0, 0],
        [1, 0, 0],
        [1, 0, 0],
      ]),
    ({ randn }) => randn([4, 3]).softmax(1).requiresGrad_(),
  ];
  for (const make of fine)
    expect(warnings((library) => [make(library), library.zeros([4]).long()])).toEqual([]);
  expect(warnings(({ zeros }) => [zeros([0, 3]), zeros([0]).long()])).toEqual([]);
});
