import { tensor, zeros } from "../../src";
import { checkedClassLines, readTargets } from "../../src/functional/classLines";

test("lines go along the dim of the classes, which is counted from either end", () => {
  const target = zeros([2, 4], { dtype: "int64" });
  for (const dim of [1, -2]) {
    const { lines, dim: d } = checkedClassLines("score", zeros([2, 3, 4]), target, dim, -100);
    expect([lines, d]).toEqual([{ outer: 2, length: 3, inner: 4 }, 1]);
  }
});

test("logits of integers become float32; floating ones are not copied", () => {
  const target = tensor([0, 1]);
  const integers = tensor([[1, 2], [3, 4]]); // biome-ignore format: one line
  expect(checkedClassLines("score", integers, target, -1, -100).x.dtype).toBe("float32");
  const doubles = integers.double();
  expect(checkedClassLines("score", doubles, target, -1, -100).x.data).toBe(doubles.data);
});

test("indices are read apart from the other checks: ignored ones become −1, bad ones are refused", () => {
  const given = checkedClassLines("score", zeros([3, 2]), tensor([1, 7, 0]), -1, 7);
  expect(readTargets(given).targets).toEqual(Int32Array.of(1, -1, 0));
  expect(readTargets(given).counted).toBe(2);
  const bad = checkedClassLines("score", zeros([3, 2]), tensor([1, 7, 0]), -1, -100);
  expect(() => readTargets(bad)).toThrow(/^Target 7 is out of bounds/);
});
