import { geometryOf, lengthOf, placeOf, splitOf } from "../../../src/backends/threads/parts";

const numbers = (n: number) => new Float32Array(n);
const softmaxOf = (outer: number, length: number, inner: number) => {
  const [x, y] = [numbers(outer * length * inner), numbers(outer * length * inner)];
  return splitOf("softmax", { outer, length, inner }, { x, y }, false);
};
const productOf = (n: number, k: number, m: number, transposedA: boolean, transposedB: boolean) => {
  const call = { a: numbers(n * k), b: numbers(k * m), bias: numbers(m), y: numbers(n * m) };
  return splitOf("matmul", { n, k, m, transposedA, transposedB }, call, false)!;
};

test("lines are cut between rows, between planes where there are many, else between positions", () => {
  expect(softmaxOf(100, 5, 1)).toMatchObject({ way: "outer", units: 100 });
  expect(softmaxOf(8, 5, 1000)).toMatchObject({ way: "outer", units: 8 });
  expect(softmaxOf(2, 5, 1000)).toMatchObject({ way: "inner", units: 1000 });
  expect(softmaxOf(2, 5, 100)).toMatchObject({ way: "outer", units: 2 });
});

test("a single line, and nothing at all, are not cut", () => {
  for (const split of [softmaxOf(1, 5000, 1), softmaxOf(0, 5, 1), softmaxOf(100, 0, 1)])
    expect(split).toBeNull();
  expect(splitOf("add", [], { a: numbers(1), b: numbers(1), y: numbers(1) }, false)).toBeNull();
});

test("a product is cut along its longer side, and the parts share the other operand", () => {
  const whole = (split: ReturnType<typeof productOf>) =>
    split.pieces.flatMap(({ name, isWhole }) => (isWhole ? [name] : []));
  const byRows = productOf(500, 30, 200, true, false);
  expect([byRows.way, byRows.units, whole(byRows)]).toEqual(["rows", 500, ["b", "bias"]]);
  const byColumns = productOf(200, 30, 500, false, false);
  expect([byColumns.way, byColumns.units, whole(byColumns)]).toEqual(["columns", 500, ["a"]]);
  expect(geometryOf(byColumns, 64)).toMatchObject({ n: 200, k: 30, m: 64 });
  const pieceOf = (name: string) => byColumns.pieces.find((piece) => piece.name === name)!;
  expect([lengthOf(pieceOf("b"), 64), lengthOf(pieceOf("a"), 64)]).toEqual([30 * 64, 6000]);
});

test("a part of a product has its place in the arrays of the whole; other kernels have none", () => {
  const byRows = productOf(500, 30, 200, true, false);
  expect(placeOf(byRows, 64, 128, true)).toEqual({
    ...{ n: 128, k: 30, m: 200, transposedA: true, transposedB: false },
    part: { rows: 500, columns: 200, row: 64, column: 0, hasRows: false },
  });
  const byColumns = productOf(200, 30, 500, false, false);
  expect(placeOf(byColumns, 64, 128, true)).toEqual({
    ...{ n: 200, k: 30, m: 128, transposedA: false, transposedB: false },
    part: { rows: 200, columns: 500, row: 0, column: 64, hasRows: true },
  });
  expect(placeOf(softmaxOf(100, 5, 1)!, 0, 4, true)).toBeNull();
});

test("a stretched operand of a loop nest is there for every part", () => {
  const nest = [
    { size: 100, strideA: 50, strideB: 0 },
    { size: 50, strideA: 1, strideB: 1 },
  ];
  const split = splitOf("add", nest, { a: numbers(5000), b: numbers(50), y: numbers(5000) }, false)!;
  expect(split.pieces.map(({ name, isWhole, unit }) => [name, isWhole, unit])).toEqual([
    ["a", false, 50],
    ["b", true, 50],
    ["y", false, 50],
  ]);
  expect(geometryOf(split, 7)).toEqual([{ size: 7, strideA: 50, strideB: 0 }, nest[1]]);
});

test("the reference kernels take longer", () => {
  const call = { x: numbers(500), y: numbers(500) };
  const costs = [false, true].map(
    (slow) => splitOf("softmax", { outer: 100, length: 5, inner: 1 }, call, slow)!.cost,
  );
  expect(costs[1]).toBe(4 * costs[0]!);
});

test("what one thread is quick to do is not cut", () => {
  const call = { x: numbers(500), y: numbers(500) };
  const split = (least: number) =>
    splitOf("softmax", { outer: 100, length: 5, inner: 1 }, call, false, least);
  const { cost, units } = split(0)!;
  expect(split(cost * units)).not.toBeNull();
  expect(split(cost * units + 1)).toBeNull();
});
