import {
  asTensor,
  functional,
  manualSeed,
  ones,
  randint,
  randn,
  setBackend,
  setWarnings,
  type Tensor,
  tensor,
} from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";
import { gradcheck } from "../gradcheck";

const { crossEntropy, linear, linearCrossEntropy, softmax } = functional;

beforeAll(() => setWarnings(false));
afterAll(() => setWarnings(true));

const LEAVES = ["input", "linearWeight", "target", "linearBias", "weight"] as const;
type Leaves<T> = { readonly [N in (typeof LEAVES)[number]]?: T };

interface Result extends Leaves<GoldenArray> {
  readonly kind: "result";
  readonly options: { readonly [name: string]: unknown };
  readonly output: GoldenArray;
  readonly grad_fn: string;
  readonly upstream: GoldenArray;
  readonly grads: Leaves<GoldenArray>;
}

const cases = golden<(Result | { readonly kind: "module" })[]>("linear_loss").filter(
  (c): c is Result => c.kind === "result",
);

const call = (leaves: Leaves<Tensor>, options: object): Tensor => {
  const { input, linearWeight, target, ...others } = leaves;
  return linearCrossEntropy(input!, linearWeight!, target!, { ...options, ...others });
};

const bits = ({ data }: Tensor): Buffer => Buffer.from(data.buffer, data.byteOffset, data.byteLength);

describe.each(["reference", "simd128"] as const)("on %s", (backend) => {
  beforeAll(() => setBackend(backend));

  test("values, gradients and the printed node are PyTorch's", () => {
    expect(cases.length).toBeGreaterThan(50);
    for (const one of cases) {
      const leaves: { [N in (typeof LEAVES)[number]]?: Tensor } = {};
      for (const name of LEAVES)
        if (one[name]) leaves[name] = fromGolden(one[name], one.grads[name] !== undefined);
      const y = call(leaves, one.options);
      const tolerance =
        one.output.dtype === "float64" ? { rtol: 1e-12, atol: 1e-14 } : { rtol: 1.3e-6, atol: 3e-6 };
      expectClose(y, fromGolden(one.output), tolerance);
      expect(String(y)).toContain(`grad_fn=<${one.grad_fn}>`);
      y.backward(fromGolden(one.upstream));
      for (const name of LEAVES) {
        const expected = one.grads[name];
        if (expected) expectClose(leaves[name]!.grad!, fromGolden(expected), tolerance);
        else expect(leaves[name]?.grad ?? null).toBeNull();
      }
    }
  });

  describe.each([
    [130, 9, 11, []],
    [70, 5, 7, [2, 3]],
    [1, 3, 4, []],
  ] as [number, number, number, number[]][])(
    "of %d rows, %d features, %d classes and %j targets a row",
    (N, D, C, rest) => {
      const values = () => {
        manualSeed(N);
        const [input, linearWeight, linearBias] = [
          randn([N, D]),
          randn([C, ...rest, D]),
          randn([C, ...rest]),
        ];
        const indices = randint(C, [N, ...rest]);
        return {
          input,
          linearWeight,
          linearBias,
          indices,
          probs: softmax(randn([N, C, ...rest]), 1),
          weight: softmax(randn([C]), 0),
        };
      };

      test.each(["mean", "sum", "none"] as const)(
        "the bits do not depend on the chunks, reduction %s",
        (reduction) => {
          for (const kind of ["indices", "probs"] as const)
            for (const labelSmoothing of [0, 0.1]) {
              const given = values();
              const run = (chunkSize: number | null): Tensor[] => {
                const [input, linearWeight, linearBias] = [
                  given.input,
                  given.linearWeight,
                  given.linearBias,
                ].map((t) => t.clone().requiresGrad_()) as [Tensor, Tensor, Tensor];
                const [target, weight] = [given[kind].clone(), given.weight.clone()].map((t) =>
                  kind === "probs" ? t.requiresGrad_() : t,
                ) as [Tensor, Tensor];
                const options = {
                  linearBias,
                  weight,
                  reduction,
                  labelSmoothing,
                  chunkSize,
                  ignoreIndex: kind === "probs" ? null : 3,
                };
                const y = linearCrossEntropy(input, linearWeight, target, options);
                y.mul(y.mul(0.5).add(1).detach()).sum().backward();
                return [
                  y,
                  ...[input, linearWeight, linearBias, target, weight].flatMap(({ grad }) => grad ?? []),
                ];
              };
              const expected = run(null).map(bits);
              expect(expected.length).toBe(kind === "probs" ? 6 : 4);
              for (const chunkSize of [1, 2, 3, 4, 7, 13, 100])
                expect(run(chunkSize).map(bits)).toEqual(expected);
            }
        },
      );

      test("it equals linear and cross-entropy", () => {
        const { input, linearWeight, linearBias, indices, probs, weight } = values();
        for (const target of [indices, probs])
          for (const reduction of ["mean", "sum", "none"] as const) {
            const leaves = () =>
              [input, linearWeight, linearBias].map((t) => t.clone().requiresGrad_()) as [
                Tensor,
                Tensor,
                Tensor,
              ];
            const [one, two] = [leaves(), leaves()];
            const options = { weight, reduction, labelSmoothing: 0.1 };
            const y = linearCrossEntropy(one[0], one[1], target, { linearBias: one[2], ...options });
            const logits = linear(two[0], two[1].reshape([-1, D]), two[2].reshape([-1])).reshape([
              N,
              C,
              ...rest,
            ]);
            const z = crossEntropy(logits, target, options);
            expectClose(y.detach(), z.detach(), { rtol: 1e-5, atol: 1e-5 });
            for (const t of [y, z]) t.sum().backward();
            for (const [i, t] of one.entries())
              expectClose(t.grad!, two[i]!.grad!, { rtol: 1e-4, atol: 1e-5 });
          }
      });

      test("a row's loss and gradient do not depend on the other rows", () => {
        const { input, linearWeight, linearBias, indices } = values();
        const run = (x: Tensor, target: Tensor): [Tensor, Tensor] => {
          const own = x.clone().requiresGrad_();
          const y = linearCrossEntropy(own, linearWeight, target, { linearBias, reduction: "none" });
          y.sum().backward();
          return [y, own.grad!];
        };
        const all = run(input, indices);
        for (const row of [0, Math.floor(N / 2), N - 1]) {
          const one = run(input.narrow(0, row, 1), indices.narrow(0, row, 1));
          for (const [i, t] of one.entries()) expect(bits(t)).toEqual(bits(all[i]!.narrow(0, row, 1)));
        }
      });
    },
  );

  test("only what learns gets a gradient, and each has the bits that it has beside the others", () => {
    manualSeed(7);
    const given = [randn([70, 4]), randn([6, 4]), randn([6])];
    const target = randint(6, [70]);
    const run = (learns: readonly boolean[]): (Tensor | null)[] => {
      const [x, w, b] = given.map((t, i) => t.clone().requiresGrad_(learns[i]!)) as [Tensor, Tensor, Tensor];
      linearCrossEntropy(x, w, target, { linearBias: b, chunkSize: 5 }).backward();
      return [x, w, b].map(({ grad }) => grad);
    };
    const all = run([true, true, true]).map((t) => bits(t!));
    for (const i of [0, 1, 2]) {
      const grads = run([0, 1, 2].map((k) => k === i));
      for (const k of [0, 1, 2]) {
        if (k === i) expect(bits(grads[k]!)).toEqual(all[k]);
        else expect(grads[k]).toBeNull();
      }
    }
  });
});

test.each(["mean", "sum", "none"] as const)(
  "gradients are those of differences, reduction %s",
  (reduction) => {
    manualSeed(2);
    const [x, w, b] = [
      randn([3, 2], { dtype: "float64" }),
      randn([4, 2, 2], { dtype: "float64" }),
      randn([4, 2], { dtype: "float64" }),
    ];
    const [target, weight] = [
      softmax(randn([3, 4, 2], { dtype: "float64" }), 1),
      tensor([1, 0.5, 2, 3], { dtype: "float64" }),
    ];
    const options = { reduction, labelSmoothing: 0.2, chunkSize: 2 };
    gradcheck(
      (...[x, w, linearBias, target, weight]: Tensor[]) =>
        linearCrossEntropy(x!, w!, target!, { linearBias: linearBias!, weight: weight!, ...options }),
      [x, w, b, target, weight],
    );
    const classes = tensor([
      [0, 3],
      [1, 2],
      [3, 3],
    ]);
    gradcheck(
      (...[x, w, linearBias]: Tensor[]) =>
        linearCrossEntropy(x!, w!, classes, { linearBias: linearBias!, weight, ignoreIndex: 2, ...options }),
      [x, w, b],
    );
  },
);

test("an ignored row gets a gradient of exactly zero, whatever comes from above", () => {
  const x = ones([3, 2]).requiresGrad_();
  const target = tensor([0, -100, 1]);
  linearCrossEntropy(x, ones([2, 2]), target).backward(tensor(Number.POSITIVE_INFINITY));
  expect(x.grad!.tolist()).toEqual([
    [Number.NaN, Number.NaN],
    [0, 0],
    [Number.NaN, Number.NaN],
  ]);
});

test("probabilities of another floating dtype widen the loss, not the gradients of the layer", () => {
  const x = tensor([[1, 2]], { requiresGrad: true, dtype: "float32" });
  const y = linearCrossEntropy(
    x,
    tensor([
      [0.5, 1],
      [1, 0.25],
    ]),
    tensor([[0.25, 0.75]], { dtype: "float64" }),
  );
  expect([y.dtype, y.item().toFixed(6)]).toEqual(["float64", "1.063262"]);
  y.backward();
  expect(x.grad!.dtype).toBe("float32");
});

test("integers join the floats of the layer, and one-hot integers are probabilities", () => {
  const weight = tensor([
    [0.5, 1],
    [1, 0],
  ]);
  const expected = linearCrossEntropy(tensor([[1, 2]], { dtype: "float32" }), weight, tensor([1])).item();
  expect(linearCrossEntropy(tensor([[1, 2]]), weight, tensor([1])).item()).toBe(expected);
  expect(linearCrossEntropy(tensor([[1, 2]]), weight, tensor([[0, 1]])).item()).toBeCloseTo(expected, 6);
});

const [x, w, t] = [ones([2, 3]), ones([4, 3]), tensor([0, 1])];

test.each([
  [() => linearCrossEntropy(ones([2, 1, 3]), w, t), "expected input with dimensionality 1 or 2, got 3"],
  [() => linearCrossEntropy(x, ones([3]), t), "expected linear_weight with dimensionality at least 2, got 1"],
  [
    () => linearCrossEntropy(x, ones([4, 5]), t),
    "expected equal input and linear_weight last dimensions (in_features), got 3 and 5, respectively",
  ],
  [() => linearCrossEntropy(x, ones([3, 4]), t), /call \.transpose\(0, 1\)/],
  [() => linearCrossEntropy(x, w, t, { linearBias: ones([3]) }), "expected linear_bias shape (4,), got (3,)"],
  [
    () => linearCrossEntropy(ones([3]), ones([4, 2, 3]), t),
    "K-dimensional loss defined by linear_weight shape (4, 2, 3) requires batched input, (N, 3), got unbatched input with shape (3,)",
  ],
  [
    () => linearCrossEntropy(x, w, ones([2, 4]).div(4), { ignoreIndex: -100 }),
    "ignore_index cannot be specified when target contains probabilities",
  ],
  [
    () => linearCrossEntropy(x.double(), w, t),
    "expected m1 and m2 to have the same dtype, but got: double != float",
  ],
  [
    () => linearCrossEntropy(x, w, t, { linearBias: ones([4]).double() }),
    "self and mat2 must have the same dtype, but got Double and Float",
  ],
  [
    () => linearCrossEntropy(x, w, tensor([0, 1, 2])),
    "Expected input batch_size (2) to match target batch_size (3)",
  ],
  [() => linearCrossEntropy(x, w, tensor([0, 5])), "Target 5 is out of bounds."],
  [
    () => linearCrossEntropy(x, w, t, { weight: ones([3]) }),
    "weight tensor should be defined either for all 4 classes or no classes but got weight tensor of shape: [3]",
  ],
  [
    () => linearCrossEntropy(x, w, t, { chunkSize: 0 }),
    "batch_chunk_size must be positive int or None, got 0",
  ],
  [
    () => linearCrossEntropy(x, w, t, { chunkSize: "2" as never }),
    "batch_chunk_size must be positive int or None, got string",
  ],
  [
    () => linearCrossEntropy(x, [1] as never, t),
    "linear_cross_entropy(): argument 'linear_weight' (position 2) must be Tensor, not Array",
  ],
  [
    () => linearCrossEntropy(x, w, t, { linearBias: 1 as never }),
    "linear_cross_entropy(): argument 'linear_bias' (position 4) must be Tensor, not number",
  ],
])("%p is refused: %s", (run, message) => expect(run).toThrow(message));

describe("half precision", () => {
  /** Bits that stand for finite numbers of about 1. */
  const halves = (dtype: "float16" | "bfloat16", dims: readonly number[], seed: number): Tensor => {
    const [first, some] = dtype === "float16" ? [0x3400, 0x0800] : [0x3e00, 0x0100];
    const length = dims.reduce((n, size) => n * size, 1);
    const data = Uint16Array.from({ length }, (_, i) => {
      const dice = ((i + 1) * seed * 7919) % 65536;
      return first + (dice % some) + (dice & 0x4000) * 2;
    });
    return asTensor({ dtype, data, dims } as never);
  };

  test.each([
    ["float16", 20],
    ["bfloat16", 20],
    ["float16", 9000], // more than a block of classes
  ] as const)("%s, %p classes: the bits of float32, of indices and of probabilities", (dtype, classes) => {
    const input = halves(dtype, [70, 6], 3);
    const weight = halves(dtype, [classes, 6], 5);
    const target = randint(classes, [70]);
    const probs = softmax(randn([70, classes]), 1);
    const halfProbs = halves(dtype, [70, classes], 7);
    for (const reduction of ["mean", "none"] as const)
      for (const chunkSize of [null, 16])
        for (const [stored, read] of [
          [target, target],
          [probs, probs],
          [halfProbs, halfProbs.float()],
        ] as const) {
          const options = { reduction, chunkSize, labelSmoothing: 0.1 };
          const expected = linearCrossEntropy(input.float(), weight.float(), read, options);
          expect(bits(linearCrossEntropy(input, weight, stored, options))).toEqual(bits(expected));
          expect(bits(linearCrossEntropy(input, weight.float(), stored, options))).toEqual(bits(expected));
        }
  });

  test("what is float32 beside it learns as if all were", () => {
    const [input, weight] = [halves("float16", [70, 6], 3), halves("float16", [20, 6], 5)];
    const target = randint(20, [70]);
    const learn = (x: Tensor, w: Tensor) => {
      const bias = ones([20], { requiresGrad: true });
      linearCrossEntropy(x, w, target, { linearBias: bias }).backward();
      return { bias: bits(bias.grad!), weight: w.grad && bits(w.grad) };
    };
    const leaf = () => weight.float().requiresGrad_();
    expect(learn(input, weight)).toEqual(learn(input.float(), weight.float()));
    expect(learn(input, leaf())).toEqual(learn(input.float(), leaf()));
  });
});
