import { functional, randn, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { gradcheck, normal } from "../gradcheck";

const SHAPES = [[3], [2, 3], [1, 3], [0, 3], [5, 2, 3], [2, 0, 3], [2, 1, 4, 3]];

test.each(SHAPES.map((shape) => [shape]))(
  "an input of shape %j: the product by the transposed weight, plus bias",
  (shape) => {
    const [x, weight, bias] = [randn(shape), randn([4, 3]), randn([4])];
    const product = x.matmul(weight.transpose(0, 1));
    expectClose(functional.linear(x, weight), product);
    expectClose(functional.linear(x, weight, bias), product.add(bias));
  },
);

test.each(SHAPES.map((shape) => [shape]))("gradients for an input of shape %j", (shape) => {
  const [x, weight, bias] = [normal(shape), normal([4, 3]), normal([4])];
  gradcheck((a, w, b) => functional.linear(a!, w!, b!), [x, weight, bias]);
  gradcheck((a, w) => functional.linear(a!, w!), [x, weight]);
});

test("a bias of one number, or with a dim of size 1 in front, has its gradient", () => {
  for (const shape of [[], [1], [1, 4], [1, 1]])
    gradcheck((a, w, b) => functional.linear(a!, w!, b!), [normal([5, 2, 3]), normal([4, 3]), normal(shape)]);
});

test("without features the result is the bias", () => {
  const y = functional.linear(zeros([2, 0]), zeros([3, 0]), tensor([1, 2, 3.5]));
  expect(y.tolist()).toEqual([
    [1, 2, 3.5],
    [1, 2, 3.5],
  ]);
  expect(functional.linear(zeros([2, 0]), zeros([3, 0])).tolist()).toEqual([
    [0, 0, 0],
    [0, 0, 0],
  ]);
});

test("the bias alone can learn, and nothing else is kept for it: backward runs twice, as in PyTorch", () => {
  const bias = zeros([2], { requiresGrad: true });
  const y = functional
    .linear(
      tensor([[1, 2]]).float(),
      tensor([
        [1, 2],
        [3, 4],
      ]).float(),
      bias,
    )
    .sum();
  y.backward();
  y.backward();
  expect(bias.grad!.tolist()).toEqual([2, 2]);
});
