import { oneHot, tensor, zeros } from "../../src";

describe("oneHot", () => {
  test("sets one 1 per row, with as many classes as are needed", () => {
    expect(String(oneHot(tensor([0, 2])))).toBe("tensor([[1, 0, 0],\n        [0, 0, 1]])");
  });

  test("adds a last dim to targets of any shape", () => {
    const hot = oneHot(
      tensor([
        [0, 1],
        [1, 0],
      ]),
      3,
    );
    expect([hot.shape, hot.dtype]).toEqual([[2, 2, 3], "int64"]);
    expect(hot.argmax(-1).tolist()).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(hot.sum(-1).tolist()).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(oneHot(tensor(1)).tolist()).toEqual([0, 1]);
  });

  test.each(["int64", "int32", "uint8"] as const)("takes %s", (dtype) => {
    expect(oneHot(tensor([1], { dtype })).tolist()).toEqual([[0, 1]]);
  });

  test("needs no target where numClasses is given", () => {
    expect(oneHot(zeros([0], { dtype: "int64" }), 3).shape).toEqual([0, 3]);
  });
});
