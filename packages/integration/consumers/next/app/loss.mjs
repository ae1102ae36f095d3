import { backend, CrossEntropyLoss, manualSeed, randn, tensor } from "crossent";

export function loss() {
  manualSeed(0);
  const value = new CrossEntropyLoss({ labelSmoothing: 0.1 })(randn([2, 3]), tensor([0, 2]));
  return `${value}, by WebAssembly: ${backend() !== "reference"}`;
}
