import { functional, randn, setWarnings, type Tensor, tensor } from "../../src";
import { gradcheck } from "../gradcheck";

beforeAll(() => setWarnings(false)); // any numbers, not log-probabilities only
afterAll(() => setWarnings(true));

const { nllLoss } = functional;
const WEIGHT = tensor([0.5, 2, 1, 0], { dtype: "float64" });
const double = (shape: readonly number[]): Tensor => randn(shape, { dtype: "float64" });

test.each([
  ["(C)", [4], tensor(1)],
  ["(N, C)", [3, 4], tensor([1, 3, 0])],
  [
    "(N, C, d)",
    [2, 4, 3],
    tensor([
      [1, 3, 0],
      [2, 2, 1],
    ]),
  ],
  [
    "(N, C, d1, d2)",
    [1, 4, 2, 2],
    tensor([
      [
        [1, 3],
        [2, 0],
      ],
    ]),
  ],
] as const)("the gradient of input %s is that of differences", (_, shape, target) => {
  for (const reduction of ["none", "mean", "sum"] as const) {
    gradcheck((x) => nllLoss(x, target, { reduction }), [double(shape)]);
    gradcheck((x) => nllLoss(x, target, { reduction, weight: WEIGHT, ignoreIndex: 3 }), [double(shape)]);
  }
});

test("each loss is minus the target's log-probability times its weight", () => {
  const x = tensor(
    [
      [-1, -2, -3, -4],
      [-5, -6, -7, -8],
    ],
    { dtype: "float64" },
  );
  const losses = nllLoss(x, tensor([1, 2]), { weight: WEIGHT, reduction: "none" });
  expect(losses.tolist()).toEqual([4, 7]);
});

test("the gradient is minus the weight at the target and exactly 0 elsewhere", () => {
  const x = double([3, 4]).requiresGrad_();
  nllLoss(x, tensor([1, -100, 0]), { weight: WEIGHT, reduction: "sum" }).backward();
  expect(x.grad!.tolist()).toEqual([
    [0, -2, 0, 0],
    [0, 0, 0, 0],
    [-0.5, 0, 0, 0],
  ]);
});

test("an ignored sample plays no part even where it is NaN or infinite", () => {
  const x = tensor(
    [
      [NaN, Infinity],
      [-0.5, -2],
    ],
    { requiresGrad: true },
  );
  const loss = nllLoss(x, tensor([-100, 0]));
  loss.backward();
  expect(loss.item()).toBe(0.5);
  expect(x.grad!.tolist()).toEqual([
    [0, 0],
    [-1, 0],
  ]);
});

test("logits are taken as they are: there is no softmax in it", () => {
  expect(nllLoss(tensor([[2, 3]]), tensor([1])).item()).toBe(-3);
});
