import { randn, setBackend, type Tensor } from "../../src";
import { chunkFor, type LinearLayer, throughLinear } from "../../src/ops/linearRows";
import { expectClose } from "../close";

const [ROWS, FEATURES, OUTPUTS] = [150, 700, 400];
const [x, weight, bias] = [randn([ROWS, FEATURES]), randn([OUTPUTS, FEATURES]), randn([OUTPUTS])];
const layer = (chunk: number): LinearLayer => ({
  ...{ x, weight, bias, chunk },
  ...{ rows: ROWS, features: FEATURES, outputs: OUTPUTS },
});

describe.each(["reference", "simd128"] as const)("on %s", (backend) => {
  beforeAll(() => setBackend(backend));

  test("every row is read once, in order, and what is said of it comes back to the inputs", () => {
    const seen: number[] = [];
    const [dx, dWeight, dBias] = throughLinear(layer(40), [true, true, true], (z, dz, first, count) => {
      expect([z.length, dz!.length]).toEqual([count * OUTPUTS, count * OUTPUTS]);
      for (let i = 0; i < count; i++) seen.push(first + i);
      for (let i = 0; i < z.length; i++) dz![i] = z[i]! / 100;
    });
    expect(seen).toEqual(Array.from({ length: ROWS }, (_, i) => i));
    const dz = x.matmul(weight.transpose(0, 1)).add(bias).div(100);
    const close = { rtol: 1e-4, atol: 1e-2 };
    expectClose(dx as Tensor, dz.matmul(weight), close);
    expectClose(dWeight as Tensor, dz.transpose(0, 1).matmul(x), close);
    expectClose(dBias as Tensor, dz.sum(0), close);
  });

  test("no more than the chunk is there at a time, and nothing goes back where nothing learns", () => {
    const counts: number[] = [];
    const gradients = throughLinear(layer(64), [], (_, dz, __, count) => {
      expect(dz).toBeNull();
      counts.push(count);
    });
    expect(counts).toEqual([64, 64, 22]);
    expect(gradients).toEqual([null, null, null]);
  });
});

test("by default four million outputs are there, or those of 64 rows", () => {
  expect([1000, 32000, 128000, 1e7].map(chunkFor)).toEqual([4160, 128, 64, 64]);
  expect(chunkFor(0)).toBeGreaterThan(0);
});
