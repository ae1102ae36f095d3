import { functional, manualSeed, randint, randn, setBackend, type Tensor, zeros } from "../../src";

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

test("with 'none', probabilities may learn where the layer does not", () => {
  const [x, weight] = [randn([3, 2]), randn([4, 2])];
  const probabilities = randn([3, 4]).softmax(1).requiresGrad_();
  linearCrossEntropy(x, weight, probabilities, { reduction: "none" }).sum().backward();
  const got = probabilities.grad!.clone();
  probabilities.grad = null;
  crossEntropy(linear(x, weight), probabilities, { reduction: "sum" }).backward();
  expect(got.sub(probabilities.grad!).abs().max().item()).toBeLessThan(1e-6);
});

test("without any target each gradient has its shape and is 0", () => {
  const [x, weight, linearBias] = [randn([5, 2]), randn([3, 0, 2]), randn([3, 0])];
  for (const leaf of [x, weight, linearBias]) leaf.requiresGrad_();
  linearCrossEntropy(x, weight, zeros([5, 0]).long(), { linearBias, reduction: "sum" }).backward();
  expect(x.grad!.tolist()).toEqual(Array.from({ length: 5 }, () => [0, 0]));
  expect([weight.grad!.shape, linearBias.grad!.shape]).toEqual([
    [3, 0, 2],
    [3, 0],
  ]);
  expect(linearBias.grad!.data).toHaveLength(0);
});

test("a second backward says that the first has freed what it needs", () => {
  const y = linearCrossEntropy(randn([3, 2]).requiresGrad_(), randn([4, 2]), randint(4, [3]));
  y.backward();
  expect(() => y.backward()).toThrow(/^Trying to backward through the graph a second time/);
});
