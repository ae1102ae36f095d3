import {
  broadcastShapes,
  broadcastStrides,
  loopNest,
  normalizeDim,
  normalizeDims,
  numel,
  sameShape,
  splitAt,
  stridesOf,
} from "../../src/values/shape";

const SHAPES: readonly (readonly number[])[] = [
  [],
  [1],
  [3],
  [2, 3],
  [1, 4],
  [2, 1, 3],
  [3, 2, 1, 2],
  [2, 0, 3],
  [0],
];

/** Every index of a shape, in row-major order. */
const indicesOf = (shape: readonly number[]): number[][] =>
  shape.reduce<number[][]>(
    (found, size) => found.flatMap((index) => Array.from({ length: size }, (_, i) => [...index, i])),
    [[]],
  );
const dot = (index: readonly number[], strides: readonly number[]): number =>
  index.reduce((sum, i, d) => sum + i * strides[d]!, 0);

describe.each(SHAPES.map((shape) => ({ shape })))("the shape $shape", ({ shape }) => {
  test("has as many elements as indices", () => {
    expect(numel(shape)).toBe(indicesOf(shape).length);
  });

  test("has strides that number its elements in row-major order", () => {
    expect(indicesOf(shape).map((index) => dot(index, stridesOf(shape)))).toEqual([
      ...Array(numel(shape)).keys(),
    ]);
  });

  test("is cut into lines that visit every element once, along every dim", () => {
    for (let dim = 0; dim < Math.max(shape.length, 1); dim++) {
      const { outer, length, inner } = splitAt(shape, dim);
      expect(length).toBe(shape[dim] ?? 1);
      const visited = indicesOf([outer, inner, length]).map(([o, i, k]) => (o! * length + k!) * inner + i!);
      expect(visited.sort((a, b) => a - b)).toEqual([...Array(numel(shape)).keys()]);
    }
  });

  test("equals itself and no shape with one more dim", () => {
    expect(sameShape(shape, [...shape])).toBe(true);
    expect(sameShape(shape, [...shape, 1])).toBe(false);
    expect(sameShape([1, ...shape], shape)).toBe(false);
  });

  test("broadcasts with itself, a scalar and ones to itself", () => {
    for (const other of [shape, [], shape.map(() => 1)]) {
      expect(broadcastShapes(shape, other)).toEqual(shape);
      expect(broadcastShapes(other, shape)).toEqual(shape);
    }
  });
});

describe("dims", () => {
  test("count from the end when negative", () => {
    for (let ndim = 1; ndim < 5; ndim++)
      for (let dim = 0; dim < ndim; dim++) expect(normalizeDim(dim - ndim, ndim)).toBe(dim);
  });

  test("of a scalar are 0 and -1", () => {
    expect([normalizeDim(0, 0), normalizeDim(-1, 0)]).toEqual([0, 0]);
    expect([normalizeDims(0, 0), normalizeDims([-1], 0), normalizeDims(undefined, 0)]).toEqual([[], [], []]);
  });

  test("out of range or not whole are refused", () => {
    for (const [dim, ndim] of [
      [2, 2],
      [-3, 2],
      [1, 0],
    ] as const)
      expect(() => normalizeDim(dim, ndim)).toThrow("Dimension out of range");
    for (const dim of [0.5, NaN, "0", null]) expect(() => normalizeDim(dim as number, 2)).toThrow();
  });

  test("absent or an empty list are all of them; others are sorted", () => {
    expect([normalizeDims(undefined, 3), normalizeDims([], 3)]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    expect([normalizeDims([-1, 0], 3), normalizeDims(-2, 3)]).toEqual([[0, 2], [1]]);
  });

  test("twice the same are refused, also when spelled differently", () => {
    for (const dims of [
      [1, 1],
      [0, -3],
    ])
      expect(() => normalizeDims(dims, 3)).toThrow("appears multiple times");
  });
});

describe("broadcasting", () => {
  test("stretches ones and missing dims, and is symmetric", () => {
    const cases = [
      [[2, 1], [3], [2, 3]],
      [
        [4, 1, 2],
        [3, 1],
        [4, 3, 2],
      ],
      [[0], [1], [0]],
      [
        [2, 0],
        [2, 1],
        [2, 0],
      ],
    ] as const;
    for (const [a, b, both] of cases) {
      expect(broadcastShapes(a, b)).toEqual(both);
      expect(broadcastShapes(b, a)).toEqual(both);
    }
  });

  test("refuses other sizes and names the dim", () => {
    expect(() => broadcastShapes([2, 3], [4])).toThrow(
      "(3) must match the size of tensor b (4) at non-singleton dimension 1",
    );
    expect(() => broadcastShapes([0], [2])).toThrow(RangeError);
  });

  test("strides read the small array at the index modulo its size", () => {
    for (const [from, to] of [
      [[], [2, 3]],
      [[3], [2, 3]],
      [
        [2, 1],
        [2, 3],
      ],
      [
        [2, 1, 2],
        [4, 2, 3, 2],
      ],
    ] as const) {
      const strides = broadcastStrides(from, to);
      for (const index of indicesOf(to)) {
        const own = from.map((size, d) => index[to.length - from.length + d]! % size);
        expect(dot(index, strides)).toBe(dot(own, stridesOf(from)));
      }
    }
  });
});

describe("loopNest", () => {
  /** The positions that a nest visits, in order. */
  const visits = (nest: ReturnType<typeof loopNest>): [number, number][] =>
    indicesOf(nest.map(({ size }) => size)).map((index) => [
      dot(
        index,
        nest.map(({ strideA }) => strideA),
      ),
      dot(
        index,
        nest.map(({ strideB }) => strideB),
      ),
    ]);

  test.each(SHAPES.map((shape) => ({ shape })))(
    "visits $shape in row-major order by any strides",
    ({ shape }) => {
      const own = stridesOf(shape);
      const zero = shape.map(() => 0);
      const backwards = stridesOf([...shape].reverse()).reverse();
      for (const [a, b] of [
        [own, own],
        [own, zero],
        [backwards, own],
        [zero, backwards],
      ] as const)
        expect(visits(loopNest(shape, a, b))).toEqual(
          indicesOf(shape).map((index) => [dot(index, a), dot(index, b)]),
        );
    },
  );

  test("is a single loop where both arrays are contiguous", () => {
    expect(loopNest([2, 1, 3, 4], stridesOf([2, 1, 3, 4]), stridesOf([2, 1, 3, 4]))).toEqual([
      { size: 24, strideA: 1, strideB: 1 },
    ]);
    expect(loopNest([], [], [])).toHaveLength(1);
  });
});
