import { reference } from "../../../src/backends/reference/executor";
import { BACKENDS } from "./simdBackends";

/** Every `step`-th float32 by its bits, of both signs: subnormals, infinities and NaN among them. */
function sweep(step: number): Float32Array {
  const bits = new Uint32Array(Math.floor(2 ** 32 / step));
  for (let i = 0; i < bits.length; i++) bits[i] = i * step;
  return new Float32Array(bits.buffer);
}

/** Float32 around the given numbers, one after the other. */
function around(values: readonly number[]): Float32Array {
  const bits = new Int32Array(Float32Array.from(values).buffer);
  return new Float32Array(
    Int32Array.from(bits)
      .reduce<number[]>((all, b) => {
        for (let i = -500; i <= 500; i++) all.push(b + i);
        return all;
      }, [])
      .reduce(
        (out, b, i) => {
          out[i] = b;
          return out;
        },
        new Int32Array(values.length * 1001),
      ).buffer,
  );
}

/** The distance of neighbours at |v| in float32, the least of which is 2^−149. */
const ulp = (v: number): number => 2 ** Math.max(Math.floor(Math.log2(Math.abs(v) || 1e-45)) - 23, -149);

describe.each(BACKENDS)("%s", (_, executor) => {
  /** The largest error in ulp; where the exact result is no finite float32, it has to be that. */
  function worst(
    name: "exp" | "log" | "sigmoid" | "tanh",
    exact: (v: number) => number,
    x: Float32Array,
  ): number {
    const y = new Float32Array(x.length);
    executor.run(name, [{ size: x.length, strideA: 1, strideB: 1 }], { x, y });
    let most = 0;
    for (let i = 0; i < x.length; i++) {
      const truth = exact(x[i]!);
      const rounded = Math.fround(truth);
      if (Object.is(y[i], rounded)) {
        if (Number.isFinite(rounded)) most = Math.max(most, Math.abs(rounded - truth) / ulp(truth));
        continue;
      }
      most = Math.max(most, Number.isFinite(rounded) ? Math.abs(y[i]! - truth) / ulp(truth) : Infinity);
    }
    return most;
  }
  const ends = [
    0,
    -0,
    1,
    -1,
    Math.LN2,
    -Math.LN2,
    Math.LN2 / 2,
    88,
    88.72283,
    88.722839,
    89,
    -87.33,
    -103.97,
    -104,
    -105,
  ];

  test("exp: at most 1.2 ulp on all of float32, subnormals and what overflows included", () => {
    expect(worst("exp", Math.exp, sweep(2039))).toBeLessThan(1.2);
    expect(worst("exp", Math.exp, around(ends))).toBeLessThan(1.2);
    const dense = Float32Array.from({ length: 400_000 }, (_, i) => -104 + i * (193 / 400_000));
    expect(worst("exp", Math.exp, dense)).toBeLessThan(1.2);
  });

  test("log: at most 0.5001 ulp on all of float32, subnormals included", () => {
    expect(worst("log", Math.log, sweep(2039))).toBeLessThan(0.5001);
    expect(
      worst("log", Math.log, around([0, 1, 2, 0.5, Math.SQRT2, Math.SQRT1_2, 1e-45, 1e38, 3e38])),
    ).toBeLessThan(0.5001);
  });

  test("exp and log are their own at the ends", () => {
    const of = (name: "exp" | "log", values: number[]): number[] => {
      const x = Float32Array.from(values);
      const y = new Float32Array(x.length);
      executor.run(name, [{ size: x.length, strideA: 1, strideB: 1 }], { x, y });
      return [...y];
    };
    expect(of("exp", [NaN, Infinity, -Infinity, 0, -0, 3e38, -3e38])).toEqual([
      NaN,
      Infinity,
      0,
      1,
      1,
      Infinity,
      0,
    ]);
    expect(of("log", [NaN, Infinity, -Infinity, 0, -0, 1, -1])).toEqual([
      NaN,
      Infinity,
      NaN,
      -Infinity,
      -Infinity,
      0,
      NaN,
    ]);
  });

  /** Float32 from −`most` to `most`. */
  const between = (most: number): Float32Array =>
    Float32Array.from({ length: 400_000 }, (_, i) => -most + i * ((2 * most) / 400_000));

  test("sigmoid: at most 2.5 ulp from −87 on, and at most 2^−126 off below", () => {
    const exact = (v: number): number => 1 / (1 + Math.exp(-v));
    const normal = (x: Float32Array): Float32Array => x.filter((v) => v >= -87 || Number.isNaN(v));
    for (const x of [sweep(2039), between(87), around([0, -0, 1, -1, 17, -17, 88.7, -86, 1e-30])])
      expect(worst("sigmoid", exact, normal(x))).toBeLessThan(2.5);
    const low = sweep(2039).filter((v) => v < -87);
    const y = new Float32Array(low.length);
    executor.run("sigmoid", [{ size: low.length, strideA: 1, strideB: 1 }], { x: low, y });
    expect(low.length).toBeGreaterThan(10_000);
    expect(low.every((v, i) => Math.abs(y[i]! - exact(v)) <= 2 ** -126)).toBe(true);
  });

  test("tanh: at most 2 ulp on all of float32, subnormals and the sign of zero included", () => {
    for (const x of [sweep(2039), between(10), between(1), around([0, -0, 0.625, -0.625, 9, 1e-30])])
      expect(worst("tanh", Math.tanh, x)).toBeLessThan(2);
  });

  test("comparisons know NaN, the infinities and both zeros, stretched or not", () => {
    const values = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 1e-45];
    const pairs = Array.from({ length: 40 }, () =>
      values.flatMap((u) => values.map((v) => [u, v] as const)),
    ).flat();
    const [a, b] = [0, 1].map((side) => Float32Array.from(pairs, (pair) => pair[side]!));
    const expected = {
      eq: pairs.map(([u, v]) => u === v),
      ne: pairs.map(([u, v]) => u !== v),
      lt: pairs.map(([u, v]) => u < v),
      le: pairs.map(([u, v]) => u <= v),
    };
    for (const name of ["eq", "ne", "lt", "le"] as const) {
      const y = new Uint8Array(pairs.length).fill(9);
      executor.run(name, [{ size: y.length, strideA: 1, strideB: 1 }], { a: a!, b: b!, y });
      expect([...y]).toEqual(expected[name].map(Number));
      const rows = new Uint8Array(7 * 43).fill(9);
      const nest = [
        { size: 7, strideA: 43, strideB: 1 },
        { size: 43, strideA: 1, strideB: 0 },
      ];
      executor.run(name, nest, {
        a: a!.slice(0, 301),
        b: Float32Array.of(0, 1, NaN, -1, Infinity, 0, 1),
        y: rows,
      });
      const other = new Uint8Array(301);
      reference.run(name, nest, {
        a: a!.slice(0, 301),
        b: Float32Array.of(0, 1, NaN, -1, Infinity, 0, 1),
        y: other,
      });
      expect(rows).toEqual(other);
    }
  });

  test("operands of the wrong length never reach the module", () => {
    const loops = [{ size: 300, strideA: 1, strideB: 1 }];
    const [long, short] = [new Float32Array(300).fill(1), new Float32Array(299)];
    for (const call of [
      { a: long, b: short, y: long.slice() },
      { a: short, b: long, y: long.slice() },
      { a: long, b: long, y: new Float32Array(301) },
    ]) {
      const before = executor.instance;
      executor.run("add", loops, call);
      expect(executor.instance).not.toBe(before); // after an error
    }
    const y = new Float32Array(300);
    executor.run("add", loops, { a: long, b: long, y });
    expect(y).toEqual(new Float32Array(300).fill(2));
  });
});
