import { jsonOfOther, notMetricJSON, otherOptions, outsideOf } from "../../src/metrics/errors";

test("a text is to be parsed first, anything else is only named", () => {
  expect(notMetricJSON("Accuracy", "{}").message).toMatch(/call JSON.parse on it first\.$/);
  expect(notMetricJSON("Accuracy", null).message).toMatch(/Got null\.$/);
});

test("of another metric the call is named that reads it", () => {
  expect(jsonOfOther("Accuracy", "Calibration").message).toMatch(/call metrics\.Calibration\.fromJSON\.$/);
  expect(jsonOfOther("Accuracy", undefined).message).toMatch(/Its metric is undefined\.$/);
});

test("a bound is named where there is one", () => {
  expect(outsideOf("Accuracy", "topK", 0, Infinity).message).toMatch(/from 1 up\. Got 0\.$/);
  expect(outsideOf("Calibration", "bins", 0, 99).message).toMatch(/from 1 to 99\. Got 0\.$/);
});

test("options are shown as JSON has them, a weight only as what it is", () => {
  expect(otherOptions("M", "weight", null, { dtype: "float32" }).message).toMatch(
    /null here and a tensor there/,
  );
});
