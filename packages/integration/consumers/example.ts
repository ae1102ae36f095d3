/**
 * The README's example in TypeScript, and what the types have to say and to refuse: an `@ts-expect-error` above a line
 * without an error is itself an error, so that types which accept everything are found too.
 */

import {
  asTensor,
  CrossEntropyLoss,
  type DType,
  functional,
  Linear,
  manualSeed,
  Parameter,
  type Reduction,
  randn,
  Tensor,
  type TensorOptions,
  tensor,
  where,
  zeros,
} from "crossent";

// The types of the package must need neither a browser's nor Node's; here is all that this program needs of them.
declare const console: { log(value: unknown): void };

manualSeed(0);
const logits: Tensor = randn([2, 3], { requiresGrad: true });
const criterion: (input: Tensor, target: Tensor) => Tensor = new CrossEntropyLoss({ labelSmoothing: 0.1 });
const loss = criterion(logits, tensor([0, 2]));
loss.backward();
console.log(loss);
console.log(logits.grad);

try {
  // @ts-expect-error: no option has this name
  new CrossEntropyLoss({ labelSmothing: 0.1 });
} catch (error) {
  console.log(String(error));
}

// @ts-expect-error: no reduction has this name
export const reduction: Reduction = "avg";
// @ts-expect-error: there is a gradient only after backward()
export const gradient: Tensor = logits.grad;
// @ts-expect-error: a loss wants a target
export const forgotten = (): Tensor => criterion(logits);

// What types say of dtypes. Nothing of it runs.

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function is<A>(): <B>(value: B, equal: Equal<A, B>) => void;

export function dtypes(
  any: Tensor,
  unknown: unknown,
  options: TensorOptions,
  perhaps: { dtype?: "int64" },
): void {
  const x = zeros([2, 3], { requiresGrad: true });
  is<Tensor<"float32">>()(x, true);
  is<Float32Array>()(x.data, true);
  is<Tensor<"float32"> | null>()(x.grad, true);
  is<Tensor<"int64">>()(zeros([2], { dtype: "int64" }), true);
  is<Tensor>()(zeros([2], options), true);
  is<Tensor<"float32" | "int64">>()(zeros([2], perhaps), true);
  is<Tensor<"float32" | "int64">>()(zeros<"int64">([2]), true);
  is<Tensor<"float32" | "int64">>()(tensor([1, 2]), true);
  is<Tensor<"float32">>()(tensor([1, 2], { requiresGrad: true }), true);
  is<Tensor<"bool">>()(tensor([[true], [false]]), true);
  is<Tensor<"float64">>()(tensor(new Float64Array(2)), true);
  is<Tensor<"bool">>()(asTensor({ type: "bool", data: new Uint8Array(2), dims: [2] }), true);
  is<Tensor<"float32">>()(asTensor({ data: new Float32Array(2), dims: [2] }), true);

  is<Tensor<"float32">>()(x.add(1).mul(tensor([1, 2, 3])), true);
  is<Tensor<"float64">>()(x.double().div(2), true);
  is<Tensor<"int64">>()(x.gt(0).sum(), true);
  is<boolean>()(x.gt(0).all().item(), true);
  is<number>()(x.sum().item(), true);
  is<Tensor<"int64">>()(x.max(1).indices, true);
  is<Tensor<"float32">>()(where(x.gt(0), x, 0), true);
  is<Tensor<"float32">>()(new CrossEntropyLoss()(x, tensor([0, 2])), true);
  is<Tensor<"float32">>()(functional.crossEntropy(x.to("float16"), tensor([0, 2])), true);
  is<Float32Array>()(new Linear(3, 2).weight.data, true);
  is<Tensor<"float64">>()(new Linear(3, 2, { dtype: "float64" })(x.double()), true);
  is<BigInt64Array>()(functional.score(x, tensor([0, 2])).rank.data, true);

  is<Tensor>()(any.add(any), true);
  is<Tensor>()(any.exp().sum(), true);
  is<number>()(any.item(), true);
  is<boolean>()(any.item<boolean>(), true);
  const parameter: Parameter | null = unknown instanceof Parameter ? unknown : null;
  const dtype: DType | null = unknown instanceof Tensor ? unknown.dtype : null;
  is<Parameter | null>()(parameter, true);
  is<DType | null>()(dtype, true);
  let total: Tensor = tensor(0);
  total = total.add(x);
  any.grad = total;
  const parameters: Tensor[] = [new Parameter(x), new Linear(3, 2).weight, any];
  const loss: CrossEntropyLoss = new CrossEntropyLoss({ weight: tensor([1, 2, 3]) });
  const call: (input: Tensor, target: Tensor) => Tensor =
    parameters.length > 1 ? loss : functional.crossEntropy;
  call(any, any).backward();

  // @ts-expect-error: an element of float32 is a number
  const yes: boolean = x.sum().item();
  // @ts-expect-error: not every tensor is of float32
  const floats: Tensor<"float32"> = any;
  // @ts-expect-error: no dtype has this name
  zeros([2], { dtype: "float23" });
  // @ts-expect-error: no option has this name
  zeros([2], { dtpye: "int64" });
  // @ts-expect-error: the node of the graph is nobody's business
  x.node;
  is<boolean>()(yes, true);
  is<Tensor<"float32">>()(floats, true);
}
