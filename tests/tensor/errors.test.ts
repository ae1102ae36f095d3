import { setBackend } from "../../src";
import { js, refuses } from "../refusals";

describe("arithmetic with booleans", () => {
  const minus = "Subtraction, the `-` operator, with ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["neg", ({ bools }) => bools.neg(),
     TypeError, "Negation, the `-` operator, on a bool tensor is not supported.", ".float()"],
    ["sub of two", ({ bools }) => bools.sub(bools),
     TypeError, `${minus}two bool tensors is not supported.`, ".float()"],
    ["sub of one", ({ bools }) => bools.sub(1),
     TypeError, `${minus}a bool tensor is not supported.`, ".float()"],
    ["sub with a boolean", ({ x }) => x.sub(true),
     TypeError, `${minus}a bool tensor is not supported.`, ".float()"],
    ["abs", ({ bools }) => bools.abs(),
     TypeError, "\"abs_cpu\" not implemented for 'Bool'", ".float()"],
    ["relu", ({ bools }) => bools.relu(),
     TypeError, "Boolean inputs not supported for relu", ".float()"],
    ["pow", ({ bools }) => bools.pow(bools),
     TypeError, "\"pow\" not implemented for 'Bool'", ".float()"],
    ["argmax", ({ bools }) => bools.argmax(),
     TypeError, "argmax(): does not support bool input", ".float()"],
  ]);
});

describe("backends", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an unknown backend", () => setBackend(js("cuda")),
     RangeError, "Unknown backend", '"cuda"', "'reference'"],
    ["a backend of Object.prototype", () => setBackend(js("toString")),
     RangeError, "Unknown backend", '"toString"', "'reference'"],
  ]);
});
