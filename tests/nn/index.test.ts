import { Module, nn } from "../../src";

const { functional: _, Module: __, ...modules } = nn;

test.each(Object.entries(modules))("%s is a Module under its own name", (name, kind) => {
  const module = new kind();
  expect(module).toBeInstanceOf(Module);
  expect(module.constructor).toBe(kind);
  expect(kind.name).toBe(name);
  expect(String(module).startsWith(`${name}(`)).toBe(true);
});
