import { type CrossEntropyOptions, functional, randint, randn, type Tensor, tensor } from "../../src";
import { expectClose } from "../close";
import { classes, type Library, learnable, warningsOf } from "../freshLibrary";

const ofProbabilities = expect.stringContaining(
  "cross_entropy expects logits, but its input is the output of softmax",
);
test("cross-entropy of the output of a softmax warns once", () => {
  const warnings = warningsOf((library) => {
    const { CrossEntropyLoss, Softmax } = library;
    const probabilities = new Softmax(1)(learnable(library));
    new CrossEntropyLoss()(probabilities, classes(library));
    new CrossEntropyLoss()(probabilities, classes(library));
  });
  expect(warnings).toEqual([ofProbabilities]);
});

test.each([
  ["reshaped", (x: Tensor) => x.reshape([1, 2, 2]).squeeze(0)],
  ["transposed", (x: Tensor) => x.transpose(0, 1).permute([1, 0])],
  ["copied and converted", (x: Tensor) => x.clone().double().unsqueeze(0).squeeze()],
])("the softmax is found when its output was %s", (_, move) => {
  const warnings = warningsOf((library) => {
    library.functional.crossEntropy(move(learnable(library).softmax(1)), classes(library));
  });
  expect(warnings).toEqual([ofProbabilities]);
});

test("probability targets from a softmax are what they should be, logits from one are not", () => {
  const targets = warningsOf((library) => {
    const x = learnable(library);
    library.functional.crossEntropy(x, x.softmax(1));
  });
  const logits = warningsOf((library) => {
    const x = learnable(library);
    library.functional.crossEntropy(x.softmax(1), x.detach().softmax(1));
  });
  expect([targets, logits]).toEqual([[], [ofProbabilities]]);
});

test("what is computed from probabilities is no softmax", () => {
  const warnings = warningsOf((library) => {
    const { functional } = library;
    functional.crossEntropy(learnable(library).softmax(1).log(), classes(library));
    functional.crossEntropy(learnable(library).logSoftmax(1), classes(library));
  });
  expect(warnings).toEqual([]);
});

test("a softmax over a single class warns once, whoever takes it; an empty one does not", () => {
  const warnings = warningsOf((library) => {
    const { functional, zeros, tensor } = library;
    functional.softmax(zeros([0, 1]), 1);
    functional.crossEntropy(zeros([0, 1]), zeros([0], { dtype: "int64" }));
    functional.crossEntropy(tensor([[0.5], [2]]), tensor([0, 0]));
    functional.logSoftmax(tensor([[0.5], [2]]), 1);
    functional.softmax(tensor([[0.5], [2]]), -1);
  });
  expect(warnings).toEqual([
    expect.stringContaining("cross_entropy over a single class is always certain of it"),
  ]);
});

describe("user code that runs within a call", () => {
  const other = (library: Library): void => {
    const x = library.tensor([
      [3, 1, 2],
      [0, 5, 1],
      [1, 1, 9],
    ]);
    library.functional.crossEntropy(x, library.tensor([2, 0, 1]), { reduction: "none" });
  };
  const expected = (library: Library): number[] => {
    const x = learnable(library);
    library.setWarnings(false);
    const loss = library.functional.crossEntropy(x.softmax(1), classes(library));
    library.setWarnings(true);
    loss.backward();
    return [loss.item(), ...(x.grad!.data as Float32Array)];
  };

  test("a console.warn that computes a loss changes nothing in the call that warned", () => {
    let run: (() => void) | undefined;
    const warn = jest.spyOn(console, "warn").mockImplementation(() => run?.());
    try {
      jest.isolateModules(() => {
        const library = require("../../src") as Library;
        run = () => other(library);
        const x = learnable(library);
        const loss = library.functional.crossEntropy(x.softmax(1), classes(library));
        loss.backward();
        expect(warn).toHaveBeenCalledTimes(1);
        expect([loss.item(), ...(x.grad!.data as Float32Array)]).toEqual(expected(library));
        const logProbs = library.tensor([
          [0.5, -1],
          [-2, 0.25],
        ]);
        const nll = library.functional.nllLoss(logProbs, classes(library), { reduction: "none" });
        expect(warn).toHaveBeenCalledTimes(2);
        expect(nll.tolist()).toEqual([-0.5, -0.25]);
      });
    } finally {
      warn.mockRestore();
    }
  });

  test.each(["data", "shape", "dtype", "requiresGrad"])(
    "a getter of the input's %s that computes a loss changes nothing in the call that reads it",
    (name) => {
      jest.isolateModules(() => {
        const library = require("../../src") as Library;
        const { functional, tensor } = library;
        const target = classes(library);
        const plain = functional.crossEntropy(learnable(library), target, { reduction: "none" }).tolist();
        for (const given of ["input", "target"] as const) {
          const hooked = given === "input" ? learnable(library) : tensor([0, 1]);
          const value: unknown = hooked[name as "data"];
          let reads = 0;
          Object.defineProperty(hooked, name, {
            get() {
              reads++;
              other(library);
              return value;
            },
          });
          const [x, y] = given === "input" ? [hooked, target] : [learnable(library), hooked];
          expect(functional.crossEntropy(x, y, { reduction: "none" }).tolist()).toEqual(plain);
          if (name !== "requiresGrad") expect(reads).toBeGreaterThan(0);
        }
      });
    },
  );

  test("getters of options that compute losses change nothing, and each is read once", () => {
    jest.isolateModules(() => {
      const library = require("../../src") as Library;
      const { functional, tensor } = library;
      const plain = {
        weight: tensor([1, 2.5]),
        reduction: "none",
        labelSmoothing: 0.1,
        ignoreIndex: 7,
      } as const;
      const reads: string[] = [];
      const hooked = {};
      for (const [name, value] of Object.entries(plain))
        Object.defineProperty(hooked, name, {
          enumerable: true,
          get() {
            reads.push(name);
            other(library);
            return value;
          },
        });
      const run = (options: object) =>
        functional.crossEntropy(learnable(library), classes(library), options).tolist();
      expect(run(hooked)).toEqual(run(plain));
      expect(reads.sort()).toEqual(Object.keys(plain).sort());
    });
  });
});

describe("what plain JavaScript may do to a tensor", () => {
  const big = (library: Library): Tensor => library.randn([100, 5], { requiresGrad: true });

  test("shapes are frozen", () => {
    jest.isolateModules(() => {
      const { tensor } = require("../../src") as Library;
      const y = tensor([0, 1, 2]);
      expect(() => {
        (y.shape as number[])[0] = 100;
      }).toThrow(TypeError);
      expect(Object.isFrozen(y.reshape([3, 1]).shape)).toBe(true);
    });
  });

  test("a buffer that does not have the elements of its shape is refused, and later calls are right", () => {
    jest.isolateModules(() => {
      const library = require("../../src") as Library;
      const { functional, oneHot, tensor } = library;
      const truth = functional.softmax(tensor([1, 2, 3]), 0).tolist();
      const y = oneHot(tensor(new Array(65).fill(0)), 5).argmax(1);
      Object.defineProperty(y, "shape", { value: [100] });
      expect(() => functional.crossEntropy(big(library), y)).toThrow(
        "shape '[100]' is invalid for input of size 65",
      );
      for (const use of [() => y.add(1), () => y.tolist(), () => String(y), () => oneHot(y, 5), () => [...y]])
        expect(use).toThrow("invalid for input of size 65");
      expect(functional.softmax(tensor([1, 2, 3]), 0).tolist()).toEqual(truth);
    });
  });

  test("a resizable buffer that shrank since asTensor is refused", () => {
    jest.isolateModules(() => {
      const { asTensor, functional, tensor } = require("../../src") as Library;
      const Resizable = ArrayBuffer as unknown as new (
        bytes: number,
        options: object,
      ) => ArrayBuffer & {
        resize(bytes: number): void;
      };
      const buffer = new Resizable(4 * 12, { maxByteLength: 4 * 24 });
      const x = asTensor({ data: new Float32Array(buffer), dims: [4, 3] }).requiresGrad_();
      const target = tensor([0, 1, 2, 0]);
      const y = x.mul(x);
      expect(functional.crossEntropy(x, target).item()).toBeCloseTo(Math.log(3), 6);
      buffer.resize(4 * 6);
      expect(() => functional.crossEntropy(x, target)).toThrow(
        "shape '[4, 3]' is invalid for input of size 6",
      );
      expect(() => y.sum().backward()).toThrow("invalid for input of size 6");
      expect(x.grad).toBeNull();
    });
  });
});

describe("integers of the input's shape are their one-hot rows, in value, gradient and name", () => {
  const options: readonly CrossEntropyOptions[] = [
    {},
    { labelSmoothing: 0.1 },
    { reduction: "none" },
    { reduction: "sum", labelSmoothing: 0.3 },
    { weight: tensor([0.5, 2, 0, 1], { dtype: "float64" }) },
    { weight: tensor([0.5, 2, 0, 1], { dtype: "float64" }), reduction: "none" },
  ];
  test.each([[[4]], [[5, 4]], [[2, 4, 3, 2]]])("of shape %j", (shape) => {
    const logits = randn(shape, { dtype: "float64" });
    const losses = shape.length === 1 ? [] : [shape[0]!, ...shape.slice(2)];
    const classes = randint(4, losses);
    const last = functional.oneHot(classes, 4);
    const order = [...losses.keys()];
    const rows = shape.length === 1 ? last : last.permute([0, losses.length, ...order.slice(1)]);
    for (const one of options) {
      const run = (target: Tensor): [Tensor, Tensor] => {
        const x = logits.clone().requiresGrad_();
        const y = functional.crossEntropy(x, target, one);
        y.backward(y.detach().mul(0).add(2));
        return [y, x.grad!];
      };
      const [[y, dx], [expected, gradient]] = [run(rows), run(rows.double())];
      expectClose(y, expected, { rtol: 1e-14, atol: 0 });
      expectClose(dx, gradient, { rtol: 1e-13, atol: 1e-15 });
      expect(/grad_fn=<\w+>/.exec(String(y))).toEqual(/grad_fn=<\w+>/.exec(String(expected)));
    }
  });

  test("a certain row prints as PyTorch's, and a class weight that learns gets its gradient", () => {
    const certain = tensor([[100, 0]]);
    expect(String(functional.crossEntropy(certain, tensor([[1, 0]])))).toBe(
      String(functional.crossEntropy(certain, tensor([[1, 0]]).float())),
    );
    const learn = (target: Tensor): Tensor => {
      const weight = tensor([1, 2], { dtype: "float32", requiresGrad: true });
      functional.crossEntropy(tensor([[0.5, 0.25]]), target, { weight }).backward();
      return weight.grad!;
    };
    expect(learn(tensor([[1, 0]])).tolist()).toEqual(learn(tensor([[1, 0]]).float()).tolist());
  });
});
