import { adam, sgd } from "../../../src/backends/reference/update";

const SGD = { velocity: null, sign: 1, weightDecay: 0, momentum: 0, share: 1, nesterov: 0, rate: 0.5 };
const ADAM = {
  largest: null,
  keep: 1,
  weightDecay: 0,
  share1: 0.5,
  beta2: 0.5,
  share2: 0.5,
  root: 1,
  eps: 0,
  rate: 1,
};

test.each([Float32Array, Float64Array])("sgd of %p: by the formula", (Kind) => {
  const p = Kind.of(1, 2);
  const gradient = Kind.of(2, -4);
  sgd(2, { ...SGD, p, gradient });
  expect([...p]).toEqual([0, 4]);
  sgd(2, { ...SGD, p, gradient, sign: -1, weightDecay: 0.5 }); // g = −2, 6
  expect([...p]).toEqual([1, 1]);
  const velocity = Kind.of(4, 8);
  sgd(2, { ...SGD, p, gradient, velocity, momentum: 0.5, share: 0.25 });
  expect([[...velocity], [...p]]).toEqual([
    [2.5, 3],
    [-0.25, -0.5],
  ]);
  sgd(2, { ...SGD, p, gradient, velocity, momentum: 0.5, nesterov: 1 }); // v = 3.25, −2.5
  expect([...p]).toEqual([-0.25 - 0.5 * (2 + 1.625), -0.5 - 0.5 * (-4 - 1.25)]);
});

test.each([Float32Array, Float64Array])("adam of %p: by the formula", (Kind) => {
  const [p, gradient, mean, square, largest] = [Kind.of(1), Kind.of(2), Kind.of(4), Kind.of(4), Kind.of(16)];
  adam(1, { ...ADAM, p, gradient, mean, square }); // m = 3, s = 4
  expect([mean[0], square[0], p[0]]).toEqual([3, 4, 1 - 3 / 2]);
  adam(1, { ...ADAM, p, gradient, mean, square, largest, keep: 0.5, weightDecay: 4, root: 0.5, eps: 1 });
  // p = −0.25, g = 1, m = 2, s = 2.5, largest = 16
  expect([mean[0], square[0], largest[0], p[0]]).toEqual([2, 2.5, 16, Kind.of(-0.25 - 2 / 9)[0]]);
});

test("a NaN in the squares stays the largest", () => {
  const largest = Float32Array.of(1);
  const [p, gradient, mean, square] = [NaN, NaN, 0, 0].map((v) => Float32Array.of(v));
  adam(1, { ...ADAM, p: p!, gradient: gradient!, mean: mean!, square: square!, largest });
  expect(largest[0]).toBeNaN();
});

test("in float32 a product and a sum are rounded once, and factors are float32", () => {
  const p = Float32Array.of(1);
  sgd(1, { ...SGD, p, gradient: Float32Array.of(1 + 2 ** -12), rate: 1 + 2 ** -12 });
  expect(p[0]).toBe(Math.fround(1 - (1 + 2 ** -12) ** 2)); // the product has 25 bits
  const q = Float32Array.of(0);
  sgd(1, { ...SGD, p: q, gradient: Float32Array.of(3), rate: 0.1 });
  expect(q[0]).toBe(-Math.fround(3 * Math.fround(0.1)));
});
