import { ones, tensor, zeros } from "../../src";
import { normal } from "../gradcheck";
import { js, refuses } from "../refusals";

test("of three relations exactly one holds, and the others are made of them", () => {
  const x = normal([50]).mul(2).long();
  const y = normal([50], 2).mul(2).long();
  for (const [a, b] of [
    [x, y],
    [x.float(), y.double()],
  ] as const) {
    const [lt, eq, gt] = [a.lt(b), a.eq(b), a.gt(b)];
    expect(lt.long().add(eq).add(gt).eq(1).all().item()).toBe(true);
    expect([lt, eq, gt].every((t) => t.any().item())).toBe(true);
    expect(a.le(b).equal(lt.logicalOr(eq))).toBe(true);
    expect(a.ge(b).equal(lt.logicalNot())).toBe(true);
    expect(a.ne(b).equal(eq.logicalNot())).toBe(true);
    expect(a.gt(b).equal(b.lt(a))).toBe(true);
  }
});

test("no comparison is recorded", () => {
  const x = ones([2], { requiresGrad: true });
  const all = [x.eq(x), x.gt(0), x.isnan(), x.logicalNot(), x.logicalAnd(x), x.any(), x.all(0)];
  expect(all.map((t) => [t.requiresGrad, t.dtype])).toEqual(all.map(() => [false, "bool"]));
});

test("any is the opposite of all of the opposite, over every list of dims", () => {
  const x = normal([2, 3, 4]).gt(0.5);
  for (const dim of [0, 1, -1, [0, 2], [], undefined])
    expect(x.any(dim).equal(x.logicalNot().all(dim).logicalNot())).toBe(true);
});

test("allclose counts from the second tensor", () => {
  const [a, b] = [tensor([1], { dtype: "float64" }), tensor([1.25], { dtype: "float64" })];
  const options = { rtol: 0.2, atol: 0 };
  expect([a.allclose(b, options), b.allclose(a, options)]).toEqual([true, false]);
});

describe("comparisons", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a text", ({ x }) => x.lt(js("1")),
     TypeError, "lt(): argument 'other' (position 1) must be Tensor or Number, not string", '"1"'],
    ["shapes that do not broadcast", ({ x }) => x.ge(ones([2])),
     RangeError, "The size of tensor a (3) must match the size of tensor b (2) at non-singleton dimension 1", "[2, 3]"],
    ["a number and", ({ x }) => x.logicalAnd(js(1)),
     TypeError, "logical_and(): argument 'other' (position 1) must be Tensor, not number", "the number 1"],
    ["a boolean or", ({ x }) => x.logicalOr(js(true)),
     TypeError, "logical_or(): argument 'other' (position 1) must be Tensor, not boolean", "true"],
    ["any along a dim that is not there", ({ x }) => x.any(2),
     RangeError, "Dimension out of range (expected to be in range of [-2, 1], but got 2)", "2 dimensions"],
    ["all over a dim twice", ({ x }) => x.all([0, -2]),
     RangeError, "dim 0 appears multiple times in the list of dims", "once"],
    ["a keepdim that is no boolean", ({ x }) => x.any(0, js(1)),
     TypeError, "any(): argument 'keepdim' must be bool, not number", "1"],
    ["equality with a number", ({ x }) => x.equal(js(1)),
     TypeError, "equal(): argument 'other' (position 1) must be Tensor, not number", "1"],
    ["closeness of two dtypes", ({ x, classes }) => x.allclose(classes),
     TypeError, "Float did not match Long", "float32 and int64"],
    ["closeness of shapes that do not broadcast", ({ x }) => x.allclose(zeros([2])),
     RangeError, "The size of tensor a (3) must match the size of tensor b (2)", "[2]"],
    ["a negative tolerance", ({ x }) => x.allclose(x, { rtol: -1 }),
     RangeError, "rtol must be greater than or equal to zero, but got -1", "apart"],
    ["NaN as tolerance", ({ x }) => x.allclose(x, { atol: Number.NaN }),
     RangeError, "atol must be greater than or equal to zero, but got NaN", "apart"],
    ["a text as tolerance", ({ x }) => x.allclose(x, { atol: js("1") }),
     TypeError, "allclose(): argument 'atol' must be float, not string", '"1"'],
    ["a number for equalNan", ({ x }) => x.allclose(x, { equalNan: js(1) }),
     TypeError, "allclose(): argument 'equal_nan' must be bool, not number", "1"],
    ["PyTorch's spelling of an option", ({ x }) => x.allclose(x, js({ equal_nan: true })),
     TypeError, "allclose() got an unexpected keyword argument 'equal_nan'", "'equalNan'"],
  ]);
});
