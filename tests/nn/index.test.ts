import { Module, nn } from "../../src";

const { functional: _, Module: __, Parameter: ___, ...modules } = nn;

test.each(Object.entries(modules))("%s is a Module under its own name", (name, kind) => {
  const sizes = name.startsWith("Linear") ? [3, 2] : [];
  const module = new (kind as new (...sizes: number[]) => nn.Softmax)(...sizes);
  expect(module).toBeInstanceOf(Module);
  expect(module.constructor).toBe(kind);
  expect(kind.name).toBe(name);
  expect(String(module).startsWith(`${name}(`)).toBe(true);
});
