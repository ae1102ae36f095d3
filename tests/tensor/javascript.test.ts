import { arange, noGrad, ones, tensor, zeros } from "../../src";
import { DTYPES } from "../../src/dtype";
import { expectClose } from "../close";
import { refuses } from "../refusals";

describe("values out", () => {
  test.each(DTYPES)("item and tolist of %s give JS numbers, or booleans for bool", (dtype) => {
    const [zero, one] = dtype === "bool" ? [false, true] : [0, 1];
    expect(ones([1, 1], { dtype }).item()).toBe(one);
    expect(
      tensor(
        [
          [0, 1],
          [1, 0],
        ],
        { dtype },
      ).tolist(),
    ).toEqual([
      [zero, one],
      [one, zero],
    ]);
  });

  test("tolist nests as deep as there are dims, also around nothing", () => {
    expect(arange(6).reshape([3, 1, 2]).tolist()).toEqual([[[0, 1]], [[2, 3]], [[4, 5]]]);
    expect([zeros([0]), zeros([2, 0]), zeros([0, 2])].map((t) => t.tolist())).toEqual([[], [[], []], []]);
  });

  test("tensor(t.tolist()) is t", () => {
    const t = tensor([
      [1.5, -2],
      [3, 4],
    ]);
    expectClose(tensor(t.tolist()), t);
  });

  test("item needs exactly one element", () => {
    expect(() => zeros([0]).item()).toThrow(RangeError);
    expect(() => zeros([2]).item()).toThrow("a Tensor with 2 elements cannot be converted to Scalar");
  });
});

describe("item", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["several elements", ({ vector }) => vector.item(),
     RangeError, "a Tensor with 3 elements cannot be converted to Scalar", "single element", "tolist()"],
    ["no element", ({ empty }) => empty.item(),
     RangeError, "a Tensor with 0 elements cannot be converted to Scalar", "single element"],
  ]);
});

describe("as a JavaScript value", () => {
  test("a single element counts as its number, whatever the shape and dtype", () => {
    for (const t of [
      tensor(0.25),
      tensor([[0.25]]),
      tensor([0.25], { dtype: "float64", requiresGrad: true }),
    ]) {
      expect([Number(t), +t, Math.exp(t as never)]).toEqual([0.25, 0.25, Math.exp(0.25)]);
      expect([(t as never) < 0.5, (t as never) > 0.5, (t as never) <= 0.25]).toEqual([true, false, true]);
    }
    expect([Number(tensor(3)), Number(tensor(true)), Number(tensor(false))]).toEqual([3, 1, 0]);
  });

  test("several elements, or none, are no number", () => {
    for (const t of [tensor([1, 2]), zeros([0])]) {
      for (const call of [() => Number(t), () => (t as never) < 0.5, () => Math.exp(t as never)]) {
        expect(call).toThrow(TypeError);
        expect(call).toThrow(
          /^only one element tensors can be converted to Python scalars\. .*\.add\(…\).*\.lt\(…\)/,
        );
      }
    }
  });

  test("a text is the printed one", () => {
    const t = tensor([1, 2]);
    expect([`${t}`, "" + (t as never), String(t), [t, t].join()]).toEqual(
      Array(3).fill("tensor([1, 2])").concat("tensor([1, 2]),tensor([1, 2])"),
    );
    expect("" + (tensor(0.5) as never)).toBe("tensor(0.5000)");
  });

  test("iterating gives the rows, as copies", () => {
    const t = tensor([
      [1, 2],
      [3, 4],
    ]);
    const rows = [...t];
    expect(rows.map(String)).toEqual(["tensor([1, 2])", "tensor([3, 4])"]);
    expect(Array.from(t, (row) => row.sum().item())).toEqual([3, 7]);
    const [first, ...others] = t;
    expect([first!.tolist(), others.length]).toEqual([[1, 2], 1]);
    rows[0]!.data[0] = 9n;
    expect(t.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([...zeros([0, 2])]).toEqual([]);
    expect([...zeros([2, 0])].map((row) => row.shape)).toEqual([[0], [0]]);
  });

  test("rows print as PyTorch's", () => {
    const x = ones([2, 2], { requiresGrad: true });
    expect([...x].map(String)).toEqual(Array(2).fill("tensor([1., 1.], grad_fn=<UnbindBackward0>)"));
    expect(String([...ones([2], { requiresGrad: true }).mul(2)][1])).toBe(
      "tensor(2., grad_fn=<UnbindBackward0>)",
    );
    expect(noGrad(() => [...x].map((row) => row.requiresGrad))).toEqual([false, false]);
  });

  test("a scalar has no rows", () => {
    expect(() => [...tensor(1)]).toThrow(TypeError);
    expect(() => tensor(1)[Symbol.iterator]()).toThrow(/^iteration over a 0-d tensor\. /);
  });
});
