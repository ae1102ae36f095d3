import { CrossEntropyLoss, functional as F, full, NLLLoss, oneHot, ones, tensor, zeros } from "../../src";
import { js, type Refusal, refuses } from "../refusals";

const ints = (shape: readonly number[]) => zeros(shape, { dtype: "int64" });

describe("an index target", () => {
  const multiTarget = "0D or 1D target tensor expected, multi-target not supported";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a class that is too large", ({ x }) => F.crossEntropy(x, tensor([0, 7])),
     RangeError, "Target 7 is out of bounds.", "0 <= target < 3", "ignoreIndex (-100)", "target[1]"],
    ["a negative class", ({ x }) => F.nllLoss(x, tensor([-1, 0])),
     RangeError, "Target -1 is out of bounds.", "target[0]"],
    ["classes counted from 1", ({ x }) => F.crossEntropy(x, tensor([1, 3])),
     RangeError, "Target 3 is out of bounds.", "counted from 1", "target[1]"],
    ["a class that only fits 64 bits", ({ x }) => F.crossEntropy(x, tensor([2 ** 32, 0])),
     RangeError, "Target 4294967296 is out of bounds.", "target[0]"],
    ["the default ignoreIndex where it was changed", ({ x }) => F.crossEntropy(x, tensor([0, -100]), { ignoreIndex: 1 }),
     RangeError, "Target -100 is out of bounds.", "ignoreIndex (1)", "target[1]"],
    ["a uint8 class that is too large", ({ x }) => F.crossEntropy(x, tensor([255, 0], { dtype: "uint8" })),
     RangeError, "Target 255 is out of bounds.", "target[0]"],
    ["a bad class in an image", ({ images }) => F.crossEntropy(images, full([2, 4, 5], 9)),
     RangeError, "Target 9 is out of bounds.", "target[0][0][0]"],
    ["a bad class for a single sample", ({ vector }) => F.crossEntropy(vector, tensor(4)),
     RangeError, "Target 4 is out of bounds.", "found at target."],
    ["a mask of 255", ({ images }) => F.crossEntropy(images, full([2, 4, 5], 255, { dtype: "uint8" })),
     RangeError, "Target 255 is out of bounds.", "target[0][0][0]", "{ ignoreIndex: 255 }"],
    ["-1 for no class", ({ x }) => F.nllLoss(x, tensor([0, -1])),
     RangeError, "Target -1 is out of bounds.", "target[1]", "{ ignoreIndex: -1 }"],
    ["a binary target of one logit", () => F.crossEntropy(ones([2, 1]), tensor([0, 1])),
     RangeError, "Target 1 is out of bounds.", "two logits"],
    ["swapped arguments", ({ x, classes }) => F.crossEntropy(classes, x),
     RangeError, "0D or 1D target tensor expected, multi-target not supported", "[2] and the target [2, 3]", "swapped"],
    ["swapped arguments of nllLoss", ({ x, classes }) => F.nllLoss(classes, x),
     RangeError, "0D or 1D target tensor expected, multi-target not supported", "swapped"],
    ["swapped arguments of a sequence", () => F.crossEntropy(ints([2, 5]), ones([2, 3, 5])),
     RangeError, "0D or 1D target tensor expected, multi-target not supported", "swapped"],
    ["swapped arguments of images", ({ images }) => F.crossEntropy(ints([2, 4, 5]), images),
     RangeError, "Expected target size [2, 5], got [2, 3, 4, 5]", "swapped"],
    ["another batch size", ({ x }) => F.crossEntropy(x, tensor([0, 1, 2])),
     RangeError, "Expected input batch_size (2) to match target batch_size (3).", "[2, 3]", "[3]", "needs the shape [2]"],
    ["a scalar for a batch", ({ x }) => F.nllLoss(x, tensor(0)),
     RangeError, "Expected input batch_size (2) to match target batch_size (0).", "[]", "needs the shape [2]"],
    ["a column of classes", ({ x }) => F.crossEntropy(x, ints([2, 1])),
     RangeError, multiTarget, "[2, 1]", "needs the shape [2]", "probabilities [2, 3]"],
    ["several classes for a single sample", ({ vector }) => F.crossEntropy(vector, tensor([0, 1])),
     RangeError, "For 1D input, 1D target must have size 1, but got target size: 2", "scalar"],
    ["a matrix of classes for a single sample", ({ vector }) => F.crossEntropy(vector, ints([1, 2])),
     RangeError, multiTarget, "[1, 2]", "scalar"],
    ["another height of an image", ({ images }) => F.crossEntropy(images, ints([2, 3, 5])),
     RangeError, "size mismatch (got input: [2, 3, 4, 5] , target: [2, 3, 5]", "needs the shape [2, 4, 5]"],
    ["one class per image of a segmentation", ({ images }) => F.crossEntropy(images, ints([2])),
     RangeError, "only batches of spatial targets supported (3D tensors) but got targets of dimension: 1", "needs the shape [2, 4, 5]"],
    ["another length of a sequence", () => F.nllLoss(ones([2, 3, 4]), ints([2, 5])),
     RangeError, "Expected target size [2, 4], got [2, 5]", "[2, 3, 4]"],
    ["logits with the classes last", () => F.crossEntropy(ones([2, 4, 3]), ints([2, 4])),
     RangeError, "Expected target size [2, 3], got [2, 4]", "permute"],
    ["floating classes", ({ x }) => F.crossEntropy(x, tensor([0.5, 1])),
     TypeError, "expected target dtype to be Long or Byte, but got Float", ".long()"],
    ["float64 classes", ({ x }) => F.nllLoss(x, zeros([2], { dtype: "float64" })),
     TypeError, "expected target dtype to be Long or Byte, but got Double", ".long()"],
    ["boolean classes", ({ x }) => F.crossEntropy(x, tensor([true, false])),
     TypeError, "expected target dtype to be Long or Byte, but got Bool", ".long()"],
    ["probabilities for nllLoss", ({ x, p }) => F.nllLoss(x, p),
     RangeError, multiTarget, "[2, 3]"],
  ]);
});

describe("a probability target", () => {
  const notFloating = "Expected floating point type for target with class probabilities, got ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["integers that are not one-hot", ({ x }) => F.crossEntropy(x, tensor([[1, 0, 0], [0, 2, 0]])),
     TypeError, `${notFloating}Long`, "[2, 3]", "row 1", ".float()", "class dim"],
    ["two hot classes in a row", ({ x }) => F.crossEntropy(x, tensor([[1, 1, 0], [0, 1, 0]])),
     TypeError, `${notFloating}Long`, "row 0", "one-hot"],
    ["booleans without a hot class", ({ x }) => F.crossEntropy(x, tensor([[true, false, false], [false, false, false]])),
     TypeError, `${notFloating}Bool`, "row 1", "one-hot"],
    ["an ignoreIndex that could be a class", ({ x, p }) => F.crossEntropy(x, p, { ignoreIndex: 0 }),
     RangeError, "ignore_index is not supported for floating point target", "Got 0", "leave ignoreIndex out"],
    ["an ignoreIndex with one-hot integers", ({ x }) => F.crossEntropy(x, tensor([[1, 0, 0], [0, 1, 0]]), { ignoreIndex: 2 }),
     RangeError, "ignore_index is not supported for floating point target", "Got 2"],
    ["a scalar", ({ scalar }) => F.crossEntropy(scalar, tensor(0.5)),
     RangeError, "Dimension specified as 1 but tensor has no dimensions", "scalar"],
    ["another number of classes", ({ x }) => F.crossEntropy(x, ones([2, 4])),
     RangeError, "0D or 1D target tensor expected, multi-target not supported", "[2, 4]", "probabilities [2, 3]"],
  ]);
});

describe("an input", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["0 dims of nllLoss", ({ scalar }) => F.nllLoss(scalar, tensor(0)),
     RangeError, "Expected 1 or more dimensions (got 0)", "(N, C)"],
    ["0 dims of crossEntropy with an index", ({ scalar }) => F.crossEntropy(scalar, tensor([0])),
     RangeError, "Expected 1 or more dimensions (got 0)", "(N, C)"],
    ["0 dims of crossEntropy with an integer scalar", ({ scalar }) => F.crossEntropy(scalar, tensor(0)),
     TypeError, "Expected floating point type for target with class probabilities, got Long", "scalar"],
  ]);
});

describe("a weight", () => {
  const all =
    "weight tensor should be defined either for all 3 classes or no classes but got weight tensor of shape: ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["too few classes", ({ x, classes }) => F.crossEntropy(x, classes, { weight: ones([2]) }),
     RangeError, `${all}[2]`, "[3]"],
    ["a matrix", ({ x, classes }) => F.nllLoss(x, classes, { weight: ones([1, 3]) }),
     RangeError, `${all}[1, 3]`, "[3]"],
    ["a scalar", ({ x, classes }) => F.nllLoss(x, classes, { weight: tensor(1.5) }),
     RangeError, `${all}[]`, "[3]"],
    ["too many classes for probabilities", ({ x, p }) => F.crossEntropy(x, p, { weight: ones([4]) }),
     RangeError, `cross_entropy: ${all}[4]`, "[3]"],
    ["another floating dtype", ({ x, classes, weight }) => F.crossEntropy(x, classes, { weight: weight.double() }),
     TypeError, "expected scalar type Float but found Double", ".to('float32')"],
    ["a gradient with index targets", ({ x, classes, vector }) => F.nllLoss(x, classes, { weight: vector }),
     TypeError, "The function 'nll_loss_forward' is not differentiable with respect to argument 'weight'. This input cannot have requires_grad True", "detach()"],
    ["an array", ({ x, classes }) => F.crossEntropy(x, classes, { weight: js([1, 1, 1]) }),
     TypeError, "cross_entropy_loss(): argument 'weight' (position 3) must be Tensor, not Array", "tensor(…)"],
    ["a typed array", ({ x, classes }) => F.nllLoss(x, classes, { weight: js(new Float32Array(3)) }),
     TypeError, "nll_loss_nd(): argument 'weight' (position 3) must be Tensor, not Float32Array", "asTensor(…)"],
  ]);
});

/** The same bad options, through the functions and already through the constructors of the modules. */
const badOptions = (
  what: string,
  options: object,
  ErrorClass: Refusal[2],
  sentence: string,
  ...mentioned: [string, ...string[]]
): Refusal[] => [
  [
    `${what} of crossEntropy`,
    ({ x, classes }) => F.crossEntropy(x, classes, options),
    ErrorClass,
    sentence,
    ...mentioned,
  ],
  [
    `${what} of crossEntropy with probabilities`,
    ({ x, p }) => F.crossEntropy(x, p, options),
    ErrorClass,
    sentence,
    ...mentioned,
  ],
  [
    `${what} of new CrossEntropyLoss`,
    () => new CrossEntropyLoss(options),
    ErrorClass,
    sentence,
    ...mentioned,
  ],
];

describe("an option", () => {
  const range = "label_smoothing must be between 0.0 and 1.0";
  const kind = "cross_entropy_loss(): argument 'label_smoothing' (position 6) must be float, not ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ...badOptions("an unknown reduction", { reduction: "avg" }, RangeError, "avg is not a valid value for reduction", '"avg"', "'none', 'mean', 'sum'"),
    ...badOptions("a reduction in capitals", { reduction: "Mean" }, RangeError, "Mean is not a valid value for reduction", "'mean'"),
    ...badOptions("no reduction", { reduction: null }, RangeError, "null is not a valid value for reduction", "'none'"),
    ...badOptions("a number as reduction", { reduction: 3 }, RangeError, "3 is not a valid value for reduction", "the number 3", "'none'"),
    ...badOptions("a labelSmoothing above 1", { labelSmoothing: 1.5 }, RangeError, range, "Got: 1.5"),
    ...badOptions("a labelSmoothing below 0", { labelSmoothing: -0.1 }, RangeError, range, "Got: -0.1"),
    ...badOptions("NaN as labelSmoothing", { labelSmoothing: Number.NaN }, RangeError, range, "Got: NaN"),
    ...badOptions("a string as labelSmoothing", { labelSmoothing: "0.1" }, TypeError, `${kind}string`, '"0.1"'),
    ...badOptions("a fractional ignoreIndex", { ignoreIndex: 0.5 }, TypeError, "cross_entropy_loss(): argument 'ignore_index' (position 5) must be int, not number", "0.5"),
    ["an unknown reduction of nllLoss", ({ x, classes }) => F.nllLoss(x, classes, { reduction: js("batchmean") }),
     RangeError, "batchmean is not a valid value for reduction", "'none'"],
    ["an unknown reduction of new NLLLoss", () => new NLLLoss({ reduction: js("batchmean") }),
     RangeError, "batchmean is not a valid value for reduction", "'none'"],
    ["an ignoreIndex of new NLLLoss that is a string", () => new NLLLoss({ ignoreIndex: js("1") }),
     TypeError, "nll_loss_nd(): argument 'ignore_index' (position 5) must be int, not string", '"1"'],
  ]);
});

describe("oneHot", () => {
  const large = "Class values must be smaller than num_classes.";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["a class beyond numClasses", () => oneHot(tensor([0, 4]), 3),
     RangeError, large, "4", "target[1]", "3 classes"],
    ["a negative class", () => oneHot(tensor([-1]), 3),
     RangeError, "Class values must be non-negative.", "-1", "target[0]"],
    ["floating classes", ({ vector }) => oneHot(vector),
     TypeError, "one_hot is only applicable to index tensor", "float32", ".long()"],
    ["boolean classes", ({ bools }) => oneHot(bools),
     TypeError, "one_hot is only applicable to index tensor", "bool"],
    ["no classes to count", () => oneHot(ints([0])),
     RangeError, "Can not infer total number of classes from empty tensor.", "numClasses"],
    ["numClasses of 0", () => oneHot(tensor([1]), 0),
     RangeError, large, "0 classes"],
  ]);
});
