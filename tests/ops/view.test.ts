import { arange, type Tensor, tensor } from "../../src";
import { expectClose } from "../close";
import { FULL } from "../dtypes";
import { gradcheck, normal } from "../gradcheck";

const x = normal([2, 3, 4]);
const ORDERS = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 0, 2],
  [1, 2, 0],
  [2, 0, 1],
  [2, 1, 0],
  [-1, 0, -2],
];

/** The element at an index of nested arrays. */
const at = (t: Tensor, index: readonly number[]): unknown =>
  index.reduce<unknown>((level, i) => (level as unknown[])[i], t.tolist());

describe("gradients", () => {
  const views: readonly [string, (t: Tensor) => Tensor][] = [
    ...[[4, 6], [-1], [2, -1, 2], [1, 24, 1], [3, 4, 2]].map((shape): [string, (t: Tensor) => Tensor] => [
      `reshape(${shape})`,
      (t) => t.reshape(shape),
    ]),
    ...ORDERS.map((dims): [string, (t: Tensor) => Tensor] => [`permute(${dims})`, (t) => t.permute(dims)]),
    ...[
      [0, 1],
      [-1, 0],
      [1, 1],
    ].map(([a, b]): [string, (t: Tensor) => Tensor] => [`transpose(${a}, ${b})`, (t) => t.transpose(a!, b!)]),
    ...[0, 1, 3, -1, -4].map((dim): [string, (t: Tensor) => Tensor] => [
      `unsqueeze(${dim})`,
      (t) => t.unsqueeze(dim),
    ]),
    ["squeeze()", (t) => t.reshape([1, 2, 1, 12]).squeeze()],
    ["squeeze(-2)", (t) => t.reshape([1, 2, 1, 12]).squeeze(-2)],
    ["squeeze of a longer dim", (t) => t.squeeze(1)],
    ["clone()", (t) => t.clone()],
  ];
  test.each(views)("%s", (_, view) => gradcheck(view, [x]));

  test("to another dtype and back rounds the values and passes the gradient on", () => {
    const leaf = tensor([0.1, 2.5], { dtype: "float64", requiresGrad: true });
    const y = leaf.to("float32").to("float64");
    expect(y.tolist()).toEqual([Math.fround(0.1), 2.5]);
    y.backward(tensor([3, 0.5], { dtype: "float64" }));
    expect(leaf.grad!.tolist()).toEqual([3, 0.5]);
  });

  test("to an integer dtype cuts the graph", () => {
    for (const dtype of FULL) {
      const floating = dtype === "float32" || dtype === "float64";
      expect(normal([2]).requiresGrad_().to(dtype).requiresGrad).toBe(floating);
    }
  });
});

describe("relations", () => {
  test("reshape keeps the order of the elements and shares them", () => {
    const y = x.reshape([6, 4]);
    expect(y.data).toBe(x.data);
    expectClose(y.reshape([2, 3, 4]), x);
  });

  test.each(ORDERS.map((dims) => ({ dims })))(
    "permute $dims moves the element at every index",
    ({ dims }) => {
      const order = dims.map((d) => (d + 3) % 3);
      const y = x.permute(dims);
      expect(y.shape).toEqual(order.map((d) => x.shape[d]));
      for (let n = 0; n < x.numel(); n++) {
        const index = [Math.floor(n / 12), Math.floor(n / 4) % 3, n % 4];
        expect(
          at(
            y,
            order.map((d) => index[d]!),
          ),
        ).toBe(x.data[n]);
      }
    },
  );

  test("permuting and permuting back is the identity", () => {
    for (const dims of ORDERS.slice(0, 6))
      expectClose(x.permute(dims).permute([0, 1, 2].map((d) => dims.indexOf(d))), x);
  });

  test("transpose is the permutation of two dims, and its own inverse", () => {
    expectClose(x.transpose(0, -1), x.permute([2, 1, 0]));
    expectClose(x.transpose(1, 2).transpose(-1, -2), x);
  });

  test("squeeze undoes unsqueeze", () => {
    for (const dim of [0, 1, 2, 3, -1, -4]) {
      expectClose(x.unsqueeze(dim).squeeze(dim), x);
      expect(x.unsqueeze(dim).shape[(dim + 4) % 4]).toBe(1);
    }
  });

  test("every dtype can be permuted", () => {
    for (const dtype of FULL) {
      const y = tensor(
        [
          [0, 1, 1],
          [1, 0, 0],
        ],
        { dtype },
      );
      expect(y.transpose(0, 1).to("int64").tolist()).toEqual([
        [0, 1],
        [1, 0],
        [1, 0],
      ]);
      expect(y.transpose(0, 1).dtype).toBe(dtype);
    }
  });

  test("reshape refuses what does not hold the same elements", () => {
    for (const shape of [[5], [-1, 4], [-1, -1], [-2, -3], [0, -1], []])
      expect(() => arange(6).reshape(shape)).toThrow(RangeError);
  });
});
