import { crossEntropy } from "../../../src/backends/reference/crossEntropy";

function run(x: Float32Array, target: number, labelSmoothing = 0, weights: Float32Array | null = null) {
  const [dx, losses] = [new Float32Array(x.length).fill(9), Float64Array.of(9)];
  const scale = Float64Array.of(1);
  crossEntropy(1, x.length, {
    x,
    dx,
    targets: Int32Array.of(target),
    losses,
    scale,
    weights,
    labelSmoothing,
  });
  return { loss: losses[0]!, dx: [...dx] };
}

test.each([[-1], [-100], [3], [2 ** 31 - 1]])(
  "a target of %d is no class: loss and gradient are exactly 0",
  (target) => {
    for (const x of [Float32Array.of(1, 2, 3), Float32Array.of(NaN, Infinity, 0)])
      expect(run(x, target)).toEqual({ loss: 0, dx: [0, 0, 0] });
  },
);

test("without smoothing the weight of another class does not count, be it infinite", () => {
  const x = Float32Array.of(1, 2, 3);
  const weights = Float32Array.of(2, Infinity, NaN);
  const plain = run(x, 0);
  expect(run(x, 0, 0, weights).loss).toBe(2 * plain.loss);
  expect(run(x, 0, 0.5, weights).loss).toBeNaN();
});

test("weights below what float32 could multiply keep their digits", () => {
  const x = Float32Array.of(1, 2, 3);
  const w = 2 ** -120;
  const plain = run(x, 1);
  const small = run(x, 1, 0, new Float32Array(3).fill(w));
  expect(small.dx.map((g) => g / w)).toEqual(plain.dx.map((g) => expect.closeTo(g, 6) as number));
});
