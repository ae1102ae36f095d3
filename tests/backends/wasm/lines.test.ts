import { Generator, randint, randn } from "../../../src";
import { reference } from "../../../src/backends/reference/executor";
import type { Executor } from "../../../src/backends/table";
import type { FloatArray } from "../../../src/dtype";
import { type Case, type Outputs, type Row, randomCase, resultOf, run } from "../formulas";
import { BACKENDS } from "./simdBackends";

const single = (data: FloatArray): Float32Array => Float32Array.from(data);
const inFloat32 = (sample: Case): Case => ({
  ...sample,
  x: single(sample.x),
  dy: single(sample.dy),
  target: single(sample.target),
  weights: sample.weights && single(sample.weights),
});

const ULP = 2 ** -24;

/** Fails unless both agree line by line, NaN with NaN, within `ulps` of the largest finite number of the line or 1. */
function expectAgree(actual: Outputs, expected: Outputs, { lines }: Case, ulps: number): void {
  for (const name of Object.keys(expected) as (keyof Outputs)[]) {
    for (let line = 0; line < lines.outer * lines.inner; line++) {
      const a: Row = resultOf(actual, name, lines, line);
      const b: Row = resultOf(expected, name, lines, line);
      const scale = b.reduce((max, v) => (Number.isFinite(v) ? Math.max(max, Math.abs(v)) : max), 1);
      const off = a.findIndex((v, k) => !Object.is(v, b[k]) && !(Math.abs(v - b[k]!) <= ulps * ULP * scale));
      if (off >= 0) throw new Error(`${name}, line ${line}, element ${off}: ${a[off]}, reference ${b[off]}`);
    }
  }
}

describe.each(BACKENDS)("%s", (_, kernels) => {
  /** Largest error of exp(x − max), but for a factor near 1, for x from max − 104.5 to max: in ulp above −87 and in 2^−149 below. */
  function worstErrors(max: number): [number, number] {
    const [n, steps] = [4096, 500_000];
    const { instance } = kernels;
    const values = new Float32Array(n);
    const px = instance.base;
    instance.reserve(px + 4 * n + 64);
    let [worst, worstSubnormal] = [0, 0];
    for (let start = 0; start < steps; start += n) {
      for (let i = 0; i < n; i++) values[i] = max - (104.5 * (start + i)) / steps;
      instance.f32.set(values, px / 4);
      const shift = instance.exports.exponentials(px, n, max);
      expect(Math.abs(shift - max)).toBeLessThan(0.35);
      for (let i = 0; i < n; i++) {
        const x = values[i]!;
        if (x > Math.fround(max)) continue;
        const expected = Math.exp(x - shift);
        const error = Math.abs(instance.f32[px / 4 + i]! - expected);
        if (expected > 2 ** -125)
          worst = Math.max(worst, error / 2 ** (Math.floor(Math.log2(expected)) - 23));
        else worstSubnormal = Math.max(worstSubnormal, error * 2 ** 149);
      }
    }
    return [worst, worstSubnormal];
  }

  test.each([0, 1 / 3, -7.7, 1e4, -88.8, 255.9, -255.9, 256.1])(
    "exp below a maximum of %d: at most 1.2 ulp off, over its whole range",
    (max) => {
      const [worst, subnormal] = worstErrors(max);
      expect(worst).toBeLessThan(1.2);
      expect(subnormal).toBeLessThan(1.2);
    },
  );

  test("exp of 0, −Infinity, NaN, subnormals and what lies at the ends", () => {
    const values = [0, -0, -Infinity, Number.NaN, -1e-45, -104, -103.97, -1e30, 1e-45];
    const { base, exports, f32 } = kernels.instance;
    f32.set(values, base / 4);
    exports.exponentials(base, values.length, 0);
    const out = Array.from(f32.subarray(base / 4, base / 4 + values.length));
    expect(out).toEqual([1, 1, 0, Number.NaN, 1, 0, 2 ** -149, 0, 1]);
  });

  test.each([1, 2, 3, 5, 16, 17, 33])(
    "agrees with the reference kernels within 16 ulp on lines of 0 … 70 elements, %d apart",
    (inner) => {
      for (let length = 0; length <= 70; length += length < 20 ? 1 : 7) {
        for (const smoothing of [0, 0.1, 1]) {
          for (const weighted of [false, true]) {
            const sample = inFloat32(randomCase(length, inner, smoothing, weighted));
            expectAgree(run(kernels, sample), run(reference, sample), sample, 16);
          }
        }
      }
    },
  );

  test.each([
    [1000, 1],
    [20_011, 1],
    [21, 1100],
    [1500, 40],
  ])("agrees where lines of %d elements, %d apart, come in several blocks", (length, inner) => {
    const sample = inFloat32(randomCase(length, inner, 0.1, true));
    expectAgree(run(kernels, sample), run(reference, sample), sample, 64);
  });

  test("infinite and NaN logits give what the reference kernels give", () => {
    const odd = [Infinity, -Infinity, Number.NaN, 1e37, 1e4, -1e4, 0, -0, 1e-45];
    for (const inner of [1, 3, 20]) {
      for (let at = 0; at < odd.length; at++) {
        const sample = inFloat32(randomCase(9, inner, at % 2 ? 0.1 : 0, at % 3 === 0));
        const x = sample.x.map((v, j) => ((j + at) % 7 === 0 ? odd[(j + at) % odd.length]! : v));
        expectAgree(run(kernels, { ...sample, x }), run(reference, { ...sample, x }), { ...sample, x }, 16);
      }
    }
    for (const value of odd) {
      const sample = inFloat32(randomCase(6, 1, 0, false));
      const x = sample.x.map(() => value);
      expectAgree(run(kernels, { ...sample, x }), run(reference, { ...sample, x }), { ...sample, x }, 16);
    }
  });

  test("maxima that stand several times are counted as often as they stand", () => {
    for (const [length, inner] of [
      [2, 1],
      [3, 5],
      [40, 1],
      [40, 7],
    ] as const) {
      const [x, y] = [new Float32Array(length * inner).fill(1.7), new Float32Array(length * inner)];
      kernels.run("softmax", { outer: 1, length, inner }, { x, y });
      expect(new Set(y).size).toBe(1);
      expect(y[0]! * length).toBeCloseTo(1, 6);
      const sums = new Float64Array(inner);
      kernels.run("logsumexp", { outer: 1, length, inner }, { x, y: sums });
      for (const sum of sums) expect(sum).toBeCloseTo(x[0]! + Math.log(length), 6);
    }
  });

  test("a line through planes gives the same bits in a block of any width", () => {
    const length = 37;
    const x = randn([length, 300]).data as Float32Array;
    const together = new Float32Array(x.length);
    kernels.run("softmax", { outer: 1, length, inner: 300 }, { x, y: together });
    for (const width of [2, 5, 129]) {
      for (const first of [0, 1, 63, 111, 300 - width]) {
        const part = new Float32Array(length * width).map(
          (_, j) => x[Math.floor(j / width) * 300 + first + (j % width)]!,
        );
        const own = new Float32Array(part.length);
        kernels.run("softmax", { outer: 1, length, inner: width }, { x: part, y: own });
        const expected = own.map((_, j) => together[Math.floor(j / width) * 300 + first + (j % width)]!);
        expect(own).toEqual(expected);
      }
    }
  });

  test("a row gives the same bits whatever lies beside it and wherever it stands", () => {
    for (const length of [1, 3, 4, 10, 17, 64, 1000]) {
      const rows = 37;
      const x = randn([rows, length]).data as Float32Array;
      const together = new Float32Array(x.length);
      kernels.run("softmax", { outer: rows, length, inner: 1 }, { x, y: together });
      for (const row of [0, 1, 17, 36]) {
        const own = x.slice(row * length, (row + 1) * length);
        const alone = new Float32Array(length);
        kernels.run("softmax", { outer: 1, length, inner: 1 }, { x: own, y: alone });
        expect(together.slice(row * length, (row + 1) * length)).toEqual(alone);
      }
    }
  });

  test("a log-sum-exp near 0, where maximum and logarithm cancel, is right to 1e-5 of itself", () => {
    for (const inner of [1, 3]) {
      for (let step = 1; step < 300; step++) {
        const exact = (step - 150) / 1e4; // what three equal logits are shifted to
        const x = new Float32Array(3 * inner).fill(exact - Math.log(3));
        const y = new Float64Array(inner);
        kernels.run("logsumexp", { outer: 1, length: 3, inner }, { x, y });
        const truth = x[0]! + Math.log(3);
        for (const value of y)
          expect(Math.abs(value - truth)).toBeLessThanOrEqual(1e-5 * Math.abs(truth) + 1e-12);
      }
    }
  });

  test("float64 is within a few ulp of the reference", () => {
    const doubles = randomCase(11, 3, 0.1, true);
    expectAgree(run(kernels, doubles), run(reference, doubles), doubles, 16 * 2 ** -29);
  });

  test("lines beyond 2^22 elements are the reference's, bit for bit", () => {
    const length = 2 ** 22 + 1;
    const x = new Float32Array(length).map((_, i) => Math.sin(i));
    const [own, expected] = [new Float32Array(length), new Float32Array(length)];
    kernels.run("softmax", { outer: 1, length, inner: 1 }, { x, y: own });
    reference.run("softmax", { outer: 1, length, inner: 1 }, { x, y: expected });
    expect(own).toEqual(expected);
  });

  test("losses whose differences overflow in float32 are those of double precision", () => {
    const sample = inFloat32(randomCase(7, 3, 0.1, true));
    const x = sample.x.map((v, j) => (j % 5 === 0 ? 3e38 : j % 5 === 1 ? -3e38 : v));
    const [own, expected] = [run(kernels, { ...sample, x }), run(reference, { ...sample, x })];
    for (const name of ["losses", "probsLosses"] as const) {
      expect(expected[name].some((loss) => loss > 3.5e37)).toBe(true);
      own[name].forEach((loss, i) => {
        expect(Math.abs(loss - expected[name][i]!)).toBeLessThanOrEqual(1e-6 * Math.abs(expected[name][i]!));
      });
    }
  });

  test("beside an infinite gradient the softmax's is what the reference gives: infinities, not NaN everywhere", () => {
    for (const inner of [1, 2, 5]) {
      const lines = { outer: 2, length: 6, inner };
      const { x } = inFloat32(randomCase(6, inner, 0, false));
      const y = new Float32Array(x.length);
      reference.run("softmax", lines, { x, y });
      for (const value of [Infinity, -Infinity, NaN]) {
        const dy = x.map((v, j) => (j % 7 === 1 ? value : v));
        const [own, expected] = [new Float32Array(x.length), new Float32Array(x.length)];
        kernels.run("softmaxGrad", lines, { dy, y, dx: own });
        reference.run("softmaxGrad", lines, { dy, y, dx: expected });
        for (let j = 0; j < own.length; j++) {
          if (Number.isFinite(expected[j])) expect(Math.abs(own[j]! - expected[j]!)).toBeLessThan(1e-5);
          else expect([j, own[j]]).toEqual([j, expected[j]]);
        }
        if (!Number.isNaN(value)) expect(expected.some((v) => Math.abs(v) === Infinity)).toBe(true);
      }
    }
  });

  test("class weights near the smallest float32 keep the digits of the gradient", () => {
    for (const inner of [1, 3]) {
      const sample = inFloat32(randomCase(9, inner, 0.1, true));
      const weights = sample.weights!.map((w) => w * 1e-34);
      const small = { ...sample, weights, scale: Float64Array.of(1) };
      const [own, expected] = [run(kernels, small), run(reference, small)];
      for (const name of ["grad", "probsGrad"] as const)
        own[name].forEach((v, j) => {
          expect(Math.abs(v - expected[name][j]!)).toBeLessThanOrEqual(
            1e-5 * Math.abs(expected[name][j]!) + 1e-44,
          );
        });
    }
  });

  test("probabilities and weights so large that float32 overflows on the way give the reference's gradient", () => {
    for (const inner of [1, 3]) {
      for (const factor of [1e37, 3e38]) {
        const sample = inFloat32(randomCase(5, inner, 0, true));
        const target = sample.target.map((v, j) => (j % 3 === 0 ? factor : v));
        const large = { ...sample, target, scale: Float64Array.of(1 / 8) };
        const [own, expected] = [run(kernels, large), run(reference, large)];
        for (const name of ["probsGrad", "probsLosses"] as const)
          own[name].forEach((v, j) => {
            const e = expected[name][j]!;
            if (Number.isNaN(e) || Math.abs(e) === Infinity) expect([name, j, v]).toEqual([name, j, e]);
            else
              expect([name, j, Math.abs(v - e) <= 1e-5 * Math.max(Math.abs(e), factor / 1e3)]).toEqual([
                name,
                j,
                true,
              ]);
          });
      }
    }
  });
});

describe.each(BACKENDS)("the total of two or three classes through planes on %s", (_, executor) => {
  const scale = Float64Array.of(1 / 64);

  /** The gradient and the sum of the losses; `x` and `targets` as one line after the other. */
  function totalOf(kernels: Executor, x: readonly (readonly number[])[], targets: readonly number[]) {
    const [length, inner] = [x[0]!.length, x.length];
    const planes = Float32Array.from(
      { length: length * inner },
      (_, j) => x[j % inner]![Math.floor(j / inner)]!,
    );
    const [dx, total] = [new Float32Array(planes.length).fill(99), new Float64Array(1)];
    const rest = { targets: Int32Array.from(targets), losses: null, scale, weights: null, labelSmoothing: 0 };
    kernels.run("crossEntropy", { outer: 1, length, inner }, { x: planes, dx, total, ...rest });
    const alone = new Float64Array(1);
    kernels.run("crossEntropy", { outer: 1, length, inner }, { x: planes, dx: null, total: alone, ...rest });
    expect(alone).toEqual(total);
    return { total: total[0]!, dx: x.map((_, i) => Array.from({ length }, (_, k) => dx[k * inner + i]!)) };
  }
  const randomLines = (classes: number, count: number, spread: number): number[][] => {
    const generator = new Generator().manualSeed(classes);
    const data = randn([count * classes], { generator }).mul(spread).data as Float32Array;
    return Array.from({ length: count }, (_, i) => [...data.subarray(i * classes, (i + 1) * classes)]);
  };

  test.each([2, 3])(
    "%d classes: each gradient within 3 ulp of the reference's, the total within 1e-7",
    (classes) => {
      for (const spread of [1e-3, 1, 10, 30]) {
        const x = randomLines(classes, 5001, spread);
        const targets = x.map((_, i) => (i % 11 === 4 ? -1 : (i * 7) % classes));
        const [own, expected] = [totalOf(executor, x, targets), totalOf(reference, x, targets)];
        expect(Math.abs(own.total / expected.total - 1)).toBeLessThan(1e-7);
        for (const [i, line] of expected.dx.entries()) {
          const isOff = line.some((g, k) => {
            // Below, p − 1 is a small difference in the reference; here it is a sum.
            if (k === targets[i] && spread > 1) return false;
            return !(Math.abs(own.dx[i]![k]! - g) <= 3 * 2 ** -23 * Math.abs(g) + 2 ** -149);
          });
          if (isOff) throw new Error(`line ${i}: ${own.dx[i]}, reference ${line}`);
        }
      }
    },
  );

  test.each([2, 3])(
    "%d classes: where all targets are nearly certain, total and gradients keep their digits",
    (classes) => {
      for (const margin of [17, 30, 60, 80]) {
        const x = randomLines(classes, 64, 0.5).map((line) => line.map((v, k) => (k === 1 ? v + margin : v)));
        const rests = x.map((line) =>
          line.reduce((sum, v, k) => (k === 1 ? sum : sum + Math.exp(v - line[1]!)), 0),
        );
        const { total, dx } = totalOf(
          executor,
          x.map((line) => line.map(Math.fround)),
          x.map(() => 1),
        );
        const exact = rests.reduce((sum, rest) => sum + Math.log1p(rest), 0);
        expect(Math.abs(total / exact - 1)).toBeLessThan(1e-5); // the logits were rounded
        for (const [i, line] of dx.entries()) {
          expect(line[1]).toBeLessThan(0);
          expect(
            Math.abs(line[1]! / line.reduce((sum, g, k) => (k === 1 ? sum : sum - g), 0) - 1),
          ).toBeLessThan(1e-6);
          expect(
            Math.abs(line[0]! / (Math.exp(Math.fround(x[i]![0]!) - Math.fround(x[i]![1]!)) / 64) - 1),
          ).toBeLessThan(1e-6);
        }
      }
    },
  );

  test.each([2, 3])("%d classes: a line gives the same bits whatever lies beside it", (classes) => {
    const x = randomLines(classes, 300, 3);
    const targets = x.map((_, i) => (i % 5 === 1 ? -1 : i % classes));
    const together = totalOf(executor, x, targets).dx;
    for (const [first, width] of [
      [0, 2],
      [63, 5],
      [17, 129],
      [295, 5],
    ] as const) {
      const part = totalOf(executor, x.slice(first, first + width), targets.slice(first, first + width));
      expect(part.dx).toEqual(together.slice(first, first + width));
    }
    const odd = [...x.slice(0, 299), x[0]!.map((_, k) => (k === 0 ? NaN : 0))];
    const beside = totalOf(executor, odd, targets);
    expect(beside.total).toBeNaN();
    expect(beside.dx.slice(0, 299)).toEqual(together.slice(0, 299));
  });

  test.each([2, 3])(
    "%d classes: infinities, NaN, equal, huge and tiny logits are as in the reference",
    (classes) => {
      const odd = [0, 1, -Infinity, Infinity, NaN, 3e38, -3e38, 1e30, 300, -300, 1e-45, -0];
      for (const a of odd) {
        for (const b of odd) {
          for (const target of [0, 1, classes - 1, -1]) {
            const line = [a, b, ...(classes === 3 ? [Math.fround(b - 0.5)] : [])].map(Math.fround);
            const x = [[1, 2, 0.5].slice(0, classes), line, line, line];
            const targets = [0, target, target, -1];
            const [own, expected] = [totalOf(executor, x, targets), totalOf(reference, x, targets)];
            if (Number.isFinite(expected.total))
              expect(Math.abs(own.total - expected.total)).toBeLessThanOrEqual(1e-6 * expected.total);
            else expect(own.total).toBe(expected.total);
            for (const [i, values] of expected.dx.entries()) {
              for (const [k, g] of values.entries()) {
                const got = own.dx[i]![k]!;
                if (!Object.is(got, g)) expect(Math.abs(got - g)).toBeLessThanOrEqual(2 ** -22 * (1 / 64));
              }
            }
          }
        }
      }
    },
  );
});

describe.each(BACKENDS)("rows of float64 on %s", (_, executor) => {
  const length = 5;
  const rows = [
    [Infinity, 1, 2, 3, 4],
    [-Infinity, 1, 2, 3, 4],
    [-Infinity, -Infinity, -Infinity, -Infinity, -Infinity],
    [NaN, 1, 2, 3, 4],
    [0, 1, 2, 3, NaN],
    [NaN, NaN, NaN, NaN, NaN],
    [NaN, Infinity, 1, 1, 1],
    [1e308, -1e308, 1e308, 0, 5],
    [-1e308, -1e308, -1e308, -1e308, -1e308],
    [5e-324, 0, -5e-324, 1e-300, 0],
    [0, -708, -720, -740, -746],
    [0, -36, -37, -40, -50],
    [-2.3, -1.2, -1.7, -1.9, -0.6],
  ];
  const x = Float64Array.from(rows.flat());
  const lines = { outer: rows.length, length, inner: 1 };

  /**
   * Fails unless each number is within 4 ulp of the reference's, or within the smallest subnormal; a gradient, which
   * may be a small difference, within 8 ulp of the largest number of its line.
   */
  function compare<K extends "softmax" | "logSoftmax" | "logsumexp" | "crossEntropy" | "crossEntropyProbs">(
    kernel: K,
    make: () => { readonly call: object; readonly outputs: readonly Float64Array[] },
  ): void {
    const [own, expected] = [make(), make()];
    executor.run(kernel, lines as never, own.call as never);
    reference.run(kernel, lines as never, expected.call as never);
    for (const [o, output] of expected.outputs.entries()) {
      for (const [i, v] of output.entries()) {
        const got = own.outputs[o]![i]!;
        const line = output.subarray(i - (i % length), i - (i % length) + length);
        const largest = line.reduce(
          (most, a) => (Number.isFinite(a) ? Math.max(most, Math.abs(a)) : most),
          0,
        );
        const room =
          kernel.startsWith("cross") && output.length === size ? largest * 2 ** -49 : Math.abs(v) * 2 ** -50;
        const near = Object.is(got, v) || Math.abs(got - v) <= Math.max(room, 5e-324);
        if (!near) throw new Error(`${kernel}, output ${o}, element ${i}: ${got}, reference ${v}`);
      }
    }
  }
  const numbers = (n: number): Float64Array => new Float64Array(n).fill(99);
  const size = x.length;

  test("infinities, NaN, huge, tiny and subnormal numbers are as in the reference", () => {
    for (const kernel of ["softmax", "logSoftmax"] as const) {
      compare(kernel, () => {
        const y = numbers(size);
        return { call: { x, y, stats: numbers(2 * rows.length) }, outputs: [y] };
      });
    }
    compare("logsumexp", () => {
      const y = numbers(rows.length);
      return { call: { x, y }, outputs: [y] };
    });
  });

  test("the exponential is within 3 ulp of Math.exp from −746 to 0, whether a row is near its maximum or not", () => {
    const n = 200_003;
    for (const far of [0, -1000]) {
      const rest = 3;
      const x = new Float64Array(rest * n);
      for (let i = 0; i < n; i++) x.set([0, (-746 * i) / n, far], rest * i);
      const y = new Float64Array(x.length);
      executor.run("softmax", { outer: n, length: rest, inner: 1 }, { x, y });
      let worst = 0;
      for (let i = 0; i < n; i++) {
        const expected = Math.exp(x[rest * i + 1]!);
        const error = Math.abs(y[rest * i + 1]! / y[rest * i]! - expected);
        worst = Math.max(worst, error / Math.max(expected * 2 ** -52, 2 ** -1073));
      }
      expect(worst).toBeLessThan(3);
    }
  });

  test("so are losses and gradients, and ignored lines", () => {
    const weights = Float64Array.of(1, 0, 2, 1e-300, 0.5);
    for (const labelSmoothing of [0, 0.1]) {
      for (const w of [null, weights, Float64Array.of(1, Infinity, 1, 1, 1)]) {
        for (const target of [0, 1, 4, -100]) {
          compare("crossEntropy", () => {
            const [dx, losses] = [numbers(size), numbers(rows.length)];
            const targets = new Int32Array(rows.length).fill(target);
            const scale = Float64Array.of(1e-30);
            return {
              call: { x, dx, targets, losses, total: null, scale, weights: w, labelSmoothing },
              outputs: [dx, losses],
            };
          });
        }
        for (const shares of [
          [0, 0, 1, 0, 0],
          [0, 0, 0, 0, 0],
          [0.5, 0.25, 0, 0.25, 0],
        ]) {
          compare("crossEntropyProbs", () => {
            const [dx, losses, stats] = [numbers(size), numbers(rows.length), numbers(2 * rows.length)];
            const target = Float64Array.from(rows.flatMap(() => shares));
            const scale = Float64Array.of(2);
            const call = { x, dx, target, losses, stats, scale, weights: w, labelSmoothing };
            return { call, outputs: [dx, losses] };
          });
        }
      }
    }
  });
});

test.each(BACKENDS)(
  "place, rank and first elements of rows with equal, infinite and NaN numbers: as the reference's, on %s",
  (_, kernels) => {
    const special = [NaN, Infinity, -Infinity, 0, -0, 3e38, -3e38, 1e-45];
    const generator = new Generator().manualSeed(3);
    const [rows, length] = [64, 150];
    const lines = { outer: rows, length, inner: 1 };
    for (const Kind of [Float32Array, Float64Array]) {
      // Whole numbers, of which many are equal; every other row without a NaN, and with more and more special ones.
      const whole = randint(-9, 9, [rows * length], { generator }).data;
      const x = new Kind(Array.from(whole as BigInt64Array, Number));
      for (let row = 0; row < rows; row++) {
        for (let i = 0; i < row; i++) x[row * length + ((i * 37) % length)] = special[(i % 7) + (row % 2)]!;
      }
      const targets = Int32Array.from({ length: rows }, (_, row) => ((row * 11) % (length + 1)) - 1);
      for (const k of [1, 2, 7, 37, 100]) {
        const [own, expected] = [kernels, reference].map((executor) => {
          const numbers = (): Float64Array => new Float64Array(rows).fill(99);
          const out = {
            max: numbers(),
            rest: numbers(),
            cross: numbers(),
            place: numbers(),
            own: numbers(),
            rank: numbers(),
          };
          executor.run("score", lines, { x, targets, ...out, temperature: 2 });
          const values = new Float64Array(rows * k).fill(99);
          const places = new Int32Array(rows * k).fill(99);
          executor.run("topK", lines, { x, values, places });
          const { max, place, own, rank } = out;
          const without = [...out.rest, ...out.cross].map(Number.isNaN);
          return { max, place, own, rank, without, values, places };
        });
        expect(own).toEqual(expected);
      }
    }
  },
);
