import { arange, linspace } from "../../src";
import { js, refuses } from "../refusals";

describe("arange", () => {
  test.each<[number[], string]>([
    [[4], "tensor([0, 1, 2, 3])"],
    [[0], "tensor([], dtype=torch.int64)"],
    [[2, 5], "tensor([2, 3, 4])"],
    [[3, 3], "tensor([], dtype=torch.int64)"],
    [[5, 0, -2], "tensor([5, 3, 1])"],
    [[1, 2, 0.25], "tensor([1.0000, 1.2500, 1.5000, 1.7500])"],
    [[0.5, 3], "tensor([0.5000, 1.5000, 2.5000])"],
    [[1, 1.3, 0.1], "tensor([1.0000, 1.1000, 1.2000, 1.3000])"], // the rounded size of PyTorch: 4, not 3
  ])("arange(%j) is PyTorch's", (args, text) => {
    const [start, end, step] = args as [number, number, number];
    expect(String(args.length === 1 ? arange(start) : arange(start, end, step))).toBe(text);
  });

  test("takes options after one, two or three numbers", () => {
    const options = { dtype: "float64" } as const;
    const made = [arange(2, options), arange(1, 3, undefined, options), arange(0, 4, 2, options)];
    expect(made.map((t) => t.dtype)).toEqual(["float64", "float64", "float64"]);
    expect(made.map((t) => t.tolist())).toEqual([
      [0, 1],
      [1, 2],
      [0, 2],
    ]);
    expect(arange(2, { requiresGrad: true }).dtype).toBe("float32");
  });

  test("computes in double precision and rounds once", () => {
    expect(arange(2 ** 24, 2 ** 24 + 3, 1, { dtype: "float32" }).data).toEqual(
      Float32Array.of(16777216, 16777216, 16777218),
    );
  });

  test("wraps in uint8 as PyTorch does", () => {
    expect(arange(258, { dtype: "uint8" }).tolist()).toEqual([...Array(256).keys(), 0, 1]);
  });

  test("refuses a step that an integer dtype cuts to 0, as PyTorch does", () => {
    expect(() => arange(0, 3, 0.5, { dtype: "int64" })).toThrow("step must be nonzero");
  });

  test("refuses bool, as PyTorch does", () => {
    expect(() => arange(2, { dtype: "bool" })).toThrow("\"arange_cpu\" not implemented for 'Bool'");
  });
});

describe("linspace", () => {
  test("begins and ends exactly, whatever the number of steps", () => {
    for (const dtype of ["float32", "float64"] as const) {
      for (const steps of [2, 3, 7, 100, 1001]) {
        const x = linspace(0.1, 0.7, steps, { dtype });
        const ends = dtype === "float32" ? [Math.fround(0.1), Math.fround(0.7)] : [0.1, 0.7];
        expect([x.data[0], x.data[steps - 1], x.numel()]).toEqual([...ends, steps]);
      }
    }
  });

  test("is the same from both ends", () => {
    const there = linspace(-0.3, 0.9, 14);
    const back = linspace(0.9, -0.3, 14);
    expect([...there.data].reverse()).toEqual([...back.data]);
  });

  test("makes a leaf if asked", () => {
    expect(String(linspace(0, 1, 2, { requiresGrad: true }))).toBe("tensor([0., 1.], requires_grad=True)");
  });

  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["ends that are no numbers", () => linspace(js("0"), 1, 3),
     TypeError, "linspace(): argument 'start' (position 1) must be Number, not", "string"],
    ["a missing end", () => linspace(0, js(), 3),
     TypeError, "linspace(): argument 'end' (position 2) must be Number, not", "undefined"],
    ["a fraction of a step", () => linspace(0, 1, 2.5),
     TypeError, "linspace(): argument 'steps' must be int, not", "2.5"],
    ["a negative number of steps", () => linspace(0, 1, -1), RangeError, "number of steps must be non-negative", "-1"],
    ["more numbers than memory holds", () => linspace(0, 1, 2 ** 45), RangeError, "Storage size calculation overflowed", "[35184372088832]"],
    ["gradients of integers", () => linspace(0, 1, 2, { dtype: "int64", requiresGrad: true }),
     TypeError, "Only Tensors of floating point and complex dtype can require gradients", "int64"],
  ]);
});
