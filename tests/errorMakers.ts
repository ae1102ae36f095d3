/** Everything that makes an error of the library, from wherever it stands. */

import * as argumentErrors from "../src/arguments";
import { backwardTwice, changedInPlace } from "../src/autograd";
import { unknownBackend } from "../src/backends/choose";
import { badThreadCount, notAThreadCount } from "../src/backends/threads/numThreads";
import * as lossErrors from "../src/functional/errors";
import {
  biasDims,
  biasDType,
  biasShape,
  linearShapes,
  noFeatures,
  weightDims,
} from "../src/functional/linear";
import {
  badChunkSize,
  ignoreGiven,
  inFeatures,
  inputDims,
  layerDTypes,
  linearBiasDType,
  linearBiasShape,
  linearWeightDims,
  unbatchedInput,
} from "../src/functional/linearCrossEntropy";
import * as metricErrors from "../src/metrics/errors";
import { classWeightShape } from "../src/nn/linearCrossEntropyLoss";
import { missingForward } from "../src/nn/module";
import { cannotLoad, notADict } from "../src/nn/stateDict";
import { asyncFunction } from "../src/noGrad";
import * as opErrors from "../src/ops/errors";
import * as optimErrors from "../src/optim/errors";
import * as randomErrors from "../src/random/errors";
import { bincountDType, bincountInput, bincountWeights, negativeMinlength } from "../src/tensor/bincount";
import * as choosingErrors from "../src/tensor/choosingErrors";
import { boundKind, boundOutside, noBounds } from "../src/tensor/clamp";
import { negativeTolerance, otherDType, toleranceKind } from "../src/tensor/comparisons";
import * as creationErrors from "../src/tensor/creationErrors";
import * as tensorErrors from "../src/tensor/errors";
import * as inPlaceErrors from "../src/tensor/inPlaceErrors";
import { correctionKind, keepdimOfAll, varianceOfIntegers } from "../src/tensor/reductionErrors";
import * as shapeErrors from "../src/values/errors";

/** Functions beside the makers that check an argument. */
export type Checks = `check${string}`;

export const makers = {
  ...(argumentErrors as Omit<typeof argumentErrors, Checks>),
  ...{ asyncFunction, backwardTwice, changedInPlace, missingForward, unknownBackend },
  ...{ badThreadCount, notAThreadCount },
  ...{ bincountDType, bincountInput, bincountWeights, negativeMinlength },
  ...{ boundKind, boundOutside, noBounds, negativeTolerance, otherDType, toleranceKind },
  ...{ correctionKind, keepdimOfAll, varianceOfIntegers },
  ...choosingErrors,
  ...{ biasDims, biasDType, biasShape, cannotLoad, linearShapes, noFeatures, notADict, weightDims },
  ...{ badChunkSize, ignoreGiven, inFeatures, inputDims, layerDTypes, linearBiasDType, linearBiasShape },
  ...{ linearWeightDims, unbatchedInput, classWeightShape },
  ...creationErrors,
  ...inPlaceErrors,
  ...lossErrors,
  ...metricErrors,
  ...opErrors,
  ...optimErrors,
  ...randomErrors,
  ...shapeErrors,
  ...tensorErrors,
};
