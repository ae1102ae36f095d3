/** What random values must survive: being printed, and being shared. */

import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { asTensor, type DType, type Nested, ones, type Tensor, type TypedArray, tensor } from "../../src";

const RUNS = Number(process.env["FUZZ_RUNS"] ?? 300);
const SEED = Number(process.env["FUZZ_SEED"] ?? 1);
const parameters = { seed: SEED, numRuns: RUNS };

const VALUES: { readonly [D in DType]: fc.Arbitrary<number> } = {
  float32: fc.oneof(
    fc.float(),
    fc.float({ min: -100, max: 100, noNaN: true }),
    fc.integer({ min: -50, max: 50 }),
  ),
  float64: fc.oneof(fc.double(), fc.double({ min: -100, max: 100, noNaN: true }), fc.constant(-0)),
  float16: fc.oneof(fc.float(), fc.float({ min: -100, max: 100, noNaN: true })),
  bfloat16: fc.oneof(fc.float(), fc.float({ min: -100, max: 100, noNaN: true })),
  int64: fc.maxSafeInteger(),
  int32: fc.integer(),
  uint8: fc.nat(255),
  bool: fc.nat(1),
};

const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(fc.constantFrom(...(Object.keys(VALUES) as DType[])), fc.array(fc.nat(5), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const n = shape.reduce((a, b) => a * b, 1);
    const values = fc.array(VALUES[dtype], { minLength: n, maxLength: n });
    return values.map((list) => tensor(list, { dtype }).reshape(shape));
  });

/** A tensor from its text. */
function parsed(text: string): Tensor {
  const [, values, suffixes] = /^tensor\((.*?)((?:, (?:size|dtype)=.*)?)\)$/s.exec(
    text.replaceAll(/\n */g, " "),
  )!;
  const dtype = /dtype=torch\.(\w+)/.exec(suffixes!)?.[1] as DType | undefined;
  const size = /size=\(([^)]*)\)/.exec(suffixes!)?.[1];
  const json = values!
    .toLowerCase()
    .replaceAll("nan", '"nan"')
    .replaceAll("inf", "1e999")
    .replaceAll(/\.(?=[^\d]|$)/g, ".0");
  const read = (value: unknown): Nested<number | boolean> =>
    Array.isArray(value) ? value.map(read) : value === "nan" ? Number.NaN : (value as number);
  const natural =
    dtype ?? (/true|false/.test(json) ? "bool" : /\./.test(json) || values === "[]" ? "float32" : "int64");
  const t = tensor(read(JSON.parse(json)), { dtype: natural });
  return size === undefined ? t : t.reshape(size.split(",").map(Number));
}

/** Binary digits of a dtype, near what it ends, and how far apart its smallest numbers are; float32 where none are given. */
const PRECISION: { readonly [dtype: string]: readonly [number, number, number] } = {
  float16: [10, 65490, 2 ** -24],
  bfloat16: [7, 3.38e38, 0],
};

test("printing round-trips: the text gives back shape and dtype, and every value to the printed digits", () => {
  const property = fc.property(tensors, (t) => {
    const text = String(t);
    const back = parsed(text);
    expect([back.dtype, back.shape]).toEqual([t.dtype, t.shape]);
    const [values, reads] = [t, back].map((one) => one.flatten().tolist() as number[]) as [
      number[],
      number[],
    ];
    for (let i = 0; i < t.numel(); i++) {
      const [value, read] = [Number(values[i]), Number(reads[i])];
      if (!/float/.test(t.dtype) || !Number.isFinite(value) || value === 0) {
        expect(read).toBe(value);
        continue;
      }
      // Half a unit of the fourth decimal, and what the dtype adds to it when the text is read.
      const unit = /e[+-]/.test(text) ? 10 ** Math.floor(Math.log10(Math.abs(value))) : 1;
      const [digits, most, apart] = PRECISION[t.dtype] ?? [23, 3.4028e38, 0];
      const bound = 0.51e-4 * unit + 2 ** -digits * Math.abs(value) + apart;
      const beyond = !Number.isFinite(read) && Math.abs(value) > most; // the rounded text passes the largest number
      if (!beyond) expect(Math.abs(read - value)).toBeLessThanOrEqual(bound);
    }
  });
  fc.assert(property, parameters);
});

const ARRAYS = [Float32Array, Float64Array, BigInt64Array, Int32Array, Uint8Array] as const;

test("asTensor shares memory with typed arrays and with tensors of other libraries, in both directions", () => {
  const cases = fc.record({
    Typed: fc.constantFrom(...ARRAYS),
    dims: fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 }),
    offset: fc.nat(3),
    name: fc.constantFrom("dims", "shape", "flat"),
    memory: fc.constantFrom(ArrayBuffer, SharedArrayBuffer),
  });
  const property = fc.property(cases, ({ Typed, dims, offset, name, memory }) => {
    const n = dims.reduce((a, b) => a * b, 1);
    const start = offset * Typed.BYTES_PER_ELEMENT;
    const data = new Typed(
      new (memory as ArrayBufferConstructor)(start + (n + 2) * Typed.BYTES_PER_ELEMENT),
      start,
      n,
    ) as TypedArray;
    const t = name === "flat" ? asTensor(data) : asTensor({ data, [name]: dims });
    const one = (typeof data[0] === "bigint" ? 1n : 1) as never;
    data[n - 1] = one;
    expect(t.reshape([-1]).tolist<number>()).toEqual([...Array.from({ length: n - 1 }, () => 0), 1]);
    t.data.fill(one);
    expect([...data]).toEqual(Array.from({ length: n }, () => one));
    expect(t.shape).toEqual(name === "flat" ? [n] : dims);
    dims.push(9);
    expect(t.shape).not.toBe(dims);
    expect(t.numel()).toBe(n);
  });
  fc.assert(property, parameters);
});

test("asTensor of what a Tensor shows to other libraries shares memory, and a Tensor is returned as it is", () => {
  fc.assert(
    fc.property(tensors, (t) => {
      const { data, dims, dtype } = t;
      const again = asTensor({ data, dims, dtype });
      expect(again.data.buffer).toBe(data.buffer);
      expect([again.dtype, again.shape]).toEqual([dtype, dims]);
      expect(asTensor(t)).toBe(t);
    }),
    parameters,
  );
});

test("typed arrays of another realm, as an iframe, a worker or Jest has them, count like one's own", () => {
  for (const { name } of ARRAYS) {
    const array = runInNewContext(
      `new ${name}(3).fill(${name === "BigInt64Array" ? "1n" : 1})`,
    ) as TypedArray;
    expect(tensor(array).tolist()).toEqual([1, 1, 1]);
    const t = asTensor(array);
    array.fill((typeof array[0] === "bigint" ? 2n : 2) as never);
    expect(t.eq(ones([3]).mul(2)).tolist()).toEqual([true, true, true]);
  }
});
