import { tensor } from "../src";
import { type Checks, makers as errors } from "./errorMakers";

type Errors = typeof errors;

/** A batch of images, the largest shape that is met every day. */
const IMAGES = [16, 21, 256, 256];
const MASKS = [16, 256, 256, 1];
const LONG_TEXT = "a string that somebody has written without looking at the end of it";

/** Arguments for every error: ordinary ones, and the longest that people meet. The type misses none. */
const SAMPLES: { readonly [Name in Exclude<keyof Errors, Checks>]: readonly Parameters<Errors[Name]>[] } = {
  notATensor: [["cross_entropy_loss", "target", 2, new Float32Array(3)]],
  notAnInt: [["one_hot", "num_classes", LONG_TEXT, "[12]"]],
  notOptions: [
    ["cross_entropy", tensor([1, 2]), ["weight", "ignoreIndex", "reduction", "labelSmoothing"]],
    ["CrossEntropyLoss", LONG_TEXT, ["weight", "ignoreIndex", "reduction", "labelSmoothing"]],
  ],
  unknownOption: [["CrossEntropyLoss", LONG_TEXT, ["weight", "ignoreIndex", "reduction", "labelSmoothing"]]],
  unknownDType: [[LONG_TEXT]],
  missingArgument: [["logsumexp", "dim"]],
  missingForward: [["TemperatureScaledCrossEntropyLoss"]],
  notABoolean: [["requires_grad_", "requires_grad", LONG_TEXT]],
  notAFunction: [["noGrad", LONG_TEXT]],
  asyncFunction: [["noGrad"], ["noGrad", "generator"]],

  bincountDType: [["float32"]],
  bincountInput: [
    [IMAGES, null],
    [[1_048_576], -9007199254740991],
  ],
  bincountWeights: [[IMAGES, 1_048_576]],
  negativeMinlength: [[-1]],
  noBounds: [[]],
  boundKind: [[LONG_TEXT]],
  boundOutside: [["min", -1.7976931348623157e308, "uint8"]],
  toleranceKind: [["rtol", LONG_TEXT]],
  negativeTolerance: [["atol", -0.015625]],
  otherDType: [["float64", "float32"]],
  correctionKind: [["std", LONG_TEXT]],
  keepdimOfAll: [["max"]],
  varianceOfIntegers: [["int64"]],

  nonScalarBackward: [[IMAGES]],
  noGraph: [[]],
  backwardTwice: [["LogSoftmaxBackward0"]],
  gradientKind: [[[1, 2]]],
  gradientShape: [[IMAGES, MASKS]],
  notForHalf: [["bfloat16"]],
  gradKind: [[[1, 2]]],
  gradDType: [["float64", "float32"]],
  gradSize: [[IMAGES, MASKS]],
  frozenTensor: [[tensor([1, 2])]],
  notALeaf: [[]],
  ownGrad: [[IMAGES]],
  changedInPlace: [
    [tensor([[1.5]]), 0, 1, null],
    [tensor([[1.5]]), 1, 2, "MulBackward0"],
  ],
  leafInPlace: [[IMAGES]],
  sharedInPlace: [
    [IMAGES, true],
    [IMAGES, false],
  ],
  outputShape: [[MASKS, IMAGES]],
  outputType: [["float64", "uint8"]],
  alphaKind: [["add_", LONG_TEXT]],
  booleanAlpha: [["float64"]],
  fractionalAlpha: [[-0.015625, "uint8"]],
  doesNotFit: [[-1.7976931348623157e308, "float32", "float"]],
  fillDims: [[4, IMAGES]],

  ragged: [[1024, 1, 1023, [511]]],
  notASequence: [[LONG_TEXT, [1, 2]]],
  notANumber: [LONG_TEXT, Promise.resolve(1), new SharedArrayBuffer(8)].map((got) => [got, [511, 12]]),
  tooManyLevels: [[64]],
  unequalTensors: [[IMAGES, [16, 21, 256, 255], [511]]],
  longOverflow: [[-(2n ** 200n), "data[511][12]"]],
  outsideOfData: [["tensor", IMAGES, [1376256, 65536, 256, 1], 1048576, 22020096]],
  notAJSONElement: [["asTensor", LONG_TEXT, "float32", "data[22020096]"]],
  notOneElement: [[IMAGES]],
  iterationOfScalar: [[]],
  notAScalar: [["full", "fill_value", 2, LONG_TEXT]],
  detachedBuffer: [["asTensor"]],
  resizedBuffer: [["Tensor", 22020096, IMAGES]],
  arangeOfBool: [[]],
  linspaceOfBool: [[]],
  negativeSteps: [[-1]],
  negativeSize: [["n", -1]],
  tensorOfTensor: [[]],
  tooManyDims: [[64, 1048576]],
  noDTypeForArray: [["asTensor", new Uint8ClampedArray(3)]],
  notTensorLike: [
    ["asTensor", LONG_TEXT, null],
    ["asTensor", Promise.resolve(1), null],
    ["asTensor", new SharedArrayBuffer(8), null],
    ...[Promise.resolve(1), () => 1, new SharedArrayBuffer(8), [1], null, LONG_TEXT, new Float32Array(2)].map(
      (data): ["asTensor", object, { data: unknown; dims: unknown; shape: unknown }] => [
        "asTensor",
        { data },
        { data, dims: undefined, shape: undefined },
      ],
    ),
    ["asTensor", {}, { data: new Float32Array(2), dims: new BigInt64Array(2), shape: undefined }],
  ],
  notOnCPU: [
    ["asTensor", "gpu-buffer"],
    ["asTensor", "none"],
  ],
  notADataHolder: [[LONG_TEXT]],
  stridedData: [["asTensor", [1, -1024, 65536, 1], [1024, 64, 256, 256]]],
  sizeMismatch: [["asTensor", 22020096, IMAGES]],
  typeMismatch: [["asTensor", "float32", new BigInt64Array(1)]],
  overflow: [[-12345678901234, "int32", "data[511][12]"]],
  gradOfIntegers: [["int64"]],
  gradOfIntegersInPlace: [["int64"]],
  arangeTooLarge: [[-9007199254740991, 9007199254740991, 0.333333333333333, 5.40431955284459e16]],
  arangeError: [
    [0.001, 123456789.25, -0.333333333333333, -0.333333333333333],
    [0.001, 123456789.25, 0, 0],
    [0.001, Number.POSITIVE_INFINITY, 0.333333333333333, 0.333333333333333],
  ],

  badReduction: [
    [LONG_TEXT, ["none", "mean", "sum", "batchmean"]],
    [3, ["none", "mean", "sum"]],
  ],
  badSmoothing: [[1.5], [LONG_TEXT]],
  badIgnoreIndex: [["cross_entropy_loss", LONG_TEXT]],
  badNormalizer: [
    ["cross_entropy_loss", 0],
    ["cross_entropy_loss", LONG_TEXT],
  ],
  normalizerWithout: [["cross_entropy_loss", 1234.5, "none"]],
  noClassDim: [[[]]],
  targetOutOfBounds: [
    ["1000", "target[15][255][255]", 1000, -100],
    ["255", "target[15][255][255]", 21, -100],
    ["1", "target[15][255][255]", 1, -100],
  ],
  targetShape: [
    [[1000], [3, 4]],
    [[1000], [3]],
    [[50257], [50257, 50257]],
    [
      [16, 1024],
      [16, 50257, 1024],
    ],
    [[16, 256, 256], IMAGES],
    [IMAGES, [8, 256, 256]],
    [
      [128, 1000],
      [128, 1],
    ],
    [IMAGES, [16]],
    [IMAGES, [16, 128, 128]],
    [
      [16, 256, 256, 21],
      [16, 256, 256],
    ],
    [
      [16, 1024, 50257],
      [16, 1024],
    ],
  ],
  indexTargetDType: [["float64"], ["float64", false]],
  lineTargetShape: [
    [IMAGES, [16, 21, 256, 255], 3],
    [IMAGES, [16, 256, 256], 3],
  ],
  badTemperature: [[0], [LONG_TEXT]],
  notOneHot: [["int64", IMAGES, "row 1048575"]],
  ignoreWithProbabilities: [[255]],
  weightShape: [["cross_entropy: ", 1000, [1, 1000]]],
  weightDType: [["float32", "float64"]],
  weightGradient: [[2], [4]],
  notFloating: [["log_softmax", "int64"]],
  oneHotError: [
    ["dtype", "Got float32; call .long() first."],
    ["negative", "Got -1 at target[15][255][255]."],
    ["large", "Got 1000 at target[15][255][255] with 1000 classes."],
    ["empty", "Give numClasses."],
  ],

  scalarOnly: [[22020096]],
  boolUnsupported: (
    ["neg", "sub", "subOne", "relu", "abs", "pow", "argmax", "dot", "mv", "mm", "bmm"] as const
  ).map((call) => [call]),
  negativePower: [[-2]],
  meanOfIntegers: [["int64"]],
  notScalarOrTensor: [["add", "other", LONG_TEXT]],
  matmulDTypes: (["dot", "mv", "mm", "bmm", "addmm"] as const).map((kind) => [kind, "float32", "float64"]),
  matmulShapes: [
    [[], IMAGES, 1],
    [[128], [1000], 1],
    [[128, 1000], [128], 1],
    [[128, 1000], [128, 1000], 1],
    [IMAGES, [16, 21, 128, 256], 336],
  ],
  gatherDType: [["float32"]],
  gatherRank: [[IMAGES, [16, 256, 256]]],
  gatherSize: [[IMAGES, [16, 21, 256, 512], 1, 3]],
  gatherIndex: [[50257, 1, 50257, 1048575]],

  ofScalar: [["narrow"]],
  selectOutside: [
    [-50257, 3, IMAGES],
    [0, 1, [16, 0, 256, 256]],
  ],
  narrowLength: [[-1]],
  narrowStart: [
    [50258, 50257, null],
    [50256, 50257, 1024],
  ],
  sliceStep: [[-1]],
  indexSelectDType: [["float32"], ["bool"]],
  indexSelectDims: [[IMAGES]],
  indexSelectOfScalar: [[50257]],
  indexSelectOutside: [[50257, 1, 50257, 1048575]],
  maskDType: [["uint8"]],
  fillMaskDType: [["uint8"]],
  fillValueDims: [[IMAGES]],
  conditionDType: [["float32"]],
  notTensors: [["stack", LONG_TEXT]],
  notATensorInList: [[LONG_TEXT, 511]],
  nothingToJoin: [["cat"], ["stack"]],
  catOfScalar: [[511]],
  catDims: [[4, 3, 511]],
  catSizes: [[3, 50257, 50256, 511]],
  stackSizes: [[IMAGES, [16, 21, 256, 255], 511]],
  expandLength: [[IMAGES, [16, 256, 256], "float32"]],
  expandSize: [
    [[16, -1, 256, 256], [256, 256], 1, null],
    [[16, 21, 256, 255], IMAGES, 3, 256],
  ],
  flattenOrder: [[3, 1]],
  tooManyDimsToTranspose: [[IMAGES]],
  topkOutside: [[50258, 50257]],
  topkOfBool: [[]],
  notAThreadCount: [[LONG_TEXT], [1.5], [null]],
  badThreadCount: [[0], [-1], [2 ** 40]],
  unknownBackend: [[LONG_TEXT, ["relaxed-simd", "simd128", "reference"]]],

  badSeed: [[2 ** 60], [0.5], [LONG_TEXT]],
  randomDType: [["randn", "int64"]],
  emptyRange: [[9007199254740991, -9007199254740991]],
  randomBound: [["to - 1", 9007199254740991, "uint8", 0, 255]],
  permutationDType: [[]],
  permutationLimit: [
    [16777218, "float32", 16777216],
    [300, "uint8", 255],
  ],
  notAGenerator: [["randperm", LONG_TEXT]],

  dimOutOfRange: [
    [4, 4, 4],
    [LONG_TEXT, 4, 4],
  ],
  sizeOfScalar: [[-1]],
  duplicateDim: [[1]],
  broadcastError: [[IMAGES, [16, 21, 256, 255], 3]],
  notAShape: [
    ["reshape", "shape", LONG_TEXT],
    ["randn", "size", 9007199254740991, 9007199254740991],
  ],
  negativeDimension: [
    ["zeros", -1, IMAGES],
    ["rand", -1, IMAGES],
  ],
  tooLarge: [
    [[65536, 65536, 65536, 65536], "int64"],
    [[65536, 65536, 65536, 65536], "float64"],
  ],
  invalidReshape: [
    [[16, -2, 256, 256], IMAGES, 22020096],
    [[16, -1, 256, -1], IMAGES, 22020096],
    [[0, -1], [0, 21, 256, 256], 0],
    [[16, 21, 65535], IMAGES, 22020096],
  ],
  permuteLength: [[4, 3]],
  permuteDuplicate: [[[0, 3, 1, 1]]],
  noFeatures: [[IMAGES, []]],
  weightDims: [[[1000]], [IMAGES]],
  linearShapes: [
    [[128, 1000], [32000, 768], true],
    [IMAGES, [32000, 768], false],
  ],
  inputDims: [[IMAGES]],
  linearWeightDims: [[[768]]],
  inFeatures: [
    [
      [128, 768],
      [768, 32000],
    ],
    [
      [128, 768],
      [32000, 512],
    ],
  ],
  linearBiasShape: [[[32000], [768]]],
  unbatchedInput: [[[768], [32000, 4, 768]]],
  ignoreGiven: [[-100]],
  layerDTypes: [["float64", "float32"]],
  linearBiasDType: [["float32", "float64"]],
  badChunkSize: [[0], ["64"]],
  classWeightShape: [[32000, [768]]],
  biasDType: [["float64", "float32"]],
  biasShape: [
    [[768], "float32", [64, 32000], 1],
    [[1, 1, 32000], "float64", [64, 32000], -1],
  ],
  biasDims: [[[1, 1], [32000]]],
  cannotLoad: [], // has a line for each complaint, as PyTorch's
  notADict: [[LONG_TEXT]],

  otherMetric: [["CrossEntropy", "a metrics.Calibration"]],
  otherOptions: [
    ["CrossEntropy", "labelSmoothing", 0.015625, 0.333333333333333],
    ["CrossEntropy", "weight", { dtype: "float32" }, null],
  ],
  outsideOf: [
    ["Accuracy", "topK", -9007199254740991, Infinity],
    ["Calibration", "bins", -9007199254740991, 10_000],
  ],
  notMetricJSON: [
    ["CrossEntropy", LONG_TEXT],
    ["CrossEntropy", tensor([1, 2])],
  ],
  jsonOfOther: [
    ["CrossEntropy", LONG_TEXT],
    ["CrossEntropy", 3],
  ],
  jsonVersion: [["CrossEntropy", LONG_TEXT, 1]],
  jsonPart: [["CrossEntropy", "state.bins[9999]", LONG_TEXT]],

  emptyParameters: [[]],
  notParameters: [[tensor([1, 2])], [LONG_TEXT]],
  notAParameter: [[LONG_TEXT, 12]],
  nonLeafParameter: [[IMAGES, 12]],
  notANumberOption: [["weight_decay", LONG_TEXT]],
  badOption: [["weight_decay value", -1.7976931348623157e308]],
  badBeta: [[1, -1.7976931348623157e308]],
  notBetas: [[LONG_TEXT]],
  badNesterov: [[0.9, -1.7976931348623157e308]],

  emptyReduction: [
    ["argmax", [16, 0, 256, 256], null],
    ["argmax", [16, 0, 256, 256], 1],
  ],
};

/** Three lines of a terminal of 80 columns, with the error's name in front. */
const MOST = 240;

const makers: { readonly [name: string]: (...args: readonly never[]) => Error } = errors;
const thrown = Object.entries(SAMPLES).flatMap(([name, calls]) =>
  (calls as readonly (readonly never[])[]).map((args) => makers[name]!(...args)),
);
const texts = thrown.map(({ name, message }) => `${name}: ${message}`);

test("an error fits three lines of a terminal of 80 columns", () => {
  // PyTorch's own sentence fills them, where it says which node a changed tensor came out of.
  const ours = texts.filter((text) => !text.includes("has been modified by an inplace operation"));
  expect(ours.filter((text) => text.length > MOST).map((text) => `${text.length} ${text}`)).toEqual([]);
});

test("an error is one line of whole sentences that name no undefined value", () => {
  expect(texts.filter((text) => !/^(Type|Range)Error: [^\n]*[.?]$/.test(text))).toEqual([]);
  expect(texts.filter((text) => /undefined|NaN|\[object/.test(text))).toEqual([]);
});
