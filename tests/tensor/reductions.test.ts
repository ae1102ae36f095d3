import { refuses } from "../refusals";

describe("a reduction", () => {
  const unnamed =
    "Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with the 'dim' argument.";
  const integers =
    "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. Got: ";
  // biome-ignore format: a row is a call, and below it what the error says
  refuses([
    ["the maximum of nothing", ({ empty }) => empty.amax(),
     RangeError, `amax(): ${unnamed}`, "[2, 0]"],
    ["the place of the maximum of nothing", ({ empty }) => empty.argmax(),
     RangeError, `argmax(): ${unnamed}`, "[2, 0]"],
    ["the maximum along an empty dim", ({ empty }) => empty.amax(1),
     RangeError, "amax(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["the place of the maximum along an empty dim", ({ empty }) => empty.argmax(-1),
     RangeError, "argmax(): Expected reduction dim 1 to have non-zero size.", "[2, 0]"],
    ["the mean of integers", ({ classes }) => classes.mean(),
     TypeError, `${integers}Long`, ".float()"],
    ["the mean of booleans along a dim", ({ bools }) => bools.mean(0),
     TypeError, `${integers}Bool`, ".float()"],
  ]);
});
