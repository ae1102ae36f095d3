import * as crossent from "../../src";
import { CrossEntropyLoss, functional, LogSoftmax, Module, NLLLoss, nn, Softmax } from "../../src";

test("nn has the modules of the root, and functional", () => {
  expect({ ...nn }).toEqual({ CrossEntropyLoss, LogSoftmax, Module, NLLLoss, Softmax, functional });
  expect(nn.CrossEntropyLoss).toBe(CrossEntropyLoss);
});

test("functional is one object under both names, with its five functions", () => {
  expect(crossent.functional).toBe(nn.functional);
  const names = ["crossEntropy", "logSoftmax", "nllLoss", "oneHot", "softmax"];
  expect(Object.keys(functional).sort()).toEqual(names);
});

test("every module is a Module under its own name", () => {
  for (const kind of [CrossEntropyLoss, LogSoftmax, NLLLoss, Softmax]) {
    const module = new kind();
    expect(module).toBeInstanceOf(nn.Module);
    expect(module.constructor).toBe(kind);
    expect(String(module).startsWith(`${kind.name}(`)).toBe(true);
  }
});
