import { cat, stack, type Tensor, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const EXACT = { rtol: 0, atol: 0 };

describe("gradients", () => {
  test.each([0, 1, 2, -1])("cat along dim %i", (dim) => {
    const shapes = [1, 3, 0, 40].map((n) => [2, 3, 4].map((size, d) => (d === (dim + 3) % 3 ? n : size)));
    gradcheck(
      (...parts) => cat(parts, dim),
      shapes.map((shape, i) => normal(shape, i)),
    );
  });

  test.each([0, 1, 2, -1])("stack along dim %i", (dim) => {
    gradcheck((...parts) => stack(parts, dim), [normal([3, 40], 1), normal([3, 40], 2), normal([3, 40], 3)]);
  });

  test("of a tensor that is there twice are added", () => {
    gradcheck((x) => cat([x, x.mul(2), x]), [normal([2, 3])]);
    gradcheck((x) => stack([x, x], 1), [normal([2, 3])]);
  });

  test("one that wants none gets none, and its dtype is promoted", () => {
    const x = normal([2]).requiresGrad_();
    const y = tensor([0.5], { dtype: "float32", requiresGrad: true });
    const z = tensor([1, 2]);
    const joined = cat([x, y, z]);
    expect(joined.dtype).toBe("float64");
    joined.backward(tensor([1, 2, 3, 4, 5], { dtype: "float64" }));
    expect([x.grad!.tolist(), y.grad!.tolist(), y.grad!.dtype, z.grad]).toEqual([
      [1, 2],
      [3],
      "float32",
      null,
    ]);
  });

  test.each<[readonly number[], readonly number[]]>([
    [
      [2, 1, 3],
      [2, 4, 3],
    ],
    [[3], [2, 2, 3]],
    [[], [2, 3]],
    [
      [2, 3],
      [2, 3],
    ],
    [
      [1, 1],
      [50, 40],
    ],
  ])("expand %j to %j", (from, to) => gradcheck((x) => x.expand(to), [normal(from)]));
});

describe("relations", () => {
  const x = normal([3, 4, 40]);

  test.each([0, 1, 2])("cat of the slices along dim %i is the whole", (dim) => {
    const parts: Tensor[] = [];
    for (let i = 0; i < x.shape[dim]!; i++) parts.push(x.narrow(dim, i, 1));
    expectClose(cat(parts, dim), x, EXACT);
    expectClose(
      stack(
        parts.map((part) => part.squeeze(dim)),
        dim,
      ),
      x,
      EXACT,
    );
    expectClose(cat([x.slice(dim, 0, 1), x.slice(dim, 1)], dim), x, EXACT);
  });

  test("int64 is joined as floats are", () => {
    const t = tensor([
      [1, 2],
      [2 ** 40, 4],
    ]);
    expect(cat([t, t], 1).tolist()).toEqual([
      [1, 2, 1, 2],
      [2 ** 40, 4, 2 ** 40, 4],
    ]);
    expect(stack([t, t], -1).select(-1, 1).tolist()).toEqual(t.tolist());
  });

  test("along dim k equals transposing k to the front and back", () => {
    expectClose(cat([x, x.neg()], 2), cat([x, x.neg()].map((t) => t.transpose(0, 2))).transpose(0, 2), EXACT);
  });

  test("the list is read once, and results are copies", () => {
    let reads = 0;
    const list = [x, x];
    Object.defineProperty(list, 0, {
      get: () => {
        reads++;
        return x;
      },
    });
    const joined = cat(list);
    expect(reads).toBe(1);
    expect(cat([x]).data).not.toBe(x.data);
    expect(joined.shape).toEqual([6, 4, 40]);
    expect(x.expand([3, 4, 40]).data).not.toBe(x.data);
  });

  test("nothing joined with nothing is nothing", () => {
    expect(cat([zeros([0, 2]), zeros([0, 2])]).shape).toEqual([0, 2]);
    expect(stack([zeros([0]), zeros([0])]).shape).toEqual([2, 0]);
    expect(cat([zeros([2, 0]), zeros([2, 0])]).shape).toEqual([4, 0]);
  });
});
