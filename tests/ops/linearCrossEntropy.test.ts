import { functional, manualSeed, randint, randn, setBackend, type Tensor } from "../../src";

const { crossEntropy, linear, linearCrossEntropy } = functional;

const bits = ({ data }: Tensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

test("on SIMD the bits are those of linear and cross-entropy, with gradients, as far as a product sums in one go", () => {
  setBackend("simd128");
  manualSeed(0);
  const [x, weight, target] = [randn([300, 20]), randn([50, 20]), randint(50, [300])];
  const run = (loss: (x: Tensor, weight: Tensor) => Tensor): Buffer[] => {
    const own = [x.clone().requiresGrad_(), weight.clone().requiresGrad_()] as const;
    const y = loss(...own);
    y.backward();
    return [y, ...own.map(({ grad }) => grad!)].map(bits);
  };
  for (const reduction of ["mean", "sum"] as const)
    expect(run((a, w) => linearCrossEntropy(a, w, target, { reduction, chunkSize: 7 }))).toEqual(
      run((a, w) => crossEntropy(linear(a, w), target, { reduction })),
    );
});

test("a scalar loss needs neither input nor weight on its way back, the loss of each target does", () => {
  const [x, target] = [randn([3, 2]), randint(4, [3])];
  for (const reduction of ["mean", "none"] as const) {
    const weight = randn([4, 2]).requiresGrad_();
    const y = linearCrossEntropy(x, weight, target, { reduction });
    weight.detach().mul_(2);
    const back = (): void => y.sum().backward();
    if (reduction === "none") expect(back).toThrow(/modified by an inplace operation/);
    else expect(back).not.toThrow();
  }
});

test("a second backward says that the first has freed what it needs", () => {
  const y = linearCrossEntropy(randn([3, 2]).requiresGrad_(), randn([4, 2]), randint(4, [3]));
  y.backward();
  expect(() => y.backward()).toThrow(/^Trying to backward through the graph a second time/);
});
