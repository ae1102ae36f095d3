import { asTensor, functional, randn, type Tensor, tensor, zeros } from "../../src";
import { gradientOf, isRecyclable, recycle, scratchDoubles, scratchIntegers } from "../../src/values/memory";

const target = tensor([1, 0, 2]);
const logits = (): Tensor => randn([3, 7]).requiresGrad_();
/** One backward into `x`, without looking at its gradient. */
const learn = (x: Tensor): void => functional.crossEntropy(x, target).backward();

test("a recycled gradient is handed out again for one of its length and dtype, and only once", () => {
  const first = gradientOf(zeros([4, 10]));
  recycle(first.data);
  recycle(first.data);
  expect(gradientOf(zeros([41])).data).not.toBe(first.data);
  expect(gradientOf(zeros([40], { dtype: "float64" })).data).not.toBe(first.data);
  const second = gradientOf(zeros([2, 20]));
  expect(second.data).toBe(first.data);
  expect(second.shape).toEqual([2, 20]);
  expect(gradientOf(zeros([40])).data).not.toBe(first.data);
});

test("arrays from elsewhere and small ones are left alone", () => {
  const own = new Float32Array(1234);
  recycle(own);
  expect(isRecyclable(own)).toBe(false);
  expect(gradientOf(zeros([1234])).data).not.toBe(own);
  expect(isRecyclable(gradientOf(zeros([16])).data)).toBe(false);
});

test("a gradient that nobody has seen makes room for the next one", () => {
  const x = logits();
  learn(x);
  x.grad = null;
  const next = gradientOf(x);
  recycle(next.data);
  learn(x);
  expect(x.grad!.data).toBe(next.data);
});

test("a gradient that somebody has seen is never written to again", () => {
  const x = logits();
  learn(x);
  const seen = x.grad!;
  const values = seen.data.slice();
  x.grad = null;
  for (let i = 0; i < 6; i++) {
    learn(x);
    if (i % 2) x.grad = null;
    learn(randn([3, 7]).requiresGrad_());
  }
  expect(seen.data).toEqual(values);
});

test("what a user hands in is never written to: a gradient for backward, a grad", () => {
  const x = logits();
  const given = randn([3, 7]);
  const values = given.data.slice();
  functional.softmax(x, 1).backward(given);
  x.grad = given;
  learn(x);
  x.grad = given;
  x.grad = null;
  for (let i = 0; i < 6; i++) learn(x);
  expect(given.data).toEqual(values);

  const seed = x.grad!; // made by the engine, and now somebody else's
  const seedValues = seed.data.slice();
  const other = logits();
  other.mul(1).backward(seed);
  for (let i = 0; i < 6; i++) learn(logits());
  expect(seed.data).toEqual(seedValues);
});

test("gradients add up the same, seen or not, and where two paths and two leaves share them", () => {
  const data = randn([3, 7]).data;
  const run = (look: boolean): unknown => {
    const [a, b] = [0, 1].map(() => asTensor({ data: data.slice(), shape: [3, 7] }).requiresGrad_()) as [
      Tensor,
      Tensor,
    ];
    for (let i = 0; i < 4; i++) {
      const sum = a.add(b);
      functional.crossEntropy(sum.softmax(1).add(sum).add(a), target).backward();
      if (look) expect(a.grad).not.toBe(b.grad);
    }
    return [a.grad!.tolist(), b.grad!.tolist()];
  };
  expect(run(false)).toEqual(run(true));
});

test("scratch has room for what is asked", () => {
  for (const n of [0, 1, 100, 7, 2 ** 20 + 1]) {
    expect(scratchDoubles(n)).toHaveLength(n);
    expect(scratchIntegers(n)).toHaveLength(n);
  }
});
