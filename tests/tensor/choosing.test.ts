import { tensor, zeros } from "../../src";
import { refuses } from "../refusals";

describe("gather", () => {
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["an index that is too large", ({ x }) => x.gather(1, tensor([[0, 3]])),
     RangeError, "index 3 is out of bounds for dimension 1 with size 3", "element 1"],
    ["a negative index", ({ x }) => x.gather(0, tensor([[0], [-1]])),
     RangeError, "index -1 is out of bounds for dimension 0 with size 2", "element 1"],
    ["an index of fewer dims", ({ x, classes }) => x.gather(0, classes),
     RangeError, "Index tensor must have the same number of dimensions as input tensor", "[2] for [2, 3]"],
    ["an index that is too large in another dim", ({ x }) => x.gather(1, zeros([3, 3], { dtype: "int64" })),
     RangeError, "Size does not match at dimension 0 expected index [3, 3] to be ", "[2, 3] apart from dimension 1"],
    ["a floating index", ({ x }) => x.gather(1, tensor([[0.5]])),
     TypeError, "gather(): Expected dtype int", "float32", ".long()"],
  ]);
});
