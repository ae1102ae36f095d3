import { inspect } from "node:util";
import { functional, KLDivLoss, Module, randn } from "../../src";

const [x, t] = [functional.logSoftmax(randn([4, 3]), 1), functional.softmax(randn([4, 3]), 1)];
const OPTIONS = { reduction: "batchmean", logTarget: true } as const;

test("it is functional.klDiv with the options that it was made with", () => {
  const loss = new KLDivLoss(OPTIONS);
  const expected = functional.klDiv(x, t.log(), OPTIONS).item();
  expect(loss(x, t.log()).item()).toBe(expected);
  expect(loss.forward(x, t.log()).item()).toBe(expected);
});

test("its options can be read, with PyTorch's defaults", () => {
  expect({ ...new KLDivLoss() }).toEqual({ reduction: "mean", logTarget: false });
  expect({ ...new KLDivLoss(OPTIONS) }).toEqual(OPTIONS);
});

test("it is a KLDivLoss, a Module, and prints without its options, as PyTorch's", () => {
  const loss = new KLDivLoss(OPTIONS);
  expect(loss).toBeInstanceOf(KLDivLoss);
  expect(loss).toBeInstanceOf(Module);
  for (const show of [String, inspect]) expect(show(loss)).toBe("KLDivLoss()");
});

test("a bad option is refused by the constructor already", () => {
  expect(() => new KLDivLoss({ reduction: "avg" as "mean" })).toThrow(
    "avg is not a valid value for reduction",
  );
  expect(() => new KLDivLoss({ log_target: true } as object)).toThrow(/KLDivLoss\(\).*'logTarget'/);
});
