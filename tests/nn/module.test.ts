import { inspect } from "node:util";
import {
  CrossEntropyLoss,
  Linear,
  LogSoftmax,
  Module,
  NLLLoss,
  ones,
  Parameter,
  Softmax,
  Tensor,
  tensor,
} from "../../src";
import { runInNewProcess } from "../newProcess";

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
    import { Module, nn, tensor } from "./src";
    let forbidden = false;
    try { new Function("return 1")(); } catch (error) { forbidden = error instanceof EvalError; }
    class Double extends Module { forward(x) { return x.mul(2); } }
    const [x, y] = [tensor([[0.5, 0.3], [0.4, 0.8]]), tensor([0, 1])];
    const logProbs = new nn.LogSoftmax(1)(x);
    const same = new nn.NLLLoss()(logProbs, y).item().toFixed(6) === new nn.CrossEntropyLoss()(x, y).item().toFixed(6);
    console.log(JSON.stringify([forbidden, same, new nn.Softmax(1)(x).shape, new Double()(y).tolist()]));`;
  expect(runInNewProcess(script, ["--disallow-code-generation-from-strings"])).toEqual({
    status: 0,
    stdout: "[true,true,[2,2],[0,2]]\n",
    stderr: "",
  });
});

test("the four modules take exactly their tensors", () => {
  for (const module of [new Softmax(0), new LogSoftmax(0)]) expect(module(x)).toBeInstanceOf(Tensor);
  for (const module of [new NLLLoss(), new CrossEntropyLoss()]) {
    expect(module(x.logSoftmax(0), tensor(0))).toBeInstanceOf(Tensor);
    expect(() => (module as (...args: unknown[]) => Tensor)(x)).toThrow(TypeError);
  }
});

describe("properties of any name", () => {
  test("name, length, arguments and caller may be assigned, and declared as fields", () => {
    class Named extends Identity {
      constructor() {
        super();
        Object.assign(this, { name: "mine", length: 3, arguments: [1], caller: null });
      }
    }
    class Declared extends Identity {
      override name = "field";
      override length = 7;
    }
    expect({ ...new Named() }).toEqual({ name: "mine", length: 3, arguments: [1], caller: null });
    expect({ ...new Declared() }).toEqual({ name: "field", length: 7 });
    expect(Object.keys(new Identity())).toEqual([]);
    const plain = new Identity() as unknown as { readonly [name: string]: unknown };
    expect([plain["name"], plain["length"], plain["arguments"], plain["caller"]]).toEqual([
      "Identity",
      0,
      undefined,
      undefined,
    ]);
  });

  test("an assignment is the instance's own, and may be repeated", () => {
    const [a, b] = [new Scale(1), new Scale(2)] as unknown as { name: string }[];
    a!.name = "first";
    a!.name = "second";
    expect([a!.name, b!.name]).toEqual(["second", "Scale"]);
    expect(String(a)).toBe("Scale(factor=1)");
  });

  test("call, apply, bind and toString may be too, and the module is still called", () => {
    const module = Object.assign(new Identity(), { call: 1, apply: 2, bind: 3 }) as unknown as Identity;
    expect(module(x)).toBe(x);
  });
});

/** A module of modules. */
class Net extends Module<[x: Tensor], Tensor> {
  readonly scale = new Scale(3);
  readonly rate = 0.5;
  readonly loss = new CrossEntropyLoss({ weight: tensor([1, 2]) });

  override forward(x: Tensor): Tensor {
    return this.loss(this.scale(x), tensor(0));
  }
}

describe("modules within modules", () => {
  test("they print as PyTorch's, in the order of assignment", () => {
    const net = Object.assign(new Net(), { name: new Softmax(1) });
    const text =
      "Net(\n  (scale): Scale(factor=3)\n  (loss): CrossEntropyLoss()\n  (name): Softmax(dim=1)\n)";
    expect([String(net), inspect(net)]).toEqual([text, text]);
    const outer = Object.assign(new Scale(2), { net: new Net() });
    expect(String(outer)).toBe(
      "Scale(\n  factor=2\n  (net): Net(\n    (scale): Scale(factor=3)\n    (loss): CrossEntropyLoss()\n  )\n)",
    );
  });

  test("an extraRepr of several lines is indented", () => {
    class Wide extends Identity {
      protected override extraRepr(): string {
        return "a=1\nb=2";
      }
    }
    expect(String(new Wide())).toBe("Wide(\n  a=1\n  b=2\n)");
  });

  test("a module that is a part of itself ends", () => {
    const outer = new Identity();
    const inner = Object.assign(new Scale(1), { parent: outer });
    Object.assign(outer, { inner });
    expect(String(outer)).toBe(
      "Identity(\n  (inner): Scale(\n    factor=1\n    (parent): Identity(…)\n  )\n)",
    );
    expect(JSON.stringify(outer)).toBe("{}");
  });

  test("JSON holds the tensors of all of them, by PyTorch's names", () => {
    const net = Object.assign(new Net(), { gain: tensor(0.5) });
    expect(JSON.parse(JSON.stringify({ net }))).toEqual({
      net: {
        "loss.weight": { dtype: "int64", shape: [2], data: [1, 2] },
        gain: { dtype: "float32", shape: [], data: [0.5] },
      },
    });
    for (const module of [new Softmax(0), new NLLLoss(), new CrossEntropyLoss(), new Identity()])
      expect(JSON.stringify(module)).toBe("{}");
  });
});

describe("parameters", () => {
  class Head extends Module<[x: Tensor], Tensor> {
    readonly first = new Linear(3, 2);
    readonly gain = new Parameter(tensor(0.5));
    readonly second = new Linear(2, 2, { bias: false });
    readonly loss = new CrossEntropyLoss({ weight: tensor([1, 2]).float() });
    readonly tied = this.second.weight;
    readonly plain = tensor([1.5], { requiresGrad: true });

    override forward(x: Tensor): Tensor {
      return this.second(this.first(x)).mul(this.gain);
    }
  }
  const head = new Head();

  test("own ones come first, then those of modules, in the order of assignment, each once", () => {
    expect(head.namedParameters().map(([name]) => name)).toEqual([
      "gain",
      "tied",
      "first.weight",
      "first.bias",
    ]);
    expect(head.parameters()).toEqual(head.namedParameters().map(([, parameter]) => parameter));
    expect(head.parameters()[1]).toBe(head.second.weight);
    expect(Object.keys(head.stateDict())).toEqual([
      "gain",
      "tied",
      "plain",
      "first.weight",
      "first.bias",
      "second.weight",
      "loss.weight",
    ]);
    expect(new Softmax(1).parameters()).toEqual([]);
  });

  test("zeroGrad makes their gradients null, or zero where they are", () => {
    const learn = (): void =>
      head(tensor([[1, 2, 3]]).float())
        .sum()
        .backward();
    learn();
    const { grad } = head.gain;
    head.zeroGrad(false);
    expect(head.gain.grad).toBe(grad);
    for (const p of head.parameters()) expect(p.grad!.abs().sum().item()).toBe(0);
    learn();
    expect(head.gain.grad).toBe(grad);
    head.zeroGrad();
    for (const p of head.parameters()) expect(p.grad).toBeNull();
    head.zeroGrad(false);
    for (const p of head.parameters()) expect(p.grad).toBeNull();
    expect(() => head.zeroGrad(1 as never)).toThrow("argument 'set_to_none' must be bool");
  });

  test("zeroed and then added to twice, a gradient that nobody has read is the sum", () => {
    const linear = new Linear(20, 3);
    const x = ones([1, 20]);
    const learn = (): void => linear(x).sum().backward();
    learn();
    linear.zeroGrad(false);
    learn();
    learn();
    expect(linear.weight.grad!.tolist()).toEqual(new Array(3).fill(new Array(20).fill(2)));
  });

  test("a gradient that was zeroed unread, dropped and used again is no room for a second backward", () => {
    const linear = new Linear(20, 3);
    const x = ones([1, 20]);
    for (let i = 0; i < 3; i++) {
      linear(x).sum().backward();
      linear.zeroGrad(false);
      linear.zeroGrad();
    }
    linear(x).sum().backward();
    linear(x).sum().backward();
    expect(linear.weight.grad!.tolist()).toEqual(new Array(3).fill(new Array(20).fill(2)));
  });

  test("a module that holds itself has each of its parameters once", () => {
    const net = Object.assign(new Head(), { self: null as unknown });
    net.self = net;
    expect(net.parameters().length).toBe(4);
    expect(Object.keys(net.stateDict()).length).toBe(7);
  });
});
