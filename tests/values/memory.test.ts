import { asTensor, functional, Generator, randint, randn, type Tensor, tensor, zeros } from "../../src";
import {
  gradientOf,
  isRecyclable,
  type Room,
  recycle,
  scratchDoubles,
  scratchIntegers,
  withRooms,
} from "../../src/values/memory";
import type { Library } from "../freshLibrary";

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

test("a room is given away for the gradient of its own values, once, and neither afterwards nor to recycle", () => {
  const [x, other] = [zeros([4, 10]), zeros([4, 10])];
  const gradient = gradientOf(x).data;
  const room: Room = { of: x.data, gradient, taken: false };
  const got = withRooms([room], () => {
    const all = [gradientOf(other), gradientOf(x), gradientOf(x)];
    recycle(gradient);
    return [...all, gradientOf(other)].map(({ data }) => data === gradient);
  });
  expect(got).toEqual([false, true, false, false]);
  expect(room.taken).toBe(true);
  room.taken = false;
  expect(() =>
    withRooms([room], () => {
      throw new RangeError("out of memory");
    }),
  ).toThrow("out of memory");
  expect(gradientOf(x).data).not.toBe(gradient);
});

test("a gradient that somebody has seen is theirs once it is replaced: it is never written to again", () => {
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

test("what a user hands in is never taken for memory: a gradient for backward, a grad, which is added to", () => {
  const x = logits();
  const given = randn([3, 7]);
  const values = given.data.slice();
  functional.softmax(x, 1).backward(given);
  expect(given.data).toEqual(values);
  x.grad = given;
  x.grad = null;
  for (let i = 0; i < 6; i++) learn(x);
  expect(given.data).toEqual(values);
  x.grad = given;
  x.sum().backward();
  expect(given.data).toEqual((values as Float32Array).map((v) => v + 1));

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

test("free gradients are few, whatever sizes come: memory stays flat in a loop that never returns to the event loop", () => {
  const target = tensor([1, 0, 2]);
  const handed = new Set<ArrayBufferLike>();
  for (let step = 0; step < 400; step++) {
    const x = randn([3, 100 + (step % 200)]).requiresGrad_();
    functional.crossEntropy(x, target).backward();
    x.grad = null; // unread: the buffer goes back
  }
  for (let n = 300; n < 900; n += 3) {
    const { data } = gradientOf(zeros([n]));
    if (handed.has(data.buffer)) throw new Error("the same buffer twice");
    handed.add(data.buffer);
  }
  // What is taken back beyond the bound is given up, the oldest first.
  const gradients = [50, 51, 52, 53, 54].map((n) => gradientOf(zeros([n])));
  for (const { data } of gradients) recycle(data);
  const again = gradients.map(({ data, shape }) => gradientOf(zeros(shape)).data === data);
  expect(again).toEqual([false, true, true, true, true]);
});

test("large free gradients are given up, but for the newest", () => {
  const n = 2 ** 24; // 64 MiB each
  const gradients = [0, 1, 2].map((i) => gradientOf(zeros([n - i])));
  for (const { data } of gradients) recycle(data);
  expect(gradients.map(({ data, shape }) => gradientOf(zeros(shape)).data === data)).toEqual([
    false,
    true,
    true,
  ]);
});

test("thousands of random steps with held views give what a copy gives that recycles nothing", () => {
  const generator = new Generator().manualSeed(3);
  const pick = (n: number): number => randint(n, [], { generator }).item();
  const weights = [20, 30, 40].map((c) => randn([3, c], { generator }));
  /** The same loss on a leaf, or on a new copy of it, whose gradient nobody has had before. */
  const lossOf = (x: Tensor, kind: number, w: Tensor): Tensor => {
    const y = kind % 2 ? x.softmax(1).add(x) : x;
    if (kind < 2) return functional.crossEntropy(y, tensor([1, 0, 2]));
    if (kind < 4) return functional.crossEntropy(y, w.softmax(1)).mul(2);
    return y.logSoftmax(1).mul(w).sum();
  };
  const leaves = weights.map((w) => w.clone().requiresGrad_());
  const sums: (Float32Array | null)[] = leaves.map(() => null);
  const held: { readonly view: Tensor; readonly values: Float32Array }[] = [];
  for (let step = 0; step < 3000; step++) {
    const at = pick(leaves.length);
    const [x, w, kind] = [leaves[at]!, weights[at]!, pick(6)];
    lossOf(x, kind, w).backward();
    const fresh = asTensor({ data: (x.data as Float32Array).slice(), dims: x.shape }).requiresGrad_();
    lossOf(fresh, kind, w).backward();
    const own = fresh.grad!.data as Float32Array;
    sums[at] = sums[at]?.map((v, i) => v + own[i]!) ?? own.slice();
    const look = pick(4);
    if (look === 0) expect(x.grad!.data).toEqual(sums[at]);
    const end = pick(6);
    if (end === 0) {
      const { data } = x.grad!;
      x.grad!.zero_();
      sums[at]!.fill(0);
      expect(x.grad!.data).toBe(data);
    } else if (end < 3) {
      if (look === 1) held.push({ view: x.grad!, values: (x.grad!.data as Float32Array).slice() });
      if (held.length > 20) held.shift();
      x.grad = null;
      sums[at] = null;
    }
  }
  for (const { view, values } of held) expect(view.data).toEqual(values);
  for (const [at, x] of leaves.entries()) expect(x.grad?.data ?? null).toEqual(sums[at]);
});

test("a gradient in recycled memory, full of rubbish, has the values of a fresh library's", () => {
  const [rows, columns] = [9, 13];
  const values = randn([rows, columns]).data as Float32Array;
  const gradientsOf = ({ tensor, functional: F }: Library, prepare: () => void): unknown[] => {
    const target = tensor(Array.from({ length: rows }, (_, i) => (i % 4 === 0 ? -100 : i)));
    const losses: readonly ((x: Tensor) => Tensor)[] = [
      (x) => F.crossEntropy(x, target),
      (x) => F.crossEntropy(x, target, { labelSmoothing: 0.1, reduction: "sum" }),
      (x) => F.crossEntropy(x, target, { reduction: "none" }).mul(2).sum(),
      (x) => F.crossEntropy(x, x.detach().mul(2).softmax(1)),
      (x) => F.nllLoss(x.abs().neg(), target),
      (x) => F.nllLoss(F.logSoftmax(x, 1), target),
      (x) => F.softmax(x, 0).mul(x.detach()).sum(),
      (x) => F.softmax(F.softmax(x, 1), 0).pow(2).sum(),
    ];
    return losses.map((loss) => {
      const x = tensor(values.slice()).reshape([rows, columns]).detach().requiresGrad_();
      prepare();
      loss(x).backward();
      return Array.from(x.grad!.data as Float32Array);
    });
  };
  const recycled = gradientsOf({ tensor, functional } as Library, () => {
    const buffers = [0, 1, 2, 3].map(() => gradientOf(zeros([rows * columns])).data as Float32Array);
    for (const buffer of buffers) recycle(buffer.fill(NaN));
  });
  jest.isolateModules(() => {
    const fresh = require("../../src") as Library;
    expect(recycled).toEqual(gradientsOf(fresh, () => {}));
  });
});

test("the gradient between two ops is free again after the walk, that of the leaf is not", () => {
  const x = randn([2, 37]).requiresGrad_();
  const room = [gradientOf(x).data, gradientOf(x).data];
  for (const data of room) recycle(data);
  x.softmax(1).softmax(1).mul(x.detach()).sum().backward();
  const [own, between] = [x.grad!.data, gradientOf(x).data];
  expect(own).not.toBe(between);
  expect(room).toContain(own);
  expect(room).toContain(between);
});

test("a gradient that goes to two inputs is free only after both have used it", () => {
  const x = randn([2, 38]).requiresGrad_();
  const room = [0, 1, 2, 3].map(() => gradientOf(x).data);
  for (const data of room) recycle(data);
  const y = x.softmax(1);
  const z = y.add(y.softmax(1)).softmax(1); // the last softmax's gradient goes to y and to the softmax of it
  z.mul(x.detach()).sum().backward();
  const own = x.grad!.data;
  const free = room.filter((data) => data !== own);
  expect(free).toHaveLength(3);
  const again = free.map(() => gradientOf(x).data);
  for (const data of again) expect(free).toContain(data);
  const alone = asTensor({ data: Float64Array.from(x.data as Float32Array), dims: [2, 38] }).requiresGrad_();
  const first = alone.softmax(1);
  first.add(first.softmax(1)).softmax(1).mul(alone.detach()).sum().backward();
  const gradient = alone.grad!.data as Float64Array;
  (x.grad!.data as Float32Array).forEach((v, i) => {
    expect(v).toBeCloseTo(gradient[i]!, 6);
  });
});
