import { setWarnings } from "../src";
import { type Library, warningsOf } from "./freshLibrary";

const implicitDim = (name: string): string =>
  `UserWarning: Implicit dimension choice for ${name} has been deprecated. Change the call to include dim=X as an argument.`;

test("softmax without dim warns once per process, in PyTorch's words", () => {
  const warnings = warningsOf(({ functional, tensor, Softmax }) => {
    const x = tensor([[1, 2]]);
    functional.softmax(x);
    functional.softmax(x);
    new Softmax()(x);
  });
  expect(warnings).toEqual([implicitDim("softmax")]);
});

test("the module alone warns like the function", () => {
  const warnings = warningsOf(({ LogSoftmax, tensor }) => {
    const module = new LogSoftmax();
    module(tensor([1, 2]));
    module(tensor([1, 2]));
  });
  expect(warnings).toEqual([implicitDim("log_softmax")]);
});

test("softmax and logSoftmax warn each for itself", () => {
  const warnings = warningsOf(({ functional, tensor }) => {
    functional.logSoftmax(tensor([1, 2]));
    functional.softmax(tensor([1, 2]));
  });
  expect(warnings).toEqual([implicitDim("log_softmax"), implicitDim("softmax")]);
});

test("a new process warns again", () => {
  const use = ({ functional, tensor }: Library) => functional.softmax(tensor([1, 2]));
  expect([warningsOf(use), warningsOf(use)]).toEqual([[implicitDim("softmax")], [implicitDim("softmax")]]);
});

test("calls that name their dim do not warn", () => {
  const warnings = warningsOf(({ functional, tensor, Softmax, CrossEntropyLoss }) => {
    const x = tensor([
      [1, 2],
      [3, 4],
    ]);
    functional.softmax(x, 0);
    functional.logSoftmax(x, -1);
    new Softmax(1)(x);
    new CrossEntropyLoss()(x, tensor([0, 1]));
  });
  expect(warnings).toEqual([]);
});

test("a topic is warned of once, whatever the message says later", () => {
  const warn = jest.spyOn(console, "warn").mockImplementation();
  jest.isolateModules(() => {
    const { warnOnce } = require("../src/console") as typeof import("../src/console");
    warnOnce("a", "first");
    warnOnce("a", "second");
    warnOnce("b", "third");
  });
  const calls = warn.mock.calls.slice();
  warn.mockRestore();
  expect(calls).toEqual([["UserWarning: first"], ["UserWarning: third"]]);
});

test("warnings can be switched off and on again", () => {
  const warnings = warningsOf(({ functional, setWarnings, tensor }) => {
    setWarnings(false);
    functional.softmax(tensor([1, 2]));
    functional.logSoftmax(tensor([1, 2]));
    setWarnings(true);
    functional.softmax(tensor([1, 2]));
  });
  expect(warnings).toEqual([implicitDim("softmax")]);
});

test("the switch is a boolean", () => {
  expect(() => setWarnings("no" as unknown as boolean)).toThrow(TypeError);
});
