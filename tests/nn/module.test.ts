import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { inspect } from "node:util";
import { CrossEntropyLoss, LogSoftmax, Module, NLLLoss, Softmax, Tensor, tensor } from "../../src";

/** A user's module: any arguments, any result. */
class Scale extends Module<[x: Tensor, times?: number], Tensor> {
  readonly factor: number;
  calls = 0;

  constructor(factor: number) {
    super();
    this.factor = factor;
  }

  override forward(x: Tensor, times = 1): Tensor {
    this.calls++;
    return x.mul(this.factor * times);
  }

  protected override extraRepr(): string {
    return `factor=${this.factor}`;
  }
}

/** A subclass of a subclass changes what the call does. */
class Shifted extends Scale {
  override forward(x: Tensor): Tensor {
    return super.forward(x).add(1);
  }
}

/** The least that a module is. */
class Identity extends Module<[x: Tensor], Tensor> {
  override forward(x: Tensor): Tensor {
    return x;
  }
}

const x = tensor([1, 2]);

test("calling a module runs its forward, with all arguments", () => {
  const scale = new Scale(3);
  expect(scale(x).tolist()).toEqual([3, 6]);
  expect(scale(x, 2).tolist()).toEqual(scale.forward(x, 2).tolist());
  expect(scale.calls).toBe(3);
});

test("an instance is of its class, of Module, and a function", () => {
  const shifted = new Shifted(3);
  for (const kind of [Shifted, Scale, Module, Function]) expect(shifted).toBeInstanceOf(kind);
  expect(new Scale(3)).not.toBeInstanceOf(Shifted);
  expect(shifted.constructor).toBe(Shifted);
  expect(typeof shifted).toBe("function");
  expect(shifted.name).toBe("Shifted");
});

test("a forward that is overridden, or replaced on the instance, is the one that is called", () => {
  expect(new Shifted(3)(x).tolist()).toEqual([4, 7]);
  const scale = new Scale(3);
  scale.forward = (input) => input.neg();
  expect(scale(x).tolist()).toEqual([-1, -2]);
});

test("instances keep their own fields", () => {
  const [two, three] = [new Scale(2), new Scale(3)];
  two(x);
  expect([two.factor, three.factor, two.calls, three.calls]).toEqual([2, 3, 1, 0]);
  expect(Object.keys(two).sort()).toEqual(["calls", "factor"]);
});

test("call, apply and bind are those of a function, and this stays the module", () => {
  const scale = new Scale(3);
  expect(scale.call(null, x, 2).tolist()).toEqual([6, 12]);
  expect(scale.apply(undefined, [x]).tolist()).toEqual([3, 6]);
  expect(scale.bind(null, x)(2).tolist()).toEqual([6, 12]);
  const { forward } = { forward: scale };
  expect([x].map((each) => forward(each))[0]!.tolist()).toEqual([3, 6]);
});

test("String, templates and console.log show the class and what extraRepr says", () => {
  for (const text of [String(new Scale(3)), `${new Scale(3)}`, inspect(new Scale(3))])
    expect(text).toBe("Scale(factor=3)");
  expect(inspect({ module: new Identity() })).toBe("{ module: Identity() }");
});

test("modules are callable where code may not be made from strings", () => {
  const script = `
    let forbidden = false;
    try { new Function("return 1")(); } catch (error) { forbidden = error instanceof EvalError; }
    const { nn, tensor, Module } = require("./src");
    class Double extends Module { forward(x) { return x.mul(2); } }
    const [x, y] = [tensor([[0.5, 0.3], [0.4, 0.8]]), tensor([0, 1])];
    const logProbs = new nn.LogSoftmax(1)(x);
    const same = new nn.NLLLoss()(logProbs, y).item().toFixed(6) === new nn.CrossEntropyLoss()(x, y).item().toFixed(6);
    console.log(JSON.stringify([forbidden, same, new nn.Softmax(1)(x).shape, new Double()(y).tolist()]));`;
  const flags = [
    "--disallow-code-generation-from-strings",
    "-r",
    "ts-node/register/transpile-only",
    "-e",
    script,
  ];
  const { stdout, stderr } = spawnSync(process.execPath, flags, {
    cwd: join(__dirname, "../.."),
    encoding: "utf8",
  });
  expect({ stdout, stderr }).toEqual({ stdout: "[true,true,[2,2],[0,2]]\n", stderr: "" });
});

test("the four modules take exactly their tensors", () => {
  for (const module of [new Softmax(0), new LogSoftmax(0)]) expect(module(x)).toBeInstanceOf(Tensor);
  for (const module of [new NLLLoss(), new CrossEntropyLoss()]) {
    expect(module(x, tensor(0))).toBeInstanceOf(Tensor);
    expect(() => (module as (...args: unknown[]) => Tensor)(x)).toThrow(TypeError);
  }
});
