import { format, inspect as nodeInspect } from "node:util";
import { CrossEntropyLoss, Generator, ones, Softmax, tensor } from "../src";
import { inspect } from "../src/inspect";

test("the symbol is the one that Node looks for", () => {
  expect(inspect).toBe(nodeInspect.custom);
});

test.each([
  ["a tensor", tensor([[1, 2.5]]), "tensor([[1.0000, 2.5000]])"],
  ["a leaf", ones([2], { requiresGrad: true }), "tensor([1., 1.], requires_grad=True)"],
  ["a computed tensor", ones([], { requiresGrad: true }).mul(2), "tensor(2., grad_fn=<MulBackward0>)"],
  ["a module", new Softmax(1), "Softmax(dim=1)"],
  ["a module without options", new CrossEntropyLoss(), "CrossEntropyLoss()"],
  ["a generator", new Generator().manualSeed(3), "Generator(initialSeed=3)"],
])("console.log, util.inspect and String show PyTorch's text of %s", (_, value, text) => {
  expect([format(value), nodeInspect(value), String(value)]).toEqual([text, text, text]);
});

test("values inside of objects and arrays are shown the same way", () => {
  expect(nodeInspect({ loss: tensor(0.5) })).toBe("{ loss: tensor(0.5000) }");
  expect(nodeInspect([new Softmax(0)])).toBe("[ Softmax(dim=0) ]");
});
