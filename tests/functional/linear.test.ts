import { functional, ones, setBackend, type Tensor, tensor, zeros } from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";

const { linear } = functional;

interface Result {
  readonly kind: "result";
  readonly inputs: readonly GoldenArray[];
  readonly learns: readonly boolean[];
  readonly y: GoldenArray;
  readonly grad_fn: string;
  readonly upstream: GoldenArray;
  readonly grads: readonly (GoldenArray | null)[];
}

const cases = golden<(Result | { readonly kind: "initial" })[]>("linear").filter(
  (c): c is Result => c.kind === "result",
);

describe.each(["reference", "simd128"] as const)("on %s", (backend) => {
  beforeAll(() => setBackend(backend));
  test("values, gradients and the printed node are PyTorch's", () => {
    expect(cases.length).toBeGreaterThan(40);
    for (const { inputs, learns, y, grad_fn, upstream, grads } of cases)
      for (const dtype of ["float64", "float32"] as const) {
        const own = inputs.map((x, i) => fromGolden(x).to(dtype).requiresGrad_(learns[i]!));
        const result = linear(...(own as [Tensor, Tensor]));
        expectClose(result.detach(), fromGolden(y).to(dtype));
        expect(String(result)).toContain(`grad_fn=<${grad_fn}>`);
        result.backward(fromGolden(upstream).to(dtype));
        for (const [i, t] of own.entries()) {
          const expected = grads[i]!;
          if (expected === null) expect(t.grad).toBeNull();
          else expectClose(t.grad!, fromGolden(expected).to(dtype));
        }
      }
  });
});

test("the sides may be given as integers, which join floats; without any float the result holds integers", () => {
  expect(linear(tensor([1, 2]), tensor([[0.5, 1]]), tensor([1])).tolist()).toEqual([3.5]);
  expect(linear(tensor([[1, 2]]), tensor([[3, 4]]), tensor([1]))).toEqual(tensor([[12]]));
});

test("a weight of one dim gives no dim to the result, and a null bias is none", () => {
  expect(
    linear(
      tensor([
        [1, 2],
        [3, 4],
      ]),
      tensor([1, 1]),
      null,
    ).tolist(),
  ).toEqual([3, 7]);
  expect(linear(ones([2, 3]), ones([4, 3]), null).tolist()).toEqual(
    linear(ones([2, 3]), ones([4, 3])).tolist(),
  );
});

const x = ones([2, 3]);

test.each([
  [
    () => linear(x, ones([4, 5])),
    "mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4). Got an input of shape [2, 3],",
  ],
  [
    () => linear(x, ones([4, 5]), ones([4])),
    "addmm: mat1 and mat2 shapes cannot be multiplied (2x3 and 5x4)",
  ],
  [
    () => linear(ones([5, 2, 3]), ones([4, 5])),
    "mm: mat1 and mat2 shapes cannot be multiplied (10x3 and 5x4)",
  ],
  [() => linear(ones([3]), ones([4, 5])), "mm: mat1 and mat2 shapes cannot be multiplied (1x3 and 5x4)"],
  [
    () => linear(ones([]), ones([4, 5])),
    "both arguments to linear need to be at least 1D, but they are 0D and 2D",
  ],
  [() => linear(x, ones([])), "both arguments to linear need to be at least 1D, but they are 2D and 0D"],
  [() => linear(x, ones([2, 4, 3])), "t() expects a tensor with <= 2 dimensions, but self is 3D"],
  [() => linear(x, ones([3]), ones([])), "addmm: mat2 must be a matrix, got 1-D tensor"],
  [
    () => linear(x, ones([4, 3]), ones([5])),
    "The expanded size of the tensor (4) must match the existing size (5) at non-singleton dimension 1.  " +
      "Target sizes: [2, 4].  Tensor sizes: [5]. Give one number for each row of the weight.",
  ],
  [
    () => linear(x, ones([4, 3]), ones([3, 4])),
    "The expanded size of the tensor (2) must match the existing size (3) at non-singleton dimension 0.  Target sizes: [2, 4].",
  ],
  [
    () => linear(x, ones([4, 3]), ones([1, 1, 4])),
    "expand(torch.FloatTensor{[1, 1, 4]}, size=[2, 4]): the number of sizes provided (2) must be greater or equal to the number " +
      "of dimensions in the tensor (3)",
  ],
  [
    () => linear(x.double(), ones([4, 3]).double(), ones([1, 1, 4]).double()),
    "expand(torch.DoubleTensor{[1, 1, 4]}, size=[2, 4]): the number of sizes",
  ],
  [
    () => linear(ones([3]), ones([4, 3]), ones([1, 1])),
    "output with shape [4] doesn't match the broadcast shape [1, 4]. The bias of shape [1, 1] has more dims",
  ],
  [
    () => linear(ones([3]), ones([3]), ones([1, 1])),
    "output with shape [] doesn't match the broadcast shape [1, 1]",
  ],
  [() => linear(x, ones([3]), ones([])), "addmm: mat2 must be a matrix, got 1-D tensor"],
])("sizes that do not fit: %#", (call, message) => {
  expect(call).toThrow(RangeError);
  expect(call).toThrow(message);
});

test.each([
  [
    () => linear(x.double(), ones([4, 3])),
    "expected m1 and m2 to have the same dtype, but got: double != float",
  ],
  [
    () => linear(x.double(), ones([4, 3]), ones([4])),
    "mat1 and mat2 must have the same dtype, but got Double and Float",
  ],
  [
    () => linear(x, ones([4, 3]).double(), ones([4])),
    "self and mat2 must have the same dtype, but got Float and Double. The bias is float32; convert it with .to('float64').",
  ],
  [
    () => linear(ones([3]), ones([4, 3]).double(), ones([])),
    "expected m1 and m2 to have the same dtype, but got: float != double",
  ],
  [
    () => linear(x, ones([4, 3]), ones([4]).double()),
    "self and mat2 must have the same dtype, but got Double and Float. The bias is float64; convert it with .to('float32').",
  ],
  [
    () => linear(x.long(), ones([4, 3]).long(), ones([4])),
    "self and mat2 must have the same dtype, but got Float and Long",
  ],
  [() => linear(x.to("bool"), ones([4, 3]).to("bool")), `"addmm_impl_cpu_" not implemented for 'Bool'`],
  [() => linear(x, 3 as never), "linear(): argument 'weight' (position 2) must be Tensor, not number"],
  [() => linear([1] as never, x), "linear(): argument 'input' (position 1) must be Tensor, not Array"],
  [() => linear(x, x, 3 as never), "linear(): argument 'bias' (position 3) must be Tensor, not number"],
])("kinds and dtypes that do not fit: %#", (call, message) => {
  expect(call).toThrow(TypeError);
  expect(call).toThrow(message);
});

test("a weight of one dim takes a bias of one number where the input is no matrix, as in PyTorch", () => {
  for (const bias of [[], [1, 1]]) {
    const y = linear(ones([2, 2, 3]), ones([3], { requiresGrad: true }), ones(bias));
    expect([y.tolist(), String(y).includes("AddBackward0")]).toEqual([
      [
        [4, 4],
        [4, 4],
      ],
      true,
    ]);
  }
  expect(() => linear(ones([2, 2, 3]), ones([3]), ones([]).double())).toThrow("must have the same dtype");
});

test("where PyTorch adds the bias to the product, the node is that of the sum", () => {
  const [w, sizes] = [ones([4, 3], { requiresGrad: true }), [[], [1, 1]]];
  for (const bias of sizes) {
    expect(String(linear(ones([2, 2, 3]), w, ones(bias)))).toContain("grad_fn=<AddBackward0>");
    expect(String(linear(x, w, ones(bias)))).toContain("grad_fn=<AddmmBackward0>");
  }
  for (const bias of [[1], [4], [1, 4]])
    expect(String(linear(ones([2, 2, 3]), w, ones(bias)))).toContain("grad_fn=<UnsafeViewBackward0>");
});

test("a refused call changes nothing, and an input of no rows gives none", () => {
  expect(linear(zeros([0, 3]), ones([4, 3]), ones([4])).shape).toEqual([0, 4]);
});
