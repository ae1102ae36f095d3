import { functional, type Tensor, tensor } from "../../src";
import { add, div, mul, pow, sub } from "../../src/ops/elementwise";
import { matmul } from "../../src/ops/matmul";
import type { Op } from "../../src/ops/op";
import { valuesOf } from "../../src/tensor/core";
import { type NDArray, zerosOf } from "../../src/values/ndarray";
import { normal } from "../gradcheck";

describe("a second backward", () => {
  const index = tensor([[0], [1]]);
  // What PyTorch keeps no tensors for.
  const keepNothing: readonly [string, (x: Tensor) => Tensor][] = [
    ["add", (x) => x.add(x)],
    ["sub", (x) => x.sub(1)],
    ["neg", (x) => x.neg()],
    ["sum", (x) => x.sum(0)],
    ["mean", (x) => x.mean(1)],
    ["reshape", (x) => x.reshape([-1])],
    ["permute", (x) => x.permute([1, 0])],
    ["to", (x) => x.to("float32")],
    ["clone", (x) => x.clone()],
  ];
  const keepSomething: readonly [string, (x: Tensor) => Tensor][] = [
    ["exp", (x) => x.exp()],
    ["log", (x) => x.log()],
    ["sqrt", (x) => x.sqrt()],
    ["abs", (x) => x.abs()],
    ["relu", (x) => x.relu()],
    ["mul", (x) => x.mul(x)],
    ["div", (x) => x.div(x)],
    ["pow", (x) => x.pow(2)],
    ["amax", (x) => x.amax(0)],
    ["logsumexp", (x) => x.logsumexp(0)],
    ["softmax", (x) => x.softmax(0)],
    ["logSoftmax", (x) => x.logSoftmax(0)],
    ["matmul", (x) => x.matmul(x)],
    ["gather", (x) => x.gather(1, index)],
    ["crossEntropy", (x) => functional.crossEntropy(x, tensor([0, 1]))],
    ["crossEntropy of probabilities", (x) => functional.crossEntropy(x, x.detach().softmax(1))],
    ["nllLoss", (x) => functional.nllLoss(x.neg(), tensor([0, 1]))],
    ["klDiv", (x) => functional.klDiv(x.neg(), x.detach(), { reduction: "sum" })],
  ];
  const leaf = (): Tensor => normal([2, 2]).abs().requiresGrad_();

  test.each(keepNothing)("%s goes back twice and adds the same gradient again", (_, f) => {
    const x = leaf();
    const y = f(x);
    const ones = y.detach().mul(0).add(1);
    y.backward(ones);
    const once = x.grad!.tolist();
    y.backward(ones);
    expect(x.grad!.div(2).tolist()).toEqual(once);
  });

  test.each(keepSomething)("%s refuses a second backward and changes no gradient", (_, f) => {
    const x = leaf();
    const y = f(x);
    y.backward(y.detach());
    const once = x.grad!.tolist();
    expect(() => y.backward(y.detach())).toThrow("Trying to backward through the graph a second time");
    expect(x.grad!.tolist()).toEqual(once);
  });
});

describe("pullbacks", () => {
  const [a, b] = [normal([2, 2]).abs(), normal([2, 2], 2).abs()].map(valuesOf) as [NDArray, NDArray];
  type Values = Op<[NDArray, NDArray]>;
  const binary: readonly (readonly [string, Values])[] = [
    ...Object.entries({ add, sub, mul, div, pow }).map(
      ([name, op]) =>
        [name, (inputs, needs) => op(inputs, needs, "float64")] as const satisfies [string, Values],
    ),
    ["matmul", matmul],
  ];

  test.each(binary)("%s computes only what is needed", (_, op) => {
    const gradients = (...needs: boolean[]) => {
      const { y, pullback } = op([a, b], needs);
      return pullback(y);
    };
    const both = gradients(true, true);
    expect(gradients(true, false)).toEqual([both[0], null]);
    expect(gradients(false, true)).toEqual([null, both[1]]);
  });

  test("gradients are in proportion to what comes back: none from zeros", () => {
    for (const [, op] of binary) {
      const { y, pullback } = op([a, b], [true, true]);
      for (const gradient of pullback(zerosOf(y.shape, y.dtype)))
        expect(Array.from(gradient!.data, Number).every((g) => g === 0)).toBe(true);
    }
  });
});
