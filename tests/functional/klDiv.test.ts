import { functional, setWarnings, type Tensor, tensor } from "../../src";
import { expectClose } from "../close";
import { warningsOf } from "../freshLibrary";
import { gradcheck, normal } from "../gradcheck";
import { js } from "../refusals";

const { klDiv, logSoftmax, softmax } = functional;

beforeAll(() => setWarnings(false));
afterAll(() => setWarnings(true));

const [student, teacher] = [logSoftmax(normal([3, 4]), 1), softmax(normal([3, 4], 2), 1)];

test("it is the cross-entropy less the entropy of the target", () => {
  const entropy = teacher.mul(teacher.log()).sum().neg().div(3);
  const expected = functional.crossEntropy(student, teacher).sub(entropy);
  expectClose(klDiv(student, teacher, { reduction: "batchmean" }), expected);
});

test("a distribution has no divergence from itself, and a positive one from any other", () => {
  expect(klDiv(teacher.log(), teacher, { reduction: "sum" }).abs().item()).toBeLessThan(1e-15);
  for (let seed = 3; seed < 20; seed++) {
    const other = logSoftmax(normal([3, 4], seed), 1);
    expect(klDiv(other, teacher, { reduction: "batchmean" }).item()).toBeGreaterThan(0);
  }
});

test("a target in logarithms gives the same", () => {
  for (const reduction of ["none", "mean", "sum", "batchmean"] as const)
    expectClose(
      klDiv(student, teacher.log(), { reduction, logTarget: true }),
      klDiv(student, teacher, { reduction }),
    );
});

test("'mean' divides by the elements, 'batchmean' by the size of dim 0, and a scalar is its own batch", () => {
  const sum = klDiv(student, teacher, { reduction: "sum" });
  expectClose(klDiv(student, teacher), sum.div(12));
  expectClose(klDiv(student, teacher, { reduction: "batchmean" }), sum.div(3));
  const [x, t] = [tensor(-1.5), tensor(0.25)];
  expect(klDiv(x, t, { reduction: "batchmean" }).item()).toBe(klDiv(x, t, { reduction: "sum" }).item());
});

test("gradients of input and target are those of differences, broadcast or not", () => {
  const rows: readonly (readonly [Tensor, Tensor])[] = [
    [student, teacher],
    [student, softmax(normal([4], 3), 0)],
    [logSoftmax(normal([4], 4), 0), teacher],
  ];
  for (const [x, t] of rows) {
    for (const reduction of ["none", "mean", "sum", "batchmean"] as const) {
      gradcheck((a, b) => klDiv(a, b, { reduction }), [x, t]);
      gradcheck((a, b) => klDiv(a, b, { reduction, logTarget: true }), [x, t.log()]);
    }
  }
});

test("a target of probability 0 adds exactly 0, also where the input is −∞ or NaN", () => {
  for (const [logTarget, zero] of [
    [false, 0],
    [true, -Infinity],
  ] as const) {
    const x = tensor([-1, -Infinity, NaN], { requiresGrad: true });
    const t = tensor([logTarget ? Math.log(0.5) : 0.5, zero, zero], { requiresGrad: true });
    const loss = klDiv(x, t, { reduction: "sum", logTarget });
    expect(loss.item()).toBeCloseTo(0.5 * Math.log(0.5) + 0.5, 6);
    loss.backward();
    expect(x.grad!.tolist()).toEqual([expect.closeTo(-0.5, 6), -0, -0]);
    expect((t.grad!.tolist() as number[]).slice(1)).toEqual([0, 0]);
  }
});

test("integers count as floats: one-hot rows need no decimal point", () => {
  const x = logSoftmax(tensor([[1, 2, 3]]), 1);
  const expected = klDiv(x, tensor([[0, 1, 0]]).float(), { reduction: "sum" });
  expect(klDiv(x, tensor([[0, 1, 0]]), { reduction: "sum" }).item()).toBe(expected.item());
  expect(klDiv(tensor([[-1, -2]]), tensor([[0.5, 0.5]]).double()).dtype).toBe("float64");
  // Torch 1.13 and 2.15: a scalar gives way to a tensor with dims, whichever side it is on.
  expect(klDiv(tensor([[-1, -2]]), tensor(0.5).double()).dtype).toBe("float32");
  expect(klDiv(tensor(-1).double(), tensor([0.5, 0.5])).dtype).toBe("float32");
});

test("'mean' warns once, in PyTorch's words", () => {
  const warnings = warningsOf(({ functional: f, tensor: make }) => {
    f.klDiv(make([-1.5]), make([0.5]), { reduction: "sum" });
    f.klDiv(make([-1.5]), make([0.5]));
    f.klDiv(make([-1.5]), make([0.5]));
  });
  expect(warnings).toEqual([expect.stringContaining("reduction: 'mean' divides the total loss by both")]);
});

test("what is refused, in PyTorch's words", () => {
  expect(() => klDiv(js([1]), teacher)).toThrow(
    "kl_div(): argument 'input' (position 1) must be Tensor, not Array",
  );
  expect(() => klDiv(student, js([1]))).toThrow(
    "kl_div(): argument 'target' (position 2) must be Tensor, not Array",
  );
  expect(() => klDiv(student, normal([5]))).toThrow(
    "The size of tensor a (4) must match the size of tensor b (5)",
  );
  expect(() => klDiv(student, teacher, { reduction: js("avg") })).toThrow(
    /^avg is not a valid value .*'batchmean'/,
  );
  expect(() => klDiv(student, teacher, { logTarget: js(1) })).toThrow(
    "argument 'log_target' must be bool, not number",
  );
  expect(() => klDiv(student, teacher, js({ weight: null }))).toThrow("unexpected keyword argument 'weight'");
});
