import {
  full,
  functional,
  manualSeed,
  randint,
  randn,
  setBackend,
  type Tensor,
  tensor,
  zeros,
} from "../../src";
import { expectClose } from "../close";

const { crossEntropy, linear, linearCrossEntropy, softmax } = functional;

const bits = ({ data }: Tensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

/** More classes than a block has, and a block that is not full. */
const CASES = [
  { rows: 5, features: 3, classes: 20000, rest: [] },
  { rows: 3, features: 2, classes: 5000, rest: [2, 3] },
  { rows: 1, features: 4, classes: 2, rest: [9000] },
] as const;

describe.each(["reference", "simd128"] as const)("on %s", (backend) => {
  beforeAll(() => setBackend(backend));

  describe.each(CASES)("$rows rows of $classes classes, $rest", ({ rows, features, classes, rest }) => {
    const values = (dtype: "float32" | "float64") => {
      manualSeed(rows);
      const [x, w, b] = [
        [rows, features],
        [classes, ...rest, features],
        [classes, ...rest],
      ].map((shape) => randn(shape, { dtype })) as [Tensor, Tensor, Tensor];
      return {
        ...{ x, w, b },
        indices: randint(classes, [rows, ...rest]),
        probs: softmax(randn([rows, classes, ...rest], { dtype }), 1),
        weight: softmax(randn([classes], { dtype }), 0).mul(classes),
      };
    };

    test.each(["float32", "float64"] as const)("%s: it is the loss of all logits", (dtype) => {
      const { x, w, b, indices, probs, weight } = values(dtype);
      const logits = linear(x, w.reshape([-1, features]), b.reshape([-1])).reshape([rows, classes, ...rest]);
      const close = dtype === "float32" ? { rtol: 2e-6, atol: 2e-6 } : { rtol: 1e-12, atol: 1e-12 };
      for (const target of [indices, probs])
        for (const labelSmoothing of [0, 0.1])
          for (const own of [null, weight])
            for (const reduction of ["none", "mean", "sum"] as const) {
              const ignoreIndex = target === indices ? { ignoreIndex: Number(indices.data[0]) } : {};
              const options = { weight: own, reduction, labelSmoothing, ...ignoreIndex };
              expectClose(
                linearCrossEntropy(x, w, target, { linearBias: b, ...options }),
                crossEntropy(logits, target, options),
                close,
              );
            }
    });

    test("the bits do not depend on the chunks", () => {
      const { x, w, b, indices, probs } = values("float32");
      for (const target of [indices, probs]) {
        const run = (chunkSize: number | null): Buffer =>
          bits(
            linearCrossEntropy(x, w, target, {
              linearBias: b,
              reduction: "none",
              labelSmoothing: 0.1,
              chunkSize,
            }),
          );
        const expected = run(null);
        for (const chunkSize of [1, 2, 3, 4, 7, 13]) expect(run(chunkSize)).toEqual(expected);
      }
    });
  });

  test("probabilities may learn where the layer does not", () => {
    manualSeed(1);
    const [x, w] = [randn([3, 2]), randn([10000, 2])];
    const gradient = (loss: (target: Tensor) => Tensor): Tensor => {
      manualSeed(2);
      const target = softmax(randn([3, 10000]), 1).requiresGrad_();
      loss(target).backward();
      return target.grad!;
    };
    expectClose(
      gradient((target) => linearCrossEntropy(x, w, target)),
      gradient((target) => crossEntropy(linear(x, w), target)),
      { rtol: 1e-6, atol: 0 },
    );
  });

  test("large logits keep the digits of their loss, a certain class those of the others", () => {
    const x = tensor([[1]], { dtype: "float64" });
    const loss = (bias: Tensor, target: number): number =>
      linearCrossEntropy(x, full([10000, 1], 0, { dtype: "float64" }), tensor([target]), {
        linearBias: bias,
      }).item() as number;
    expect(loss(full([10000], 1e300, { dtype: "float64" }), 3)).toBeCloseTo(Math.log(10000), 12);
    const one = full([10000], 0, { dtype: "float64" });
    one.data[9000] = 50;
    expect(loss(one, 9000) / (9999 * Math.exp(-50))).toBeCloseTo(1, 12);
  });

  test("infinite logits are as PyTorch has them", () => {
    const x = tensor([[1]]);
    const none = (bias: Tensor, target: number): number =>
      linearCrossEntropy(x, zeros([10000, 1]), tensor([target]), { linearBias: bias, reduction: "none" })
        .data[0] as number;
    const bias = zeros([10000]);
    bias.data.fill(-Infinity as never, 0, 9500);
    expect(none(bias, 9600)).toBeCloseTo(Math.log(500), 5);
    expect(none(bias, 10)).toBe(Infinity);
    expect(none(bias, -100)).toBe(0);
    bias.data.fill(-Infinity as never, 9500);
    expect(none(bias, 10)).toBeNaN();
    for (const [at, value] of [
      [2, Infinity],
      [9999, Infinity],
      [2, Number.NaN],
      [9999, Number.NaN],
    ] as const) {
      const other = zeros([10000]);
      other.data[at] = value;
      expect(none(other, 10)).toBeNaN();
      expect(none(other, at)).toBeNaN();
      expect(none(other, -100)).toBe(0);
    }
  });
});
