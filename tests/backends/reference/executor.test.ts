import { reference } from "../../../src/backends/reference/executor";
import type { FloatArray } from "../../../src/dtype";
import { naive, type Outputs, type Row, randomCase, resultOf, run } from "../formulas";

test.each([1, 3])("every kernel is its formula on lines of 0 … 17 elements, %d apart", (inner) => {
  for (let length = 0; length <= 17; length++) {
    for (const smoothing of [0, 0.1, 1]) {
      for (const weighted of [false, true]) {
        const sample = randomCase(length, inner, smoothing, weighted);
        const out = run(reference, sample);
        for (let line = 0; line < 2 * inner; line++) {
          for (const [name, expected] of Object.entries(naive(sample, line))) {
            const actual = resultOf(out, name as keyof Outputs, sample.lines, line);
            const off = actual.findIndex(
              (v, k) =>
                !(v === expected[k] || Math.abs(v - expected[k]!) <= 1e-12 * (1 + Math.abs(expected[k]!))),
            );
            expect({ name, length, off, actual: actual[off] }).toEqual({
              name,
              length,
              off: -1,
              actual: undefined,
            });
          }
        }
      }
    }
  }
});

test("a line gives the same bits whatever lies beside it", () => {
  const sample = randomCase(13, 1, 0.1, true);
  const alone = run(reference, sample);
  const wild = [NaN, Infinity, -Infinity, 3e38, -0, 1e-310];
  for (const at of [0, 2]) {
    const inner = 3;
    const beside = <A extends FloatArray>(data: A): FloatArray =>
      Float64Array.from({ length: 3 * data.length }, (_, j) =>
        j % inner === at ? data[Math.floor(j / inner)]! : wild[j % wild.length]!,
      );
    const perLine = (values: ArrayLike<number>): number[] =>
      Array.from({ length: 6 }, (_, i) => (i % inner === at ? values[Math.floor(i / inner)]! : 4));
    const out = run(reference, {
      ...sample,
      lines: { outer: 2, length: 13, inner },
      x: beside(sample.x),
      dy: beside(sample.dy),
      target: beside(sample.target),
      targets: Int32Array.from(perLine(sample.targets)),
      scale: Float64Array.from(perLine(sample.scale)),
    });
    for (const name of Object.keys(out) as (keyof Outputs)[])
      for (const line of [0, 1])
        expect(resultOf(out, name, { outer: 2, length: 13, inner }, line * inner + at)).toEqual(
          resultOf(alone, name, sample.lines, line),
        );
  }
});

const oneLine = (
  values: Row,
  kind: Float32ArrayConstructor | Float64ArrayConstructor = Float64Array,
): Outputs =>
  run(reference, {
    lines: { outer: 1, length: values.length, inner: 1 },
    x: kind.from(values),
    dy: new kind(values.length).fill(1),
    target: new kind(values.length),
    targets: Int32Array.of(0),
    weights: null,
    scale: Float64Array.of(1),
    smoothing: 0,
  });

test("−Infinity has probability 0 and leaves the others as they are without it", () => {
  const [out, without] = [oneLine([1, -Infinity, 2]), oneLine([1, 2])];
  expect([...out.softmax]).toEqual([without.softmax[0], 0, without.softmax[1]]);
  expect([...out.logSoftmax]).toEqual([without.logSoftmax[0], -Infinity, without.logSoftmax[1]]);
  expect([...out.grad]).toEqual([without.grad[0], 0, without.grad[1]]);
  expect([out.logsumexp[0], out.losses[0]]).toEqual([without.logsumexp[0], without.losses[0]]);
  expect(oneLine([-Infinity, 1]).losses[0]).toBe(Infinity);
});

test.each([[[1, NaN, 2]], [[1, Infinity, 2]], [[-Infinity, -Infinity]], [[NaN, Infinity]]])(
  "%p gives NaN everywhere",
  (values) => {
    const out = oneLine(values);
    for (const data of [out.softmax, out.logSoftmax, out.losses, out.grad])
      expect(data.every(Number.isNaN)).toBe(true);
  },
);

test("logsumexp of infinities is the largest of them, of NaN NaN", () => {
  expect(oneLine([1, Infinity]).logsumexp[0]).toBe(Infinity);
  expect(oneLine([-Infinity, -Infinity]).logsumexp[0]).toBe(-Infinity);
  expect(oneLine([1, NaN, Infinity]).logsumexp[0]).toBeNaN();
});

test("large logits do not overflow, and the sum is not lost beside them", () => {
  const out = oneLine([3e38, 3e38], Float32Array);
  expect([...out.softmax]).toEqual([0.5, 0.5]);
  expect(out.losses[0]).toBe(Math.LN2);
  expect([...out.grad]).toEqual([-0.5, 0.5]);
});

test("subnormal logits count as themselves: probabilities are equal, differences kept", () => {
  const tiny = 2 ** -149;
  const out = oneLine([tiny, -tiny, 0], Float32Array);
  expect([...out.softmax]).toEqual([1 / 3, 1 / 3, 1 / 3].map(Math.fround));
  expect(oneLine([-87.5, 0], Float32Array).softmax[0]).toBe(
    Math.fround(Math.exp(-87.5) / (1 + Math.exp(-87.5))),
  );
  expect(oneLine([-100, 0], Float32Array).softmax[0]).toBe(Math.fround(Math.exp(-100))); // itself subnormal
});

test("nothing is written behind the last row", () => {
  const lines = { outer: 2, length: 3, inner: 1 };
  const longer = (): Float64Array => new Float64Array(7).fill(9);
  const x = Float64Array.of(1, 2, 3, 4, 5, 6, 7);
  const stats = Float64Array.of(3, 0.4, 6, 0.4);
  const rest = { scale: Float64Array.of(1), weights: null, labelSmoothing: 0.1 };
  const losses = (): Float64Array => new Float64Array(2);
  const outputs = [0, 1, 2, 3, 4, 5, 6].map(longer);
  const [y, dx, logs, dLogs, dIndex, dProbs, dTarget] = outputs;
  reference.run("softmax", lines, { x, y: y! });
  reference.run("softmaxGrad", lines, { dy: x, y: y!, dx: dx! });
  reference.run("logSoftmax", lines, { x, y: logs!, stats: stats.slice() });
  reference.run("logSoftmaxGrad", lines, { dy: x, x, stats, dx: dLogs! });
  const targets = Int32Array.of(0, -1);
  reference.run("crossEntropy", lines, { x, dx: dIndex!, targets, losses: losses(), total: null, ...rest });
  const probs = { x, dx: dProbs!, target: x, losses: losses(), stats: stats.slice(), ...rest };
  reference.run("crossEntropyProbs", lines, probs);
  reference.run("crossEntropyProbsTargetGrad", lines, { x, dTarget: dTarget!, stats, ...rest });
  for (const written of outputs) expect([written[5] === 9, written[6]]).toEqual([false, 9]);
});
