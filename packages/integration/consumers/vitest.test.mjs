/** The README's example and the choice of the backend, inside of Vitest. */

import { backend, CrossEntropyLoss, manualSeed, randn, tensor } from "crossent";

test("the README's example gives its loss", () => {
  manualSeed(0);
  const loss = new CrossEntropyLoss({ labelSmoothing: 0.1 })(randn([2, 3]), tensor([0, 2]));
  expect(String(loss)).toBe("tensor(1.2656)");
});

test("typed arrays of the test are taken", () => {
  expect(tensor(Float32Array.of(1, 2)).tolist()).toEqual([1, 2]);
});

test("WebAssembly is found", () => {
  expect(backend()).not.toBe("reference");
});
