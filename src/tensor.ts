import { checkAttached, checkBoolean, checkDType, checkIntList } from "./arguments.ts";
import type { Node } from "./autograd.ts";
import { isRecording, leafNode, onesLike, opNode, runBackward } from "./autograd.ts";
import type { DType, TypedArray } from "./dtype.ts";
import { arrayClass, isDType, isFloating } from "./dtype.ts";
import {
  boolUnsupported,
  emptyReduction,
  frozenTensor,
  gatherDType,
  gatherIndex,
  gatherRank,
  gatherSize,
  gradientKind,
  gradientShape,
  gradKind,
  gradOfIntegersInPlace,
  gradSize,
  matmulDTypes,
  matmulShapes,
  meanOfIntegers,
  missingArgument,
  negativePower,
  noGraph,
  nonScalarBackward,
  notADataHolder,
  notALeaf,
  notATensor,
  notScalarOrTensor,
  permuteDuplicate,
  permuteLength,
  scalarOnly,
  sizeOfScalar,
  tooLarge,
} from "./errors/index.ts";
import { formatTensor } from "./format.ts";
import { inspect } from "./inspect.ts";
import type { NDArray } from "./ndarray.ts";
import { addTo, castTo, equals, withShape } from "./ops/broadcast.ts";
import * as elementwise from "./ops/elementwise.ts";
import { gather, gatherPositions } from "./ops/gather.ts";
import { matmul, matmulNode, productKind } from "./ops/matmul.ts";
import type { Needs, Op } from "./ops/op.ts";
import * as reduce from "./ops/reduce.ts";
import { logSoftmax, softmax } from "./ops/softmax.ts";
import { cast, clone, permute, reshape } from "./ops/view.ts";
import type { Rank } from "./promotion.ts";
import { resultType, scalar, scalarDType } from "./promotion.ts";
import { recycle } from "./recycling.ts";
import {
  broadcastShapes,
  inferShape,
  MAX_DIMS,
  normalizeDim,
  normalizeDims,
  numel,
  sameShape,
} from "./shape.ts";

/** Values in nested arrays, one level per dimension; the value itself for a scalar. */
export type Nested<T> = T | readonly Nested<T>[];

/** One dim, several, or all when left out. Negative dims count from the end. */
export type Dims = number | readonly number[];

/** The second operand of arithmetic. A plain number counts as PyTorch's Python scalar: `2` as an int, `2.5` as a float. */
export type Operand = Tensor | number | boolean;

/**
 * Runs an op on values and, where an input wants a gradient, records the way back: the only place that joins the two.
 *
 * @param name - PyTorch's name of the node, as printed tensors show it.
 */
export function apply<I extends readonly NDArray[], A extends readonly unknown[]>(
  name: string,
  op: Op<I, A>,
  inputs: readonly [...I],
  ...attrs: A
): Tensor {
  for (const input of inputs) checkAttached(name, input);
  const [y, pullback] = op(inputs as I, ...attrs);
  if (!isRecording() || !isFloating(y.dtype)) return new Tensor(y);
  const nodes = inputs.map((input) => (input instanceof Tensor ? input.node : null));
  if (nodes.every((node) => node === null)) return new Tensor(y);
  const needs = nodes.map((node) => node !== null) as unknown as Needs<I>;
  return new Tensor(
    y,
    opNode(name, nodes, (dy) => pullback(dy, needs), pullback.stateless === true),
  );
}

/**
 * An n-dimensional array with PyTorch's operations and gradients: contiguous, row-major, immutable by convention.
 * Make one with {@link tensor}, {@link asTensor}, {@link zeros} or {@link randn}. First derivatives only.
 */
export class Tensor implements NDArray {
  /** The elements in row-major order. Operations never change them. */
  readonly data: TypedArray;
  /** Sizes of the dimensions; empty for a scalar. */
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** @internal The place in the graph: null without gradient. */
  node: Node | null;
  #grad: Tensor | null = null;
  /** Whether somebody else may hold `#grad`. */
  #gradShared = false;

  /** @internal Wraps values, which are shared; users call {@link tensor} or {@link asTensor}. */
  constructor(values: NDArray, node: Node | null = null) {
    if (!isArrayOfItsShape(values) || (node !== null && !Array.isArray(node?.inputs)))
      throw notADataHolder(values);
    this.data = values.data;
    this.shape = values.shape;
    this.dtype = values.dtype;
    this.node = node;
  }

  /** True of tensors that a constructor made, not of objects that only inherit from the class. */
  static [Symbol.hasInstance](value: unknown): boolean {
    if (this !== Tensor) return Function.prototype[Symbol.hasInstance].call(this, value);
    return typeof value === "object" && value !== null && #grad in value;
  }

  /** Sum of the gradients that `backward` brought to this leaf; null before the first, and on computed tensors. */
  get grad(): Tensor | null {
    this.#gradShared = true;
    return this.#grad;
  }

  /** @throws TypeError for no Tensor, RangeError for one of another shape. */
  set grad(value: Tensor | null) {
    if (value !== null && !(value instanceof Tensor)) throw gradKind(value);
    if (value !== null && !sameShape(value.shape, this.shape)) throw gradSize(value.shape, this.shape);
    if (this.#grad !== null && !this.#gradShared) recycle(this.#grad.data);
    this.#grad = value;
    this.#gradShared = true;
  }

  /** Alias of `shape`, which makes a Tensor a `TensorLike` for ONNX Runtime. */
  get dims(): readonly number[] {
    return this.shape;
  }

  /** Number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Whether operations on this tensor are recorded for `backward`. */
  get requiresGrad(): boolean {
    return this.node !== null;
  }

  /** Number of elements. */
  numel(): number {
    return this.data.length;
  }

  /** The shape as a new array, or the size of one dim. */
  size(): number[];
  size(dim: number): number;
  size(dim?: number): number | number[] {
    if (dim === undefined) return [...this.shape];
    const d = normalizeDim(dim, this.ndim);
    if (this.ndim === 0) throw sizeOfScalar(dim);
    return this.shape[d]!;
  }

  /**
   * The single element as a JS value: a boolean for dtype bool, else a number (int64 beyond 2^53 loses its last bits).
   *
   * @throws RangeError unless there is exactly one element.
   */
  item<T extends number | boolean = number>(): T {
    if (this.data.length !== 1) throw scalarOnly(this.data.length);
    return this.valueAt(0) as T;
  }

  /** The elements in nested arrays, a JS value for a scalar. */
  tolist<T extends number | boolean = number>(): Nested<T> {
    if (this.shape.some((size) => size >= 2 ** 32)) throw tooLarge(this.shape, this.dtype); // for an Array
    let at = 0;
    const level = (d: number): Nested<T> =>
      d === this.ndim
        ? (this.valueAt(at++) as T)
        : Array.from({ length: this.shape[d]! }, () => level(d + 1));
    return level(0);
  }

  private valueAt(i: number): number | boolean {
    const value = this.data[i]!;
    return this.dtype === "bool" ? value !== 0 : Number(value);
  }

  /** PyTorch's text, such as `tensor([1., 2.], requires_grad=True)`. */
  toString(): string {
    const computed = this.node !== null && this.node.accumulate === null;
    return formatTensor(this, {
      requiresGrad: this.requiresGrad,
      gradFn: computed ? this.node?.name : undefined,
    });
  }

  /** What `console.log` and the REPL show. */
  [inspect](): string {
    return this.toString();
  }

  // Arithmetic, with broadcasting and type promotion

  add(other: Operand): Tensor {
    return this.arithmetic("add", "AddBackward0", elementwise.add, other);
  }

  sub(other: Operand): Tensor {
    const bools = [this.dtype, operandType("sub", other)].filter((dtype) => dtype === "bool").length;
    if (bools > 0) throw boolUnsupported(bools === 2 ? "sub" : "subOne");
    return this.arithmetic("sub", "SubBackward0", elementwise.sub, other);
  }

  mul(other: Operand): Tensor {
    return this.arithmetic("mul", "MulBackward0", elementwise.mul, other);
  }

  /** True division: integers give float32. */
  div(other: Operand): Tensor {
    const dtype = this.commonType("div", other);
    return this.arithmetic(
      "div",
      "DivBackward0",
      elementwise.div,
      other,
      isFloating(dtype) ? dtype : "float32",
    );
  }

  /** `this ** exponent`; integers stay integers. */
  pow(exponent: Operand): Tensor {
    const dtype = this.commonType("pow", exponent);
    if (dtype === "bool") throw boolUnsupported("pow");
    if (exponent instanceof Tensor)
      return this.arithmetic("pow", "PowBackward1", elementwise.pow, exponent, dtype);
    if (!isFloating(dtype) && Number(exponent) < 0) throw negativePower(Number(exponent));
    if (!isFloating(dtype)) return this.arithmetic("pow", "PowBackward0", elementwise.pow, exponent, dtype);
    return apply("PowBackward0", elementwise.powScalar, [this.to(dtype)], Number(exponent));
  }

  /** Elementwise equality, as bool. */
  eq(other: Operand): Tensor {
    const dtype = this.commonType("eq", other);
    return new Tensor(equals(this, other instanceof Tensor ? other : scalar(other, dtype), dtype));
  }

  neg(): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("neg");
    return apply("NegBackward0", elementwise.neg, [this]);
  }

  /** `e ** x`; integers give float32, as for `log` and `sqrt`. */
  exp(): Tensor {
    return apply("ExpBackward0", elementwise.exp, [this.floating()]);
  }

  /** Natural logarithm. */
  log(): Tensor {
    return apply("LogBackward0", elementwise.log, [this.floating()]);
  }

  sqrt(): Tensor {
    return apply("SqrtBackward0", elementwise.sqrt, [this.floating()]);
  }

  abs(): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("abs");
    return apply("AbsBackward0", elementwise.abs, [this]);
  }

  /** `max(x, 0)`. */
  relu(): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("relu");
    return apply("ReluBackward0", elementwise.relu, [this]);
  }

  // Reductions: over one dim, several, or all of them

  /** Integers and booleans are summed as int64; floats in double precision, rounded once. */
  sum(dim?: Dims, keepdim = false): Tensor {
    const dims = this.reduced("sum", dim, keepdim);
    return apply(isAll(dim, keepdim) ? "SumBackward0" : "SumBackward1", reduce.sum, [this], dims, keepdim);
  }

  mean(dim?: Dims, keepdim = false): Tensor {
    const dims = this.reduced("mean", dim, keepdim);
    if (!isFloating(this.dtype)) throw meanOfIntegers(this.dtype);
    return apply(isAll(dim, keepdim) ? "MeanBackward0" : "MeanBackward1", reduce.mean, [this], dims, keepdim);
  }

  /** The largest element; equal maxima share the gradient. */
  amax(dim?: Dims, keepdim = false): Tensor {
    const dims = this.reduced("amax", dim, keepdim);
    this.checkNotEmpty("amax", dims, dim === undefined || dim === null);
    return apply("AmaxBackward0", reduce.amax, [this], dims, keepdim);
  }

  /** Position of the first largest element along `dim`, or in the flattened tensor, as int64. */
  argmax(dim?: number, keepdim = false): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("argmax");
    checkBoolean("argmax", "keepdim", keepdim);
    if (dim === undefined || dim === null) {
      this.checkNotEmpty("argmax", [], true);
      const flat = reduce.argmax(withShape(this, [this.numel()]), 0, false);
      return new Tensor(
        keepdim
          ? withShape(
              flat,
              this.shape.map(() => 1),
            )
          : flat,
      );
    }
    const d = normalizeDim(dim, this.ndim);
    if (this.ndim > 0) this.checkNotEmpty("argmax", [d], false);
    return new Tensor(reduce.argmax(this, d, keepdim));
  }

  /** `log Σ exp(x)` without overflow. */
  logsumexp(dim: Dims, keepdim = false): Tensor {
    if (dim === undefined || dim === null) throw missingArgument("logsumexp", "dim");
    const x = this.floating();
    const dims = this.reduced("logsumexp", dim, keepdim);
    return apply("LogsumexpBackward0", reduce.logsumexp, [x], dims, keepdim);
  }

  // Softmax family and products

  /** `exp(x) / Σ exp(x)` along `dim`. Integers are promoted to float32. */
  softmax(dim: number): Tensor {
    const x = this.floating();
    return apply("SoftmaxBackward0", softmax, [x], normalizeDim(dim, this.ndim));
  }

  /** `log softmax(x)` along `dim`, without overflow. Integers are promoted to float32. */
  logSoftmax(dim: number): Tensor {
    const x = this.floating();
    return apply("LogSoftmaxBackward0", logSoftmax, [x], normalizeDim(dim, this.ndim));
  }

  /** Matrix product of the last two dims, broadcasting the dims before; vectors as in PyTorch. */
  matmul(other: Tensor): Tensor {
    if (!(other instanceof Tensor)) throw notATensor("matmul", "other", 1, other);
    const batch = numel(broadcastShapes(this.shape.slice(0, -2), other.shape.slice(0, -2)));
    const rows = other.shape.at(-2) ?? other.shape.at(-1);
    if (this.ndim === 0 || other.ndim === 0 || this.shape.at(-1) !== rows) {
      throw matmulShapes(this.shape, other.shape, batch);
    }
    if (this.dtype !== other.dtype) throw matmulDTypes(productKind(this, other), this.dtype, other.dtype);
    if (this.dtype === "bool") throw boolUnsupported(productKind(this, other));
    return apply(matmulNode(this, other), matmul, [this, other]);
  }

  /**
   * `y[i][j] = x[index[i][j]][j]` for `dim` 0, `x[i][index[i][j]]` for `dim` 1, and so on.
   *
   * @param index - int64 or int32, of as many dims; only along `dim` may it be larger than this tensor.
   */
  gather(dim: number, index: Tensor): Tensor {
    if (!(index instanceof Tensor)) throw notATensor("gather", "index", 2, index);
    const d = normalizeDim(dim, this.ndim);
    if (index.dtype !== "int64" && index.dtype !== "int32") throw gatherDType(index.dtype);
    const positions = this.checkedPositions(d, index);
    return apply("GatherBackward0", gather, [this], index, positions);
  }

  private checkedPositions(d: number, index: Tensor): Float64Array {
    if (index.numel() === 0) return new Float64Array(0);
    // A scalar counts as a tensor of one dim here, on both sides.
    if (Math.max(this.ndim, 1) !== Math.max(index.ndim, 1)) throw gatherRank(this.shape, index.shape);
    const shape = this.ndim === 0 ? [1] : this.shape;
    const values = index.ndim === 0 ? withShape(index, [1]) : index;
    const larger = shape.findIndex((size, k) => k !== d && values.shape[k]! > size);
    if (larger >= 0) throw gatherSize(this.shape, index.shape, d, larger);
    return gatherPositions(shape, d, values, (value, at) => gatherIndex(value, d, shape[d]!, at));
  }

  // Shape. transpose and permute copy: tensors are always contiguous

  /** The same elements under another shape; one size may be -1, which is inferred. */
  reshape(shape: readonly number[]): Tensor {
    const sizes = checkIntList("reshape", "shape", shape);
    return apply("ViewBackward0", reshape, [this], inferShape(sizes, this.shape));
  }

  /** Two dims exchanged. */
  transpose(dim0: number, dim1: number): Tensor {
    const a = normalizeDim(dim0, this.ndim);
    const b = normalizeDim(dim1, this.ndim);
    const order = this.shape.map((_, d) => (d === a ? b : d === b ? a : d));
    return apply("TransposeBackward0", permute, [this], order);
  }

  /** All dims in a new order: dim `d` of the result is dim `dims[d]` of this tensor. */
  permute(dims: readonly number[]): Tensor {
    const given = checkIntList("permute", "dims", dims);
    if (given.length !== this.ndim) throw permuteLength(this.ndim, given.length);
    const order = given.map((d) => normalizeDim(d, this.ndim));
    if (new Set(order).size !== order.length) throw permuteDuplicate(given);
    return apply("PermuteBackward0", permute, [this], order);
  }

  /** A new dim of size 1 before position `dim`. */
  unsqueeze(dim: number): Tensor {
    const d = normalizeDim(dim, this.ndim, this.ndim + 1);
    return apply(
      "UnsqueezeBackward0",
      reshape,
      [this],
      [...this.shape.slice(0, d), 1, ...this.shape.slice(d)],
    );
  }

  /** Without the dims of size 1, or without `dim` if its size is 1. */
  squeeze(dim?: number): Tensor {
    if (dim === undefined) {
      return apply(
        "SqueezeBackward0",
        reshape,
        [this],
        this.shape.filter((size) => size !== 1),
      );
    }
    const d = normalizeDim(dim, this.ndim);
    const shape = this.shape.filter((size, k) => k !== d || size !== 1);
    return apply("SqueezeBackward1", reshape, [this], shape);
  }

  // Types

  /** The values in another dtype; this tensor itself if it has that dtype already. */
  to(dtype: DType): Tensor {
    checkDType(dtype);
    return dtype === this.dtype ? this : apply("ToCopyBackward0", cast, [this], dtype);
  }

  /** As float32. */
  float(): Tensor {
    return this.to("float32");
  }

  /** As float64. */
  double(): Tensor {
    return this.to("float64");
  }

  /** As int64. */
  long(): Tensor {
    return this.to("int64");
  }

  // Autograd

  /**
   * Adds d(this)/d(leaf) to the `grad` of every leaf that this tensor was computed from.
   *
   * @param gradient - of the shape of this tensor; 1 when left out, which a scalar only may do.
   * @throws TypeError without a graph, RangeError on a non-scalar without `gradient` and on a second call.
   */
  backward(gradient?: Tensor): void {
    if (gradient !== undefined && gradient !== null && !(gradient instanceof Tensor))
      throw gradientKind(gradient);
    if (this.node === null) throw noGraph();
    if (gradient && !sameShape(gradient.shape, this.shape)) throw gradientShape(gradient.shape, this.shape);
    if (!gradient && this.numel() !== 1) throw nonScalarBackward(this.shape);
    runBackward(this.node, gradient ? castTo(gradient, this.dtype) : onesLike(this));
  }

  /** The same values without the graph; shares the data. */
  detach(): Tensor {
    return new Tensor(this);
  }

  /** A copy of the values that stays in the graph. */
  clone(): Tensor {
    return apply("CloneBackward0", clone, [this]);
  }

  /** Switches recording on or off for this leaf, in place; returns the tensor. */
  requiresGrad_(flag = true): this {
    checkBoolean("requires_grad_", "requires_grad", flag);
    const computed = this.node !== null && this.node.accumulate === null;
    if (computed && !flag) throw notALeaf();
    if (flag && !isFloating(this.dtype)) throw gradOfIntegersInPlace(this.dtype);
    if (Object.isFrozen(this)) throw frozenTensor(this);
    if (!flag) this.node = null;
    else this.node ??= leafNode((gradient) => this.addGrad(gradient));
    return this;
  }

  /** Prepares the new sum of gradients; calling the result stores it. */
  private addGrad(gradient: NDArray): () => void {
    const before = this.#grad;
    const sum = before && this.#gradShared ? elementwise.add([before, gradient], this.dtype)[0] : null;
    return () => {
      if (!this.requiresGrad) return; // switched off since the graph was recorded
      if (before !== null && sum === null) addTo(before, gradient);
      else this.grad = new Tensor(sum ?? gradient);
      this.#gradShared = false;
      if (before !== null) recycle(gradient.data);
    };
  }

  // Shared by the methods above

  /** Integers and booleans as float32, floats as they are. */
  private floating(): Tensor {
    return isFloating(this.dtype) ? this : this.to("float32");
  }

  /** The dtype in which an operation with `other` computes. */
  private commonType(call: string, other: Operand): DType {
    const rank = (x: Tensor): Rank => (x.ndim > 0 ? "dims" : "zeroDims");
    return resultType(
      this.dtype,
      rank(this),
      operandType(call, other),
      other instanceof Tensor ? rank(other) : "plain",
    );
  }

  private arithmetic(
    call: string,
    name: string,
    op: Op<[NDArray, NDArray], [dtype: DType]>,
    other: Operand,
    dtype = this.commonType(call, other),
  ): Tensor {
    return apply(name, op, [this, other instanceof Tensor ? other : scalar(other, dtype)], dtype);
  }

  private reduced(call: string, dim: Dims | undefined, keepdim: boolean): number[] {
    checkBoolean(call, "keepdim", keepdim);
    return normalizeDims(dim, this.ndim);
  }

  private checkNotEmpty(call: string, dims: readonly number[], all: boolean): void {
    if (this.numel() > 0) return;
    if (all) throw emptyReduction(call, this.shape, null);
    const empty = dims.find((d) => this.shape[d] === 0);
    if (empty !== undefined) throw emptyReduction(call, this.shape, empty);
  }
}

/** A new tensor over `values`, with gradient if asked. */
export function leaf(values: NDArray, requiresGrad: boolean): Tensor {
  const t = new Tensor(values);
  return requiresGrad ? t.requiresGrad_() : t;
}

/** Whether values can be a tensor's: plain JavaScript may call the constructor with anything. */
const isArrayOfItsShape = (values: NDArray | null | undefined): boolean =>
  Array.isArray(values?.shape) &&
  isDType(values?.dtype) &&
  values.data instanceof arrayClass(values.dtype) &&
  (values.data.length === numel(values.shape) || values.data.length === 0) &&
  values.shape.length <= MAX_DIMS;

/** Whether a reduction is PyTorch's overload without dims, which has another node. */
const isAll = (dim: Dims | undefined, keepdim: boolean): boolean =>
  (dim === undefined || dim === null) && !keepdim;

function operandType(call: string, other: Operand): DType {
  if (other instanceof Tensor) return other.dtype;
  if (typeof other !== "number" && typeof other !== "boolean") throw notScalarOrTensor(call, other);
  return scalarDType(other);
}
