import { type Dims, full, tensor } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const x = normal([2, 3, 4]);
const DIMS: readonly (Dims | undefined)[] = [undefined, 0, 1, -1, [0, 2], [2, 1, 0], []];

describe.each(["var", "std"] as const)("%s", (op) => {
  test.each(DIMS.flatMap((dim) => [0, 1, 0.5].map((correction) => ({ dim, correction }))))(
    "over $dim with correction $correction has the gradient",
    ({ dim, correction }) => {
      if (dim === 0 && correction === 1) gradcheck((t) => t[op](dim, true), [x]);
      gradcheck((t) => t[op](dim, false, { correction }), [x]);
      gradcheck((t) => t[op](dim, true, { correction }), [x]);
    },
  );

  test("does not change with a shift, and grows with a factor", () => {
    expectClose(x.add(1000)[op](1), x[op](1), { rtol: 1e-9, atol: 1e-9 });
    expectClose(x.mul(-3)[op](1), x[op](1).mul(op === "var" ? 9 : 3));
  });
});

test("the variance is the mean of squares about the mean, and std its root", () => {
  const squares = x.sub(x.mean(1, true)).pow(2).sum(1);
  expectClose(x.var(1), squares.div(2));
  expectClose(x.var(1, false, { correction: 0 }), squares.div(3));
  expectClose(x.std(1), x.var(1).sqrt());
});

test("a million equal numbers have the variance 0 in float32, far from 0 too", () => {
  expect(
    full([2 ** 20], 1e6 + 0.5)
      .var()
      .item(),
  ).toBe(0);
  expect(tensor([16777216, 16777218, 16777220], { dtype: "float32" }).var().item()).toBe(4);
});
