import { noGrad, ones, Tensor, tensor } from "../../src";
import { exp } from "../../src/ops/elementwise";
import { reshape } from "../../src/ops/view";
import {
  apply,
  areProbabilities,
  coreOf,
  floating,
  isTensor,
  sharing,
  valuesOf,
  wrap,
} from "../../src/tensor/core";
import { ndarray } from "../../src/values/ndarray";

const pretending = (t: Tensor): Tensor => new Proxy(t, {});

test("a tensor is what the class made, also a subclass; nothing else is one", () => {
  class Parameter extends Tensor {}
  const t = tensor([1, 2]);
  expect([t, new Parameter(t as never)].map(isTensor)).toEqual([true, true]);
  const others = [null, undefined, 1, {}, t.data, pretending(t), Object.create(Tensor.prototype)];
  expect(others.map(isTensor)).toEqual(others.map(() => false));
  expect(() => coreOf(pretending(t))).toThrow(TypeError);
});

test("the values of a tensor are those it was made of, until plain JavaScript puts others in their place", () => {
  const made = ndarray(Float32Array.of(1, 2), [2], "float32");
  const t = wrap(made);
  expect(valuesOf(t)).toBe(made);
  Object.assign(t, { data: Float32Array.of(3, 4) });
  expect(valuesOf(t)).toEqual(ndarray(Float32Array.of(3, 4), [2], "float32"));
  Object.assign(t, { shape: [3] });
  expect(() => valuesOf(t)).toThrow("Tensor(): shape '[3]' is invalid for input of size 2");
});

test("an op is recorded where an input wants a gradient, and not under noGrad", () => {
  const [x, w] = [ones([2]), ones([2], { requiresGrad: true })];
  const nodes = [apply(exp, [x]), apply(exp, [w]), noGrad(() => apply(exp, [w]))].map((y) => coreOf(y).node);
  expect(nodes.map((node) => node?.name)).toEqual([undefined, "ExpBackward0", undefined]);
  expect(() => apply(exp, [pretending(w)])).toThrow(
    "Tensor(): argument 'self' (position 1) must be Tensor, not Proxy",
  );
});

test("a softmax is known for one, also under another shape", () => {
  const p = ones([2, 3], { requiresGrad: true }).softmax(1);
  expect([p, p.reshape([6]), p.exp()].map(areProbabilities)).toEqual([true, true, false]);
});

test("both sides of an op that gives the same elements are views in the graph", () => {
  const x = ones([2]);
  const y = sharing(reshape, x, [1, 2]);
  expect([x, y, ones([2])].map((t) => coreOf(t).isViewed)).toEqual([true, true, false]);
  expect(y.data).toBe(x.data);
});

test("integers and booleans become float32, floats stay what they are", () => {
  const x = ones([2], { dtype: "float64" });
  expect(floating(x)).toBe(x);
  expect([tensor([1]), tensor([true])].map((t) => floating(t).dtype)).toEqual(["float32", "float32"]);
});
