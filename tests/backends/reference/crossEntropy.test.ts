import { crossEntropy } from "../../../src/backends/reference/crossEntropy";
import { reference } from "../../../src/backends/reference/executor";

function run(x: Float32Array, target: number, labelSmoothing = 0, weights: Float32Array | null = null) {
  const [dx, losses] = [new Float32Array(x.length).fill(9), Float64Array.of(9)];
  const scale = Float64Array.of(1);
  crossEntropy(1, x.length, {
    x,
    dx,
    targets: Int32Array.of(target),
    losses,
    total: null,
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

test("the sum of the losses is added to what is there, with the losses or without", () => {
  const [x, targets] = [Float32Array.of(1, 2, 3, 3, 1, 0), Int32Array.of(0, -1, 1)];
  const rest = { x, dx: null, targets, scale: Float64Array.of(1), weights: null, labelSmoothing: 0 };
  const [losses, total] = [new Float64Array(3), Float64Array.of(10)];
  crossEntropy(3, 2, { ...rest, losses, total });
  expect(total[0]).toBe(10 + losses[0]! + losses[2]!);
  crossEntropy(3, 2, { ...rest, losses: null, total });
  expect(total[0]).toBe(10 + losses[0]! + losses[2]! + losses[0]! + losses[2]!);
});

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

test("a row whose probabilities are all 0 has the loss 0 and the gradient 0, whatever its logits", () => {
  const logits = [1, 2, Infinity, NaN, -Infinity, 0];
  const x = Float32Array.from(logits);
  const dx = new Float32Array(6).fill(9);
  const losses = new Float64Array(3).fill(9);
  reference.run(
    "crossEntropyProbs",
    { outer: 3, length: 2, inner: 1 },
    {
      x,
      dx,
      target: new Float32Array(6),
      losses,
      stats: new Float64Array(6),
      scale: Float64Array.of(1),
      weights: null,
      labelSmoothing: 0,
    },
  );
  expect([...losses, ...dx]).toEqual(new Array(9).fill(0));
});
