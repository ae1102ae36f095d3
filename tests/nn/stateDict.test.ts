import { CrossEntropyLoss, Linear, Module, ones, Softmax, type Tensor, tensor, zeros } from "../../src";

class Net extends Module<[x: Tensor], Tensor> {
  readonly fc = new Linear(3, 2);
  readonly act = new Softmax(1);
  readonly out = new Linear(2, 2, { bias: false });
  readonly tied = this.out;

  override forward(x: Tensor): Tensor {
    return this.out(this.act(this.fc(x)));
  }
}

const names = ["fc.weight", "fc.bias", "out.weight", "tied.weight"];
const values = (net: Module<never, unknown>): unknown =>
  Object.values(net.stateDict()).map((t) => t.tolist());

test("a state dict has every name, that of a module found twice too, and shares the elements without the graph", () => {
  const net = new Net();
  const dict = net.stateDict();
  expect(Object.keys(dict)).toEqual(names);
  expect(dict["fc.weight"]!.data).toBe(net.fc.weight.data);
  expect(dict["fc.weight"]!.requiresGrad).toBe(false);
});

test("loading copies where the elements are, and keeps parameter, gradient and graph", () => {
  const [net, other] = [new Net(), new Net()];
  const { weight } = net.fc;
  net(ones([1, 3]))
    .sum()
    .backward();
  const { grad, data } = weight;
  net.loadStateDict(other.stateDict());
  expect(values(net)).toEqual(values(other));
  expect([net.fc.weight, weight.data, weight.grad, weight.requiresGrad]).toEqual([weight, data, grad, true]);
  expect(weight.data).toBe(data);
  expect(weight.data).not.toBe(other.fc.weight.data);
  net.loadStateDict(net.stateDict());
  expect(values(net)).toEqual(values(other));
});

test("a backward whose values were loaded over is refused", () => {
  const net = new Net();
  const y = net(ones([1, 3])).sum();
  net.loadStateDict(new Net().stateDict());
  expect(() => y.backward()).toThrow("modified by an inplace operation");
});

test("JSON is a state dict, and what is parsed of it can be loaded", () => {
  const [net, other] = [new Net(), new Net()];
  const text = JSON.stringify(other);
  expect(text).toBe(JSON.stringify(other.stateDict()));
  net.loadStateDict(JSON.parse(text));
  expect(values(net)).toEqual(values(other));
});

test("a dtype is converted, as in PyTorch; tensors that are no parameters are loaded, too", () => {
  const net = new Linear(1, 2);
  net.loadStateDict({ weight: tensor([[1], [2]]), bias: tensor([0.5, 1.5], { dtype: "float64" }) });
  expect(values(net)).toEqual([
    [[1], [2]],
    [0.5, 1.5],
  ]);
  expect(net.bias!.dtype).toBe("float32");
  const loss = new CrossEntropyLoss({ weight: zeros([2]) });
  loss.loadStateDict({ weight: tensor([1, 2]) });
  expect(loss.weight!.tolist()).toEqual([1, 2]);
});

test("all that does not fit is named in PyTorch's words, and nothing is loaded", () => {
  const net = new Net();
  const before = values(net);
  const dict = {
    "fc.bias": ones([5]),
    "tied.weight": ones([2, 2]),
    x: ones([1]),
    y: ones([1]),
  };
  const load = (): void => net.loadStateDict(dict);
  expect(load).toThrow(RangeError);
  expect(load).toThrow(
    "Error(s) in loading state_dict for Net:\n" +
      '\tMissing key(s) in state_dict: "fc.weight", "out.weight". \n' +
      '\tUnexpected key(s) in state_dict: "x", "y". \n' +
      "\tsize mismatch for fc.bias: copying a param with shape torch.Size([5]) from checkpoint, the shape in current model " +
      "is torch.Size([2]).\nNothing of the given object was loaded.",
  );
  expect(values(net)).toEqual(before);
});

test("what is no tensor is named", () => {
  const net = new Linear(1, 1);
  expect(() => net.loadStateDict({ weight: 3, bias: null } as never)).toThrow(
    "Error(s) in loading state_dict for Linear:\n" +
      '\tWhile copying the parameter named "weight", expected torch.Tensor or Tensor-like object from checkpoint but received ' +
      "number: the number 3.\n" +
      '\tWhile copying the parameter named "bias", expected torch.Tensor or Tensor-like object from checkpoint but received null',
  );
  for (const bad of [null, undefined, 3, "a", [1], ones([1]), new Linear(1, 1)])
    expect(() => net.loadStateDict(bad as never)).toThrow("Expected state_dict to be dict-like, got ");
});

test("names that an object inherits are none of the dict", () => {
  const inherited = Object.create({ weight: ones([1, 1]), bias: ones([1]) });
  expect(() => new Linear(1, 1).loadStateDict(inherited)).toThrow(
    'Missing key(s) in state_dict: "weight", "bias". ',
  );
});
