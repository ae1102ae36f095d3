import { arange, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const x = normal([2, 3, 4]);
const INDICES = [
  {
    dim: 0,
    index: [
      [
        [1, 0, 1, 1],
        [0, 0, 0, 1],
      ],
    ],
  },
  {
    dim: 1,
    index: [
      [[2], [0], [0], [1], [2]],
      [[1], [1], [1], [1], [1]],
    ],
  },
  {
    dim: 2,
    index: [
      [
        [3, 0],
        [1, 1],
      ],
      [
        [2, 3],
        [0, 0],
      ],
    ],
  },
  { dim: -1, index: [[[0, 0, 0, 0, 3]]] },
];

describe.each(INDICES)("gather along $dim", ({ dim, index }) => {
  const picks = tensor(index);

  test("reads the element whose coordinate is the index", () => {
    const y = x.gather(dim, picks);
    const along = (dim + 3) % 3;
    index.forEach((plane, i) => {
      plane.forEach((row, j) => {
        row.forEach((k, l) => {
          const place = [i, j, l].map((coordinate, d) => (d === along ? k : coordinate));
          const flat = place[0]! * 12 + place[1]! * 4 + place[2]!;
          expect((y.tolist() as number[][][])[i]![j]![l]).toBe(x.data[flat]);
        });
      });
    });
    expect(y.shape).toEqual(picks.shape);
  });

  test("has the gradient, summed where an element was read twice", () => {
    gradcheck((t) => t.gather(dim, picks), [x]);
  });

  test("takes int32 as well as int64", () => {
    expectClose(x.gather(dim, picks.to("int32")), x.gather(dim, picks));
  });
});

describe("relations", () => {
  test("gathering every position in order is the identity", () => {
    for (const [dim, size] of [
      [0, 2],
      [1, 3],
      [2, 4],
    ] as const) {
      const shape = [1, 1, 1].map((one, d) => (d === dim ? size : one));
      const all = zeros([2, 3, 4], { dtype: "int64" }).add(arange(size).reshape(shape));
      expectClose(x.gather(dim, all), x);
    }
  });

  test("along dim k equals transposing k to the end and back", () => {
    const index = tensor([[[1, 2, 0, 1]], [[0, 0, 2, 2]]]);
    expectClose(x.gather(1, index), x.transpose(1, 2).gather(2, index.transpose(1, 2)).transpose(1, 2));
  });

  test("an empty index gives nothing and a gradient of zeros", () => {
    const leaf = normal([2, 3]).requiresGrad_();
    const y = leaf.gather(1, zeros([2, 0], { dtype: "int64" }));
    y.sum().backward();
    expect(y.shape).toEqual([2, 0]);
    expectClose(leaf.grad!, zeros([2, 3], { dtype: "float64" }));
  });
});

test("a scalar counts as one dim, on both sides", () => {
  expect(
    tensor(5)
      .gather(0, tensor([0, 0]))
      .tolist(),
  ).toEqual([5, 5]);
  expect(tensor([5, 6]).gather(0, tensor(1)).tolist()).toBe(6);
  expect(() => tensor(5).gather(0, tensor([0, 1]))).toThrow(RangeError);
});

test("indices that are out of range are refused before anything is read, the first of them named", () => {
  const pick = (index: unknown) => () =>
    tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]).gather(1, tensor(index as number[][]));
  expect(
    pick([
      [2, 0],
      [3, -1],
    ]),
  ).toThrow(/index 3 is out of bounds/);
  expect(pick([[2 ** 32, 0]])).toThrow(/index 4294967296 is out of bounds/);
});
