import * as errors from "../../src/optim/errors";

test("what is out of range is a RangeError, what is of a wrong kind a TypeError", () => {
  const range = [
    errors.emptyParameters(),
    errors.badOption("a", 1),
    errors.badBeta(0, 1),
    errors.badNesterov(0, 1),
  ];
  const type = [
    errors.notParameters(3),
    errors.notAParameter(3, 0),
    errors.nonLeafParameter([2], 0),
    errors.notANumberOption("lr", "a"),
    errors.notBetas(3),
  ];
  for (const error of range) expect(error).toBeInstanceOf(RangeError);
  for (const error of type) expect(error).toBeInstanceOf(TypeError);
});
