import { functional, tensor, zeros } from "../../src";
import { refuses } from "../refusals";

refuses([
  [
    "a class that is as large as their number",
    ({ x }) => functional.crossEntropy(x, tensor([0, 3])),
    RangeError,
    "Target 3 is out of bounds.",
    "0 <= target < 3",
    "target[1]",
    "counted from 1?",
  ],
  [
    "a negative class in a batch of images",
    ({ images }) => functional.nllLoss(images, zeros([2, 4, 5], { dtype: "int64" }).sub(1)),
    RangeError,
    "Target -1 is out of bounds.",
    "target[0][0][0]",
  ],
]);
