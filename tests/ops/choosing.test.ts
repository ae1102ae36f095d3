import { arange, Generator, randint, type Tensor, tensor, where, zeros } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const EXACT = { rtol: 0, atol: 0 };
const x = normal([3, 4, 5]);
/** Runs that are long enough for copies of whole runs. */
const wide = normal([3, 4, 40]);
const mask = (shape: readonly number[], seed = 0): Tensor =>
  randint(0, 2, shape, { generator: new Generator().manualSeed(seed) }).to("bool");

describe("gradients", () => {
  const ops: readonly [string, (t: Tensor) => Tensor][] = [
    ...[0, 1, 2].flatMap((dim): [string, (t: Tensor) => Tensor][] => [
      [`select(${dim}, -2)`, (t) => t.select(dim, -2)],
      [`narrow(${dim}, 1, 2)`, (t) => t.narrow(dim, 1, 2)],
      [`slice(${dim}, 2, 0)`, (t) => t.slice(dim, 2, 0)],
      [`slice(${dim}, 0, , 2)`, (t) => t.slice(dim, 0, undefined, 2)],
      [`indexSelect(${dim}, [2, 0, 2, 2])`, (t) => t.indexSelect(dim, tensor([2, 0, 2, 2]))],
      [`indexSelect(${dim}, [])`, (t) => t.indexSelect(dim, zeros([0], { dtype: "int64" }))],
    ]),
    ["maskedSelect", (t) => t.maskedSelect(mask(t.shape))],
    ["maskedSelect, the mask broadcast", (t) => t.maskedSelect(mask([4, 1], 3))],
    ["maskedSelect, the tensor broadcast", (t) => t.maskedSelect(mask([2, ...t.shape]))],
    ["maskedFill", (t) => t.maskedFill(mask(t.shape), 2)],
    ["maskedFill, the tensor broadcast", (t) => t.maskedFill(mask([2, 3, 1, 1]), 2)],
  ];
  test.each(ops)("%s", (_, op) => {
    gradcheck(op, [x]);
    gradcheck(op, [wide]);
  });

  test("maskedFill with a tensor", () => {
    gradcheck((t, value) => t.maskedFill(mask([3, 4, 1]), value), [x, normal([], 2)]);
  });

  test("where, each side broadcast or not", () => {
    for (const [a, b] of [
      [
        [3, 4, 5],
        [3, 4, 5],
      ],
      [[5], [4, 1]],
      [[], [3, 1, 1]],
      [[1], []],
    ] as const) {
      gradcheck((p, q) => where(mask([3, 4, 5], 5), p, q), [normal(a, 2), normal(b, 3)]);
      gradcheck((p, q) => where(mask([4, 1]), p, q), [normal(a, 2), normal(b, 3)]);
    }
  });

  test("where sends no NaN to the side that was not chosen", () => {
    const t = tensor([0, 4], { dtype: "float32", requiresGrad: true });
    where(t.detach().eq(0), 0, t.log()).sum().backward();
    expect(t.grad!.tolist()).toEqual([Number.NaN, 0.25]); // 0 · 1/0 in log, as in PyTorch
    const safe = tensor([0, 4], { dtype: "float32", requiresGrad: true });
    where(safe.detach().eq(0), 0, where(safe.detach().eq(0), 1, safe).log())
      .sum()
      .backward();
    expect(safe.grad!.tolist()).toEqual([0, 0.25]);
  });
});

describe("relations", () => {
  test("a slice is the rows of arange that it names", () => {
    for (const size of [0, 1, 5, 6]) {
      const numbers = [...Array(size).keys()];
      const t = arange(size);
      for (const start of [undefined, -7, -2, 0, 1, 4, 9]) {
        for (const end of [undefined, -7, -1, 0, 3, 6, 9]) {
          for (const step of [1, 2, 3, 10]) {
            const expected = numbers.slice(start, end).filter((_, i) => i % step === 0);
            expect(t.slice(0, start, end, step).tolist()).toEqual(expected);
          }
        }
      }
    }
  });

  test.each([0, 1, 2])("along dim %i all ways of choosing agree", (dim) => {
    for (const t of [x, wide]) {
      const indices = tensor([2, 1]);
      expectClose(t.narrow(dim, 1, 2), t.slice(dim, 1, 3), EXACT);
      expectClose(t.select(dim, 2), t.narrow(dim, -1 - (t.shape[dim]! - 3), 1).squeeze(dim), EXACT);
      expectClose(t.indexSelect(dim, indices).select(dim, 0), t.select(dim, 2), EXACT);
      const shape = t.shape.map((_, d) => (d === dim ? 2 : 1));
      const all = t.shape.map((size, d) => (d === dim ? 2 : size));
      expectClose(t.indexSelect(dim, indices), t.gather(dim, indices.reshape(shape).expand(all)), EXACT);
    }
  });

  test("int64 and bytes are chosen as floats are", () => {
    const t = randint(0, 200, [3, 4, 40]);
    const indices = tensor([3, 3, 0]);
    for (const dim of [0, 1, 2]) {
      const picks = dim === 0 ? tensor([2, 2, 0]) : indices;
      for (const op of [
        (y: Tensor) => y.indexSelect(dim, picks),
        (y: Tensor) => y.slice(dim, 0, undefined, 2),
        (y: Tensor) => y.select(dim, 1),
        (y: Tensor) => y.maskedSelect(mask([3, 4, 40])),
        (y: Tensor) => y.maskedFill(mask([3, 4, 40]), 7),
      ]) {
        expectClose(op(t).to("float64"), op(t.to("float64")), EXACT);
        expectClose(op(t.to("uint8")).to("float64"), op(t.to("float64")), EXACT);
      }
    }
  });

  test("maskedSelect and maskedFill by hand", () => {
    const m = mask(x.shape);
    const flags = [...m.data].map(Boolean);
    expect(flags.filter(Boolean).length).toBeGreaterThan(5);
    expect(flags.filter((flag) => !flag).length).toBeGreaterThan(5);
    const values = [...x.data] as number[];
    expect([...x.maskedSelect(m).data]).toEqual(values.filter((_, i) => flags[i]));
    expect([...x.maskedFill(m, -1).data]).toEqual(values.map((v, i) => (flags[i] ? -1 : v)));
    expectClose(where(m, -1, x), x.maskedFill(m, -1), EXACT);
    expectClose(where(m, x, x.neg()).abs(), x.abs(), EXACT);
  });

  test("a change of the indices or of the mask before backward is noticed", () => {
    for (const [given, op] of [
      [tensor([1, 0]), (i: Tensor) => normal([3]).requiresGrad_().indexSelect(0, i)],
      [tensor([true, false, true]), (m: Tensor) => normal([3]).requiresGrad_().maskedSelect(m)],
      [tensor([true, false, true]), (m: Tensor) => normal([3]).requiresGrad_().maskedFill(m, 0)],
      [tensor([true, false, true]), (m: Tensor) => where(m, normal([3]).requiresGrad_(), 0)],
    ] as const) {
      const y = op(given).sum();
      given.zero_();
      expect(() => y.backward()).toThrow("has been modified by an inplace operation");
    }
  });

  test("results are copies", () => {
    const t = arange(4);
    for (const y of [t.slice(0), t.narrow(0, 0, 4), t.indexSelect(0, arange(4))]) {
      y.fill_(9);
      expect(t.tolist()).toEqual([0, 1, 2, 3]);
    }
  });
});
