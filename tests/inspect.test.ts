import { format, inspect as nodeInspect } from "node:util";
import * as crossent from "../src";
import { CrossEntropyLoss, Generator, ones, Softmax, tensor } from "../src";
import { inspect } from "../src/console";

test("the symbol is the one that Node looks for", () => {
  expect(inspect).toBe(nodeInspect.custom);
});

test.each([
  ["a tensor", tensor([[1, 2.5]]), "tensor([[1.0000, 2.5000]])"],
  ["a leaf", ones([2], { requiresGrad: true }), "tensor([1., 1.], requires_grad=True)"],
  ["a computed tensor", ones([], { requiresGrad: true }).mul(2), "tensor(2., grad_fn=<MulBackward0>)"],
  ["a module", new Softmax(1), "Softmax(dim=1)"],
  ["a module without options", new CrossEntropyLoss(), "CrossEntropyLoss()"],
  ["a module of a class without a name", new (class extends Softmax {})(0), "Module(dim=0)"],
  ["a generator", new Generator().manualSeed(3), "Generator(initialSeed=3)"],
])("console.log, util.inspect and String show PyTorch's text of %s", (_, value, text) => {
  expect([format(value), nodeInspect(value), String(value)]).toEqual([text, text, text]);
});

test("values inside of objects and arrays are shown the same way", () => {
  expect(nodeInspect({ loss: tensor(0.5) })).toBe("{ loss: tensor(0.5000) }");
  expect(nodeInspect([new Softmax(0)])).toBe("[ Softmax(dim=0) ]");
});

const x = tensor([[1, 2]]);
const { Module, Tensor } = crossent;

test.each([
  ["shape", x.shape, "[ 1, 2 ]"],
  ["size()", x.size(), "[ 1, 2 ]"],
  ["dtype", x.dtype, "'int64'"],
  ["data", x.data, "BigInt64Array(2) [ 1n, 2n ]"],
  ["item()", x.sum().item(), "3"],
  ["tolist()", x.tolist(), "[ [ 1, 2 ] ]"],
  ["grad", x.grad, "null"],
  ["a function", crossent.functional.crossEntropy, "[Function: crossEntropy]"],
  ["the class of tensors", Tensor, "[class Tensor]"],
  ["the class of modules", Module, "[class Module]"],
  ["a module's class", Softmax, "[class Softmax extends Module]"],
  ["the class of generators", Generator, "[class Generator]"],
])("%s shows as plain JavaScript", (_, value, text) => {
  expect(nodeInspect(value)).toBe(text);
});

test("tensors of several lines keep their columns in arrays, sets and maps", () => {
  const rows = tensor([[1], [2]]);
  const lines = "[\n  tensor([[1],\n          [2]]),\n  tensor([[1],\n          [2]])\n]";
  expect(nodeInspect([rows, rows])).toBe(lines);
  expect(nodeInspect(new Set([tensor(1)]))).toBe("Set(1) { tensor(1) }");
  expect(nodeInspect({ a: { b: { c: tensor(1) } } })).toBe("{ a: { b: { c: tensor(1) } } }");
});
