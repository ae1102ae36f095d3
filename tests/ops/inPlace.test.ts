/** Gradients of what is changed in place; values and names of nodes: tests/tensor/inPlace.test.ts. */

import { noGrad, ones, type Tensor, tensor, zeros } from "../../src";
import { add_, copy_, div_, fill_, fillScalar_, mul_, sub_, zero_ } from "../../src/ops/inPlace";
import { valuesOf } from "../../src/tensor/core";
import { gradcheck, normal } from "../gradcheck";

const away = (shape: readonly number[], seed: number): Tensor => normal(shape, seed).abs().add(0.5);
const METHODS = ["add_", "sub_", "mul_", "div_", "copy_"] as const;

describe.each(METHODS)("%s", (method) => {
  test.each([[[2, 3]], [[3]], [[2, 1]], [[]]])("has the gradients of [2, 3] and %j", (shape) => {
    gradcheck((x, y) => x.log()[method](y.mul(2)).mul(x), [away([2, 3], 1), away(shape, 2)]);
  });
});

test("a factor scales the gradient of the operand alone", () => {
  gradcheck((x, y) => x.log().add_(y, { alpha: -2.5 }), [away([2, 3], 1), away([3], 2)]);
  gradcheck((x, y) => x.log().sub_(y, { alpha: 0.5 }), [away([2, 3], 1), away([2, 3], 2)]);
});

test("several changes one after the other, and a leaf that comes in twice", () => {
  gradcheck(
    (x, y) => x.mul(1).mul_(y).add_(x, { alpha: 3 }).div_(y.exp()).sub_(x.mul(y)).mul_(2),
    [away([2, 3], 1), away([2, 3], 2)],
  );
});

test("what is replaced brings no gradient, what replaces it the sum", () => {
  gradcheck((x, y) => x.mul(2).fill_(y).mul(x), [away([2, 3], 1), away([], 2)]);
  const x = normal([2, 3]).requiresGrad_();
  x.mul(2).zero_().sum().backward();
  expect(x.grad!.tolist()).toEqual([[0, 0, 0], [0, 0, 0]]); // biome-ignore format: a matrix
});

test("the result is the first input, and what nobody asks for is not computed", () => {
  const [x, y] = [valuesOf(normal([2, 2])), valuesOf(normal([2, 2], 2))];
  for (const op of [add_, sub_]) {
    const outcome = op([x, y], [false, true], "float64", 2);
    expect([outcome.y === x, outcome.pullback(y)[0]]).toEqual([true, null]);
  }
  for (const op of [mul_, div_]) {
    const outcome = op([x, y], [true, false], "float64");
    expect([outcome.y === x, outcome.saved, outcome.pullback(y)[1]]).toEqual([true, [y], null]);
    expect(op([x, y], [], "float64").saved).toEqual([]);
  }
  for (const op of [copy_, fill_, fillScalar_, zero_]) {
    const outcome = op([x, y], [true, false]);
    expect([outcome.y === x, outcome.pullback(y)[1]]).toEqual([true, null]);
  }
});

test("mul_ by itself is refused on the way back, as in PyTorch: it reads an operand that has changed", () => {
  const w = tensor([1, 2], { requiresGrad: true });
  const y = w.mul(2);
  y.mul_(y);
  expect(y.tolist()).toEqual([4, 16]);
  expect(() => y.sum().backward()).toThrow("which is output 0 of Mul, is at version 1; expected version 0");
  const z = w.mul(2);
  noGrad(() => z.mul_(z));
  expect(z.add_(z).tolist()).toEqual([8, 32]);
});

test("the error of a changed operand names the node as PyTorch 2 does", () => {
  const makers: readonly (readonly [string, (x: Tensor) => Tensor])[] = [
    ["Mean1", (x) => x.mean(1)],
    ["ToCopy", (x) => x.double()],
    ["torch::autograd::CopyBackwards", (x) => zeros([2, 3]).copy_(x)],
  ];
  for (const [name, make] of makers) {
    const x = make(ones([2, 3], { requiresGrad: true }).mul(2));
    const y = x.mul(x).sum();
    noGrad(() => x.add_(1));
    expect(() => y.backward()).toThrow(`which is output 0 of ${name}, is at version`);
  }
});
