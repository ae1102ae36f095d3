/**
 * The class Tensor, to be read from top to bottom: what each method does. How stands in the files beside this one, by idea:
 * arithmetic, reductions, shapes and so on; what is private to a tensor in core.ts.
 */

import { checkDType, tooManyDims } from "../arguments.ts";
import type { Node } from "../autograd.ts";
import { inspect } from "../console.ts";
import { knowTensors } from "../describe.ts";
import type { DType, FloatDType } from "../dtype.ts";
import { logSoftmax, softmax } from "../ops/softmax.ts";
import { cast, clone } from "../ops/view.ts";
import type {
  ArrayOf,
  FloatOf,
  GradientOf,
  ItemOf,
  LossOf,
  Promoted,
  SumOf,
  TruthOf,
} from "../resultTypes.ts";
import { shownData } from "../values/half.ts";
import type { NDArray } from "../values/ndarray.ts";
import { MAX_DIMS, normalizeDim, SCALAR } from "../values/shape.ts";
import * as arithmetic from "./arithmetic.ts";
import { bincount } from "./bincount.ts";
import * as choosing from "./choosing.ts";
import { clamp } from "./clamp.ts";
import * as comparisons from "./comparisons.ts";
import type { Result } from "./core.ts";
import {
  applyToStored,
  Core,
  checkOurs,
  floating,
  isOf,
  isTensor,
  knowClass,
  readableOf,
  storedOf,
} from "./core.ts";
import { notADataHolder } from "./creationErrors.ts";
import { formatTensor } from "./format.ts";
import * as gradients from "./gradients.ts";
import * as inPlace from "./inPlace.ts";
import * as javascript from "./javascript.ts";
import type { TensorJSON } from "./json.ts";
import { toJSON } from "./json.ts";
import { matmul } from "./matmul.ts";
import * as ordering from "./ordering.ts";
import * as reductions from "./reductions.ts";
import * as shapes from "./shapes.ts";

/** Values in nested arrays, one level per dimension; the value itself for a scalar: `[[1, 2], [3, 4]]`. */
export type Nested<T> = T | readonly Nested<T>[];

/** One dim or several; an empty list means all. Negative dims count from the end: −1 is the last. */
export type Dims = number | readonly number[];

/**
 * The second operand of arithmetic. A plain value counts as PyTorch's Python scalar: `2` as an int, `2.5` as a float,
 * `true` as a bool. It widens the kind of the result (int to float), never its size (float32 to float64).
 */
export type Operand = Tensor | number | boolean;

/** What an operand is to {@link Promoted}. */
export type KindOf<O extends Operand> = O extends Tensor
  ? O["dtype"]
  : O extends number
    ? "number"
    : "boolean";

/** The dtype that a plain value gives a new tensor: TypeScript does not tell `1` from `1.5`. */
export type PlainOf<V extends number | boolean> = Promoted[KindOf<V>]["boolean"];

/** Elements, and their positions along a dim. */
export interface ValuesAndIndices<out D extends DType = DType> {
  /** The elements, which have a gradient. */
  readonly values: Tensor<D>;
  /** Where they were along the dim, of the same shape. */
  readonly indices: Tensor<"int64">;
}

/** Options of {@link Tensor.add_} and {@link Tensor.sub_}. */
export interface AlphaOptions {
  /** What the operand is multiplied with; a whole number for integers. Default 1. */
  readonly alpha?: number;
}

/** Options of {@link Tensor.allclose}. */
export interface AllcloseOptions {
  /** How far apart two numbers may be, as a share of the second. Default 1e-5. */
  readonly rtol?: number;
  /** How far apart they may be beyond that. Default 1e-8. */
  readonly atol?: number;
  /** Whether NaN is close to NaN. Default false. */
  readonly equalNan?: boolean;
}

/** Options of {@link Tensor.std} and {@link Tensor.var}. */
export interface VarianceOptions {
  /** What is subtracted from the number of elements: 1 for a sample, 0 for a whole population. Default 1. */
  readonly correction?: number;
}

/** Outside of the class, whose body does not name it: bundlers would call it `_Tensor`, and a browser's console too. */
const isBase = (Class: unknown): boolean => Class === Tensor;

let lastFrozen = SCALAR;

/** The shape, frozen. Freezing costs 60 ns, and 25 where it is done: most results have the shape of their input. */
function frozen(shape: readonly number[]): readonly number[] {
  if (shape !== lastFrozen && shape !== SCALAR) lastFrozen = Object.freeze(shape);
  return shape;
}

/** What the constructor wants to see: that it is called from this file. */
const OURS = Symbol("made by an operation");

/**
 * An n-dimensional array with PyTorch's operations and gradients: contiguous, row-major. Methods whose name ends in `_`
 * change it in place, no others do.
 *
 * Make one with {@link tensor}, {@link asTensor}, {@link zeros} or {@link randn}. Negative dims count from the end
 * everywhere. Gradients are first derivatives only.
 *
 * The type argument is the dtype, as far as the compiler knows: the `data` of a `Tensor<"float32">` are a Float32Array. A plain
 * `Tensor` is of any dtype; `float()`, `long()` and `to` make a known one of it.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * x.mul(x).sum().backward();
 * x.grad;
 * // tensor([[2., 4.],
 * //         [6., 8.]])
 * @see torch.Tensor
 */
export class Tensor<out D extends DType = DType> {
  /** The elements in row-major order: bigints for int64, 0 and 1 for bool. Methods in place write to this very array. */
  readonly data: ArrayOf[D];
  /** Sizes of the dimensions; empty for a scalar. */
  readonly shape: readonly number[];
  /** Element type, such as `'float32'`. */
  readonly dtype: D;
  readonly #core: Core;

  static {
    knowTensors(this);
    knowClass({
      prototype: this.prototype,
      isTensor: (value): value is Tensor => typeof value === "object" && value !== null && #core in value,
      coreOf: (t) => t.#core,
      make: (values, node) => new this(values, node, OURS),
    });
  }

  /**
   * For subclasses, which begin with the values of a tensor; everybody else calls {@link tensor} or {@link asTensor}.
   *
   * @throws TypeError for anything but a tensor.
   */
  constructor(values: Tensor<D>);
  /** @internal */
  constructor(values: NDArray, node: Node | null, key: symbol);
  constructor(values: NDArray, node: Node | null = null, key?: symbol) {
    const made = key === OURS ? values : ofTensor(values);
    const { data, shape, dtype } = made;
    if (shape.length > MAX_DIMS) throw tooManyDims(MAX_DIMS, shape.length);
    this.data = shownData(data, dtype) as ArrayOf[D];
    this.shape = frozen(shape);
    this.dtype = dtype as D;
    this.#core = new Core(made, key === OURS ? node : null);
  }

  /**
   * `value instanceof Tensor`: true of tensors that a constructor made, not of objects that only inherit from the class.
   *
   * @example
   * tensor(1) instanceof Tensor; // true
   * Object.create(Tensor.prototype) instanceof Tensor; // false
   */
  static [Symbol.hasInstance]<T>(this: abstract new (values: never) => T, value: unknown): value is T {
    if (!isBase(this)) return Function.prototype[Symbol.hasInstance].call(this, value);
    return isTensor(value);
  }

  /**
   * Sum of the gradients that {@link Tensor.backward} brought to this leaf, of this tensor's shape and dtype; null before
   * the first, and on computed tensors, with a warning.
   *
   * @example
   * const x = tensor([1, 2], { requiresGrad: true });
   * x.sum().backward();
   * x.grad; // tensor([1., 1.])
   */
  get grad(): Tensor<GradientOf[D]> | null {
    return gradients.gradOf(this);
  }

  /**
   * Replaces the sum; null clears it, which a training loop does before each step.
   *
   * @throws TypeError for something else than a Tensor or null and for another dtype, RangeError for another shape.
   */
  set grad(value: Tensor | null) {
    gradients.setGrad(this, value);
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
    return gradients.requiresGrad(this);
  }

  /**
   * Number of elements: the product of the shape.
   *
   * @example
   * zeros([2, 3]).numel(); // 6
   */
  numel(): number {
    return this.data.length;
  }

  /**
   * The shape as a new array.
   *
   * @example
   * zeros([2, 3]).size(); // [ 2, 3 ]
   */
  size(): number[];
  /**
   * The size of one dim.
   *
   * @throws RangeError where the tensor has no such dim.
   * @example
   * zeros([2, 3]).size(-1); // 3
   */
  size(dim: number): number;
  size(dim?: number): number | number[] {
    return dim === undefined ? [...this.shape] : shapes.sizeAt(this, dim);
  }

  /**
   * The single element of a tensor of bool.
   *
   * @throws RangeError unless there is exactly one element.
   * @example
   * tensor(true).item(); // true
   */
  item(this: Tensor<"bool">): boolean;
  /**
   * The single element as a number (int64 beyond 2^53 loses its last bits).
   *
   * @throws RangeError unless there is exactly one element.
   * @example
   * tensor([[2.5]]).item(); // 2.5
   */
  item(this: Tensor<Exclude<DType, "bool">>): number;
  /**
   * The single element of a tensor whose dtype the compiler does not know: a number, unless the caller knows better.
   *
   * @throws RangeError unless there is exactly one element.
   * @example
   * const t: Tensor = tensor(true);
   * t.item<boolean>(); // true
   */
  item<T extends number | boolean = ItemOf<D>>(): T;
  item(): number | boolean {
    return javascript.item(this);
  }

  /**
   * The elements in nested arrays, one level per dim, with JS values as {@link Tensor.item} gives them.
   *
   * @returns nested arrays; for a scalar the value itself.
   * @throws RangeError for more than arrays can hold, which is about 2^28 numbers.
   * @example
   * tensor([[1, 2], [3, 4]]).tolist(); // [ [ 1, 2 ], [ 3, 4 ] ]
   */
  tolist<T extends number | boolean = ItemOf<D>>(): Nested<T> {
    return javascript.tolist(this) as Nested<T>;
  }

  /**
   * PyTorch's text: 4 digits, at most 80 columns, and only the ends of each dim beyond 1000 elements.
   *
   * @example
   * String(ones([2], { requiresGrad: true })); // 'tensor([1., 1.], requires_grad=True)'
   * @see torch/_tensor_str.py
   */
  toString(): string {
    checkOurs("toString", this);
    const { node } = this.#core;
    return formatTensor(storedOf(this), {
      requiresGrad: node !== null,
      gradFn: node !== null && node.leaf === null ? node.name : undefined,
    });
  }

  /** @internal What `console.log` and the REPL show. */
  [inspect](): string {
    return this.toString();
  }

  // As a JavaScript value

  /**
   * What JavaScript takes for the tensor where it wants a number or a text. For a number (`Number(t)`, `+t`, `t < 0.5`,
   * `Math.exp(t)`) it is the single element; for a text, and where either would do (`"" + t`, but `t + 1` too), it is
   * {@link Tensor.toString}. `if (t)` asks nothing: every object is true.
   *
   * @param hint - `"number"`, or anything else for the text.
   * @throws TypeError for a number of several elements.
   * @example
   * Math.sqrt(Number(tensor(9))); // 3
   * `${tensor([1, 2])}`; // 'tensor([1, 2])'
   * Number(tensor([1, 2]));
   * // TypeError: only one element tensors can be converted to Python scalars. …
   */
  [Symbol.toPrimitive](hint: string): number | string {
    return javascript.toPrimitive(this, hint);
  }

  /**
   * The rows, which are the tensors along dim 0, as copies that stay in the graph: for `for`, `[...t]` and `Array.from`.
   *
   * @throws TypeError for a scalar, which has no rows.
   * @example
   * for (const row of tensor([[1, 2], [3, 4]])) console.log(row);
   * // tensor([1, 2])
   * // tensor([3, 4])
   * [...ones([2], { requiresGrad: true })][1]; // tensor(1., grad_fn=<UnbindBackward0>)
   * @see torch.Tensor.unbind
   */
  [Symbol.iterator](): IterableIterator<Tensor<D>> {
    return javascript.iterate(this);
  }

  /**
   * What `JSON.stringify` writes: dtype, shape and elements, without gradient and graph. {@link asTensor} reads it back,
   * to the bit. An int64 beyond 2^53, NaN, the infinities and −0 are strings.
   *
   * @throws RangeError for more elements than an array can hold.
   * @example
   * JSON.stringify(tensor([1, 2])); // '{"dtype":"int64","shape":[2],"data":[1,2]}'
   * tensor([0.5, Infinity]).toJSON(); // { dtype: 'float32', shape: [ 2 ], data: [ 0.5, 'Infinity' ] }
   */
  toJSON(): TensorJSON {
    return toJSON(readableOf(this), this.dtype);
  }

  // Arithmetic, with broadcasting and type promotion

  /**
   * `x + other`, element by element.
   *
   * As in all arithmetic here, shapes are broadcast (dims of size 1 stretch, missing ones are added in front) and dtypes
   * are promoted: floats win over integers, integers over booleans, then the wider type over the narrower.
   *
   * @param other - a tensor of a shape that broadcasts with this one, or a plain value.
   * @returns a tensor of the common shape and dtype.
   * @throws TypeError for another kind of operand, RangeError for shapes that do not broadcast.
   * @example
   * tensor([[1], [2]]).add(tensor([10, 20]));
   * // tensor([[11, 21],
   * //         [12, 22]])
   * tensor([1, 2]).add(0.5); // tensor([1.5000, 2.5000])
   */
  add<O extends Operand>(other: O): Tensor<Promoted[D][KindOf<O>]> {
    return arithmetic.add(this, other);
  }

  /**
   * `x − other`, element by element; operands as for {@link Tensor.add}.
   *
   * @throws TypeError for bool operands too.
   * @example
   * tensor([3, 5]).sub(1); // tensor([2, 4])
   */
  sub<O extends Operand>(other: O): Tensor<Promoted[D][KindOf<O>]> {
    return arithmetic.sub(this, other);
  }

  /**
   * `other − x`, element by element; operands as for {@link Tensor.add}: what Python writes as `1 - x`.
   *
   * @throws TypeError for bool operands too.
   * @example
   * tensor([0.25, 0.5]).rsub(1); // tensor([0.7500, 0.5000])
   * @see torch.rsub
   */
  rsub<O extends Operand>(other: O): Tensor<Promoted[D][KindOf<O>]> {
    return arithmetic.rsub(this, other);
  }

  /**
   * `x · other`, element by element; operands as for {@link Tensor.add}.
   *
   * @example
   * tensor([3, 5]).mul(tensor([2, -1])); // tensor([ 6, -5])
   */
  mul<O extends Operand>(other: O): Tensor<Promoted[D][KindOf<O>]> {
    return arithmetic.mul(this, other);
  }

  /**
   * `x / other`, element by element; operands as for {@link Tensor.add}. True division: integers give float32.
   *
   * @example
   * tensor([3, 5]).div(2); // tensor([1.5000, 2.5000])
   */
  div<O extends Operand>(other: O): Tensor<FloatOf[Promoted[D][KindOf<O>]]> {
    return arithmetic.div(this, other);
  }

  /**
   * `x ** exponent`, element by element; operands as for {@link Tensor.add}. Integers stay integers.
   *
   * @throws TypeError for bool operands too, RangeError for integers to a negative plain exponent.
   * @example
   * tensor([1, 2, 3]).pow(2); // tensor([1, 4, 9])
   * tensor([4, 9]).pow(0.5); // tensor([2., 3.])
   */
  pow<O extends Operand>(exponent: O): Tensor<Promoted[D][KindOf<O>]> {
    return arithmetic.pow(this, exponent);
  }

  /**
   * `−x`.
   *
   * @throws TypeError for bool.
   * @example
   * tensor([1, -2]).neg(); // tensor([-1,  2])
   */
  neg(): Tensor<D> {
    return arithmetic.neg(this);
  }

  /**
   * `e ** x`; integers give float32.
   *
   * @example
   * tensor([0, 1]).exp(); // tensor([1.0000, 2.7183])
   */
  exp(): Tensor<FloatOf[D]> {
    return arithmetic.exp(this);
  }

  /**
   * Natural logarithm `log x`; integers give float32.
   *
   * @example
   * tensor([1, 10]).log(); // tensor([0.0000, 2.3026])
   */
  log(): Tensor<FloatOf[D]> {
    return arithmetic.log(this);
  }

  /**
   * Square root `√x`; integers give float32.
   *
   * @example
   * tensor([4, -1]).sqrt(); // tensor([2., nan])
   */
  sqrt(): Tensor<FloatOf[D]> {
    return arithmetic.sqrt(this);
  }

  /**
   * `|x|`; the gradient at 0 is 0.
   *
   * @throws TypeError for bool.
   * @example
   * tensor([1, -2]).abs(); // tensor([1, 2])
   */
  abs(): Tensor<D> {
    return arithmetic.abs(this);
  }

  /**
   * `max(x, 0)`; the gradient at 0 is 0.
   *
   * @throws TypeError for bool.
   * @example
   * tensor([1.5, -2]).relu(); // tensor([1.5000, 0.0000])
   */
  relu(): Tensor<D> {
    return arithmetic.relu(this);
  }

  /**
   * `log(1 + x)`, exact where `x` is near 0; integers give float32.
   *
   * @example
   * tensor([1e-8, 1]).log1p(); // tensor([1.0000e-08, 6.9315e-01])
   */
  log1p(): Tensor<FloatOf[D]> {
    return arithmetic.log1p(this);
  }

  /**
   * `exp(x) − 1`, exact where `x` is near 0; integers give float32.
   *
   * @example
   * tensor([1e-8, 1]).expm1(); // tensor([1.0000e-08, 1.7183e+00])
   */
  expm1(): Tensor<FloatOf[D]> {
    return arithmetic.expm1(this);
  }

  /**
   * Logistic function `1 / (1 + exp(−x))`; integers give float32.
   *
   * @example
   * tensor([0, 2]).sigmoid(); // tensor([0.5000, 0.8808])
   */
  sigmoid(): Tensor<FloatOf[D]> {
    return arithmetic.sigmoid(this);
  }

  /**
   * Hyperbolic tangent `tanh x`; integers give float32.
   *
   * @example
   * tensor([0, 2]).tanh(); // tensor([0.0000, 0.9640])
   */
  tanh(): Tensor<FloatOf[D]> {
    return arithmetic.tanh(this);
  }

  /**
   * `1 / x`; integers give float32.
   *
   * @example
   * tensor([2, 0]).reciprocal(); // tensor([0.5000,    inf])
   */
  reciprocal(): Tensor<FloatOf[D]> {
    return arithmetic.reciprocal(this);
  }

  /**
   * `min(max(x, low), high)`: every element between the bounds, of which one may be left out. NaN stays NaN. The gradient is 0
   * outside of the bounds and on them.
   *
   * @param min - the lower bound; none if it is null or left out.
   * @param max - the upper bound; it wins where the lower one is above it.
   * @returns a tensor of this shape; integers stay integers if the bounds are whole numbers.
   * @throws TypeError without a bound, for bounds that are no numbers, and for bool with booleans; RangeError for a bound
   *   that leaves nothing of the dtype.
   * @example
   * tensor([-1.5, 0.5, 3]).clamp(0, 1); // tensor([0.0000, 0.5000, 1.0000])
   * tensor([-3, 7]).clamp(null, 5); // tensor([-3,  5])
   * @see torch.clamp
   */
  clamp(
    min: number | boolean | null | undefined,
    max?: number | boolean | null,
  ): Tensor<Promoted[D]["number"]> {
    return clamp(this, min, max);
  }

  // Comparisons: elements of bool, without gradient

  /**
   * `x = other`, element by element, as bool; operands as for {@link Tensor.add}. NaN is not equal to anything.
   *
   * @example
   * tensor([1, 2, 3]).eq(2); // tensor([False,  True, False])
   */
  eq(other: Operand): Tensor<"bool"> {
    return comparisons.eq(this, other);
  }

  /**
   * `x ≠ other`, element by element, as bool; operands as for {@link Tensor.add}. NaN is not equal to anything, itself included.
   *
   * @example
   * tensor([1, 2, 3]).ne(2); // tensor([ True, False,  True])
   */
  ne(other: Operand): Tensor<"bool"> {
    return comparisons.ne(this, other);
  }

  /**
   * `x > other`, element by element, as bool; operands as for {@link Tensor.add}. With NaN it is false.
   *
   * @example
   * tensor([1, 2, 3]).gt(2); // tensor([False, False,  True])
   */
  gt(other: Operand): Tensor<"bool"> {
    return comparisons.gt(this, other);
  }

  /**
   * `x ≥ other`, element by element, as bool; operands as for {@link Tensor.add}.
   *
   * @example
   * tensor([1, 2, 3]).ge(2); // tensor([False,  True,  True])
   */
  ge(other: Operand): Tensor<"bool"> {
    return comparisons.ge(this, other);
  }

  /**
   * `x < other`, element by element, as bool; operands as for {@link Tensor.add}.
   *
   * @example
   * tensor([1, 2, 3]).lt(tensor([3, 2, 1])); // tensor([ True, False, False])
   */
  lt(other: Operand): Tensor<"bool"> {
    return comparisons.lt(this, other);
  }

  /**
   * `x ≤ other`, element by element, as bool; operands as for {@link Tensor.add}.
   *
   * @example
   * tensor([1, 2, 3]).le(2); // tensor([ True,  True, False])
   */
  le(other: Operand): Tensor<"bool"> {
    return comparisons.le(this, other);
  }

  /**
   * Which elements are NaN, as bool.
   *
   * @example
   * tensor([1.5, NaN]).isnan(); // tensor([False,  True])
   */
  isnan(): Tensor<"bool"> {
    return comparisons.isnan(this);
  }

  /**
   * Which elements are 0, as bool: `not x`, for which NaN is true.
   *
   * @example
   * tensor([0, 2]).logicalNot(); // tensor([ True, False])
   * @see torch.logical_not
   */
  logicalNot(): Tensor<"bool"> {
    return comparisons.logicalNot(this);
  }

  /**
   * Where neither is 0, as bool: `x and other`.
   *
   * @param other - a tensor of a shape that broadcasts with this one, of any dtype.
   * @throws TypeError for anything else than a tensor, RangeError for shapes that do not broadcast.
   * @example
   * const x = tensor([1, 2, 3]);
   * x.gt(1).logicalAnd(x.lt(3)); // tensor([False,  True, False])
   * @see torch.logical_and
   */
  logicalAnd(other: Tensor): Tensor<"bool"> {
    return comparisons.logicalAnd(this, other);
  }

  /**
   * Where one of them is not 0, as bool: `x or other`; as {@link Tensor.logicalAnd}.
   *
   * @example
   * tensor([true, false]).logicalOr(tensor([0, 0])); // tensor([ True, False])
   * @see torch.logical_or
   */
  logicalOr(other: Tensor): Tensor<"bool"> {
    return comparisons.logicalOr(this, other);
  }

  /**
   * Whether any element over `dim` is not 0, as bool (uint8 of uint8). Arguments as for {@link Tensor.sum}, but an empty list
   * of dims reduces none.
   *
   * @example
   * tensor([[0, 1], [0, 0]]).any(1); // tensor([ True, False])
   */
  any(dim?: Dims, keepdim = false): Tensor<TruthOf[D]> {
    return comparisons.any(this, dim, keepdim);
  }

  /**
   * Whether no element over `dim` is 0, as {@link Tensor.any}; true of nothing.
   *
   * @example
   * tensor([[0, 1], [2, 3]]).all(); // tensor(False)
   */
  all(dim?: Dims, keepdim = false): Tensor<TruthOf[D]> {
    return comparisons.all(this, dim, keepdim);
  }

  /**
   * Whether both tensors have one shape and equal elements; dtypes may differ, and NaN equals nothing.
   *
   * @throws TypeError for anything else than a tensor.
   * @example
   * tensor([1, 2]).equal(tensor([1, 3])); // false
   * @see torch.equal
   */
  equal(other: Tensor): boolean {
    return comparisons.equal(this, other);
  }

  /**
   * Whether `|x − other| ≤ atol + rtol · |other|` for all elements, with broadcasting. Infinities are close if they are equal.
   *
   * @param other - of this tensor's dtype.
   * @throws TypeError for another dtype, RangeError for tolerances below 0 and shapes that do not broadcast.
   * @example
   * tensor([1, 2.5]).allclose(tensor([1, 2.50001])); // true
   * tensor([1, 2.5]).allclose(tensor([1, 2.51]), { atol: 0.1 }); // true
   * @see torch.allclose
   */
  allclose(other: Tensor, options?: AllcloseOptions): boolean {
    return comparisons.allclose(this, other, options);
  }

  // In place. Recorded for backward like other operations; a leaf that requires a gradient changes inside noGrad only

  /**
   * `x += alpha · other`, element by element, in place.
   *
   * As in all arithmetic in place, `other` is broadcast to this shape and the result converted to this dtype; neither
   * changes. A change is recorded, so that gradients are right; the way back of an earlier operation that needs the old
   * elements refuses.
   *
   * @param other - a tensor of a shape that broadcasts to this one, or a plain value.
   * @returns this tensor.
   * @throws TypeError for a dtype that does not become this one (float to integer, number to bool), for a leaf that
   *   requires a gradient, and for a recorded change of a tensor that has views; RangeError for a shape that does not fit.
   * @example
   * const weight = tensor([1, 2], { requiresGrad: true });
   * weight.mul(weight).sum().backward();
   * noGrad(() => weight.add_(weight.grad!, { alpha: -0.1 })); // tensor([0.8000, 1.6000], requires_grad=True)
   * weight.add_(1); // TypeError: a leaf Variable that requires grad is being used in an in-place operation. …
   * @see torch.Tensor.add_
   */
  add_(other: Operand, options?: AlphaOptions): this {
    inPlace.add_(this, other, options);
    return this;
  }

  /**
   * `x −= alpha · other`, element by element, in place; as {@link Tensor.add_}.
   *
   * @throws TypeError for bool operands too.
   * @example
   * tensor([3, 5]).sub_(tensor([1, 2]), { alpha: 2 }); // tensor([1, 1])
   */
  sub_(other: Operand, options?: AlphaOptions): this {
    inPlace.sub_(this, other, options);
    return this;
  }

  /**
   * `x *= other`, element by element, in place; operands as for {@link Tensor.add_}.
   *
   * @example
   * tensor([3, 5]).mul_(2); // tensor([ 6, 10])
   */
  mul_(other: Operand): this {
    inPlace.mul_(this, other);
    return this;
  }

  /**
   * `x /= other`, element by element, in place; operands as for {@link Tensor.add_}.
   *
   * @throws TypeError for integers too, whose quotients are floats.
   * @example
   * tensor([3, 5.5]).div_(2); // tensor([1.5000, 2.7500])
   */
  div_(other: Operand): this {
    inPlace.div_(this, other);
    return this;
  }

  /**
   * `x = other`, element by element, in place: broadcast to this shape and converted to this dtype, as {@link Tensor.to}
   * converts.
   *
   * @returns this tensor.
   * @throws RangeError for a shape that does not fit; TypeError where {@link Tensor.add_} throws it, but for the dtypes.
   * @example
   * zeros([2, 2]).copy_(tensor([1, 2]));
   * // tensor([[1., 2.],
   * //         [1., 2.]])
   */
  copy_(other: Operand): this {
    inPlace.copy_(this, other);
    return this;
  }

  /**
   * Makes all elements one value, in place.
   *
   * @param value - a plain value or a tensor without dims; what it loses as this dtype is cut.
   * @returns this tensor.
   * @throws RangeError for a value that this dtype does not hold; TypeError where {@link Tensor.add_} throws it, but for
   *   the dtypes.
   * @example
   * zeros([3]).fill_(0.5); // tensor([0.5000, 0.5000, 0.5000])
   */
  fill_(value: Operand): this {
    inPlace.fill_(this, value);
    return this;
  }

  /**
   * Makes all elements 0, in place. Of a gradient it is the cheapest way to start anew: the next backward writes over it,
   * where it lies, instead of adding. What is written into its `data` by hand in between is lost.
   *
   * @returns this tensor.
   * @throws TypeError where {@link Tensor.add_} throws it, but for the dtypes.
   * @example
   * const x = tensor([1, 2], { requiresGrad: true });
   * x.sum().backward();
   * x.grad!.zero_(); // tensor([0., 0.])
   */
  zero_(): this {
    inPlace.zero_(this);
    return this;
  }

  // Reductions: over one dim, several, or all of them

  /**
   * `Σ x` over `dim`. Integers and booleans are summed as int64, floats in double precision and rounded once.
   *
   * @param dim - one dim, several, or all of them when left out.
   * @param keepdim - whether reduced dims stay, with size 1. Default false.
   * @returns a tensor of this shape without the reduced dims; a scalar when all are reduced.
   * @throws RangeError for a dim that does not exist or is named twice.
   * @example
   * const x = tensor([[1, 2], [3, 4]]);
   * x.sum(); // tensor(10)
   * x.sum(1); // tensor([3, 7])
   * x.sum(1, true);
   * // tensor([[3],
   * //         [7]])
   */
  sum(dim?: Dims, keepdim = false): Tensor<SumOf[D]> {
    return reductions.sum(this, dim, keepdim);
  }

  /**
   * `Σ x / n` over `dim`, in double precision and rounded once; NaN over nothing. Arguments as for {@link Tensor.sum}.
   *
   * @throws TypeError unless the dtype is floating.
   * @example
   * tensor([[1, 2], [3, 4.5]]).mean(0); // tensor([2.0000, 3.2500])
   */
  mean(dim?: Dims, keepdim = false): Tensor<FloatOf[D]> {
    return reductions.mean(this, dim, keepdim);
  }

  /**
   * `max x` over `dim`; a NaN wins. Equal maxima share the gradient. Arguments as for {@link Tensor.sum}.
   *
   * @throws RangeError where there is nothing to choose from.
   * @example
   * tensor([[1, 5], [3, 4]]).amax(1); // tensor([5, 4])
   */
  amax(dim?: Dims, keepdim = false): Tensor<D> {
    return reductions.extreme("amax", this, dim, keepdim);
  }

  /**
   * `min x` over `dim`, as {@link Tensor.amax}.
   *
   * @throws RangeError where there is nothing to choose from.
   * @example
   * tensor([[1, 5], [3, 4]]).amin(1); // tensor([1, 3])
   */
  amin(dim?: Dims, keepdim = false): Tensor<D> {
    return reductions.extreme("amin", this, dim, keepdim);
  }

  /**
   * The largest element; a NaN wins. Equal ones share the gradient.
   *
   * @throws RangeError where there is nothing to choose from.
   * @example
   * tensor([[1, 5], [3, 4]]).max(); // tensor(5)
   */
  max(): Tensor<D>;
  /**
   * The largest elements along `dim`, and their positions, the first of equal ones; a NaN wins. The gradient goes to those
   * positions.
   *
   * @param keepdim - whether the reduced dim stays, with size 1. Default false.
   * @throws RangeError for a dim that does not exist, and where there is nothing to choose from.
   * @example
   * const { values, indices } = tensor([[1, 5], [4, 3]]).max(1);
   * values; // tensor([5, 4])
   * indices; // tensor([1, 0])
   * @see torch.max
   */
  max(dim: number, keepdim?: boolean): ValuesAndIndices<D>;
  max(dim?: number, keepdim = false): Tensor<D> | ValuesAndIndices<D> {
    return reductions.extremes("max", this, dim, keepdim);
  }

  /**
   * The smallest element, as the largest in {@link Tensor.max}.
   *
   * @throws RangeError where there is nothing to choose from.
   * @example
   * tensor([[1, 5], [3, 4]]).min(); // tensor(1)
   */
  min(): Tensor<D>;
  /**
   * The smallest elements along `dim`, and their positions, as the largest in {@link Tensor.max}.
   *
   * @throws RangeError for a dim that does not exist, and where there is nothing to choose from.
   * @example
   * tensor([[1, 5], [4, 3]]).min(1).values; // tensor([1, 3])
   * @see torch.min
   */
  min(dim: number, keepdim?: boolean): ValuesAndIndices<D>;
  min(dim?: number, keepdim = false): Tensor<D> | ValuesAndIndices<D> {
    return reductions.extremes("min", this, dim, keepdim);
  }

  /**
   * Position of the first largest element along `dim`, as int64; a NaN counts as the largest. It has no gradient.
   *
   * @param dim - left out, the position in the flattened tensor.
   * @param keepdim - whether the reduced dim stays, with size 1. Default false.
   * @throws TypeError for bool, RangeError where there is nothing to choose from.
   * @example
   * tensor([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]]).argmax(1); // tensor([1, 0])
   */
  argmax(dim?: number, keepdim = false): Tensor<"int64"> {
    return reductions.place("argmax", this, dim, keepdim);
  }

  /**
   * Position of the first smallest element along `dim`, as {@link Tensor.argmax}; a NaN counts as the smallest.
   *
   * @throws TypeError for bool, RangeError where there is nothing to choose from.
   * @example
   * tensor([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]]).argmin(1); // tensor([0, 1])
   */
  argmin(dim?: number, keepdim = false): Tensor<"int64"> {
    return reductions.place("argmin", this, dim, keepdim);
  }

  /**
   * Variance `Σ (x − mean)² / (n − correction)` over `dim`, in double precision and rounded once. Arguments as for
   * {@link Tensor.sum}.
   *
   * @throws TypeError unless the dtype is floating.
   * @example
   * tensor([1, 2, 4.5]).var(); // tensor(3.2500)
   * tensor([1, 2, 4.5]).var(0, false, { correction: 0 }); // tensor(2.1667)
   * @see torch.var
   */
  var(dim?: Dims, keepdim = false, options?: VarianceOptions): Tensor<FloatOf[D]> {
    return reductions.spread("var", this, dim, keepdim, options);
  }

  /**
   * Standard deviation: the root of {@link Tensor.var}. Its gradient is 0 where it is 0.
   *
   * @throws TypeError unless the dtype is floating.
   * @example
   * tensor([[1, 2], [3, 4.5]]).std(1); // tensor([0.7071, 1.0607])
   * @see torch.std
   */
  std(dim?: Dims, keepdim = false, options?: VarianceOptions): Tensor<FloatOf[D]> {
    return reductions.spread("std", this, dim, keepdim, options);
  }

  /**
   * `y_k = x_0 + … + x_k` along `dim`. Integers and booleans are summed as int64, floats in double precision.
   *
   * @returns a tensor of this shape.
   * @throws TypeError without `dim`, RangeError where the tensor has no such dim.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).cumsum(1);
   * // tensor([[ 1,  3,  6],
   * //         [ 4,  9, 15]])
   * @see torch.cumsum
   */
  cumsum(dim: number): Tensor<SumOf[D]> {
    return reductions.cumsum(this, dim);
  }

  /**
   * How often each of the numbers 0, 1, 2, … is in this tensor: of classes, how many samples each has.
   *
   * @param minlength - the least length of the result. Default 0.
   * @returns one number for each from 0 to the largest.
   * @throws TypeError for floats and bool, RangeError for another shape than (n), and for negative numbers.
   * @example
   * tensor([1, 3, 1]).bincount(); // tensor([0, 2, 0, 1])
   */
  bincount(weights?: null, minlength?: number): Tensor<"int64">;
  /**
   * The same, where each element counts as much as its weight.
   *
   * @param weights - of each element, what it counts; no gradient comes back to them.
   * @returns float32 of float32 weights, float64 of others, int64 of no elements at all.
   * @throws RangeError for weights of another length, too.
   * @example
   * tensor([1, 3, 1]).bincount(tensor([0.5, 1, 2])); // tensor([0.0000, 2.5000, 0.0000, 1.0000])
   */
  bincount(weights?: Tensor | null, minlength?: number): Tensor<"int64" | FloatDType>;
  bincount(weights?: Tensor | null, minlength = 0): Tensor {
    return bincount(this, weights, minlength);
  }

  /**
   * `log Σ exp(x)` over `dim`, computed as `m + log Σ exp(x − m)` with the maximum `m`: it never overflows. Integers are
   * promoted to float32. Arguments as for {@link Tensor.sum}, but `dim` has no default.
   *
   * @throws TypeError without `dim`.
   * @example
   * tensor([[1000, 1000], [0, 1]]).logsumexp(1); // tensor([1000.6932,    1.3133])
   */
  logsumexp(dim: Dims, keepdim = false): Tensor<FloatOf[D]> {
    return reductions.logsumexp(this, dim, keepdim);
  }

  // Softmax family and products

  /**
   * `softmax(x)_i = exp(x_i) / Σ_j exp(x_j)` along `dim`, computed with the maximum subtracted: it never overflows.
   *
   * @param dim - the dim along which the result sums to 1.
   * @returns a tensor of this shape, values in [0, 1]; integers give float32.
   * @throws RangeError where the tensor has no such dim.
   * @example
   * tensor([1, 2, 3]).softmax(0); // tensor([0.0900, 0.2447, 0.6652])
   */
  softmax(dim: number): Tensor<LossOf[D]> {
    return applyToStored(softmax, [floating(this)], normalizeDim(dim, this.ndim));
  }

  /**
   * `log_softmax(x)_i = x_i − log Σ_j exp(x_j)` along `dim`: faster and more exact than `softmax(dim).log()`.
   *
   * @param dim - the dim along which the exponentials of the result sum to 1.
   * @returns a tensor of this shape, values in [−∞, 0] (nats); integers give float32.
   * @throws RangeError where the tensor has no such dim.
   * @example
   * tensor([1, 2, 3]).logSoftmax(0); // tensor([-2.4076, -1.4076, -0.4076])
   */
  logSoftmax(dim: number): Tensor<LossOf[D]> {
    return applyToStored(logSoftmax, [floating(this)], normalizeDim(dim, this.ndim));
  }

  /**
   * Matrix product `y_ik = Σ_j a_ij b_jk` over the last two dims.
   *
   * Shapes: `(…, n, m)` by `(…, m, p)` gives `(…, n, p)`, where the dims before the last two are broadcast. A vector
   * `(m)` on the left counts as a row, on the right as a column, and its dim of size 1 is taken out of the result: two
   * vectors give a scalar.
   *
   * @param other - of this tensor's dtype, or one of both sides holds integers, which become the floating dtype of the other.
   * @throws TypeError for other pairs of dtypes or for bool, RangeError for shapes that cannot be multiplied.
   * @example
   * tensor([[1, 2], [3, 4]]).matmul(tensor([10, 1])); // tensor([12, 34])
   * @see torch.matmul
   */
  matmul<E extends DType>(other: Tensor<E>): Tensor<Promoted[D][E]> {
    return matmul(this, other);
  }

  /**
   * Picks elements along `dim`: `y[i][j] = x[index[i][j]][j]` for `dim` 0, `x[i][index[i][j]]` for `dim` 1, and so on.
   *
   * @param dim - the dim in which `index` counts.
   * @param index - int64 or int32, of as many dims; only along `dim` may it be larger than this tensor.
   * @returns a tensor of the index's shape.
   * @throws TypeError for an index of another dtype, RangeError for one that does not fit or points outside.
   * @example
   * const logProbs = tensor([[0.1, 0.7, 0.2], [0.5, 0.2, 0.3]]).log();
   * logProbs.gather(1, tensor([[1], [0]])).squeeze(1); // tensor([-0.3567, -0.6931])
   * @see torch.gather
   */
  gather(dim: number, index: Tensor): Tensor<D> {
    return choosing.gather(this, dim, index);
  }

  // Choosing. The results are copies: tensors are always contiguous

  /**
   * The elements at one position along `dim`, without that dim: `x[:, index]` for `dim` 1.
   *
   * @param index - negative ones count from the end.
   * @throws RangeError for a scalar, and where there is no such dim or position.
   * @example
   * tensor([[1, 2], [3, 4]]).select(1, -1); // tensor([2, 4])
   * @see torch.select
   */
  select(dim: number, index: number): Tensor<D> {
    return choosing.select(this, dim, index);
  }

  /**
   * `length` positions along `dim`, from `start` on.
   *
   * @param start - negative ones count from the end.
   * @throws RangeError for a scalar, and for positions that the dim does not have.
   * @example
   * tensor([10, 11, 12, 13]).narrow(0, 1, 2); // tensor([11, 12])
   * @see torch.narrow
   */
  narrow(dim: number, start: number, length: number): Tensor<D> {
    return choosing.narrow(this, dim, start, length);
  }

  /**
   * The positions along `dim` that Python's `start:end:step` means: `x[:, start:end]` for `dim` 1.
   *
   * @param start - the first, 0 where it is left out; negative ones count from the end, outside ones are cut off.
   * @param end - before this one it stops; left out, at the end.
   * @param step - 1 or more. Default 1.
   * @throws RangeError for a scalar, a dim that does not exist and a step below 1.
   * @example
   * const x = tensor([10, 11, 12, 13]);
   * x.slice(0, 1, -1); // tensor([11, 12])
   * x.slice(0, undefined, undefined, 2); // tensor([10, 12])
   * @see torch.Tensor.__getitem__
   */
  slice(dim: number, start?: number | null, end?: number | null, step = 1): Tensor<D> {
    return choosing.slice(this, dim, start, end, step);
  }

  /**
   * The positions along `dim` that `index` names, in its order: `x[:, index]` for `dim` 1. The gradients of one that is
   * named more than once are summed.
   *
   * @param index - int64 or int32, of one dim; negative ones are not allowed.
   * @returns a tensor of this shape with as many positions along `dim` as there are indices.
   * @throws TypeError for an index of another dtype, RangeError for one that has more dims or points outside.
   * @example
   * const table = tensor([[0.5, 1], [2, 3], [4, 5]]);
   * table.indexSelect(0, tensor([2, 0]));
   * // tensor([[4.0000, 5.0000],
   * //         [0.5000, 1.0000]])
   * @see torch.index_select
   */
  indexSelect(dim: number, index: Tensor): Tensor<D> {
    return choosing.indexSelect(this, dim, index);
  }

  /**
   * The elements where the mask is true, in one dim. The mask and this tensor are broadcast.
   *
   * @param mask - of dtype bool.
   * @throws TypeError for a mask of another dtype, RangeError for shapes that do not broadcast.
   * @example
   * const x = tensor([1, 2, 3]);
   * x.maskedSelect(tensor([true, false, true])); // tensor([1, 3])
   * @see torch.masked_select
   */
  maskedSelect(mask: Tensor): Tensor<D> {
    return choosing.maskedSelect(this, mask);
  }

  /**
   * `value` where the mask is true, this tensor elsewhere; {@link where} takes two tensors. The mask and this tensor are
   * broadcast.
   *
   * @param mask - of dtype bool.
   * @param value - a plain value or a tensor without dims; it is converted to this dtype.
   * @throws TypeError for a mask of another dtype; RangeError for shapes that do not broadcast, a value that has dims and
   *   one that the dtype does not hold.
   * @example
   * const scores = tensor([0.5, 1, 2]);
   * scores.maskedFill(tensor([false, true, false]), -Infinity); // tensor([0.5000,   -inf, 2.0000])
   * @see torch.masked_fill
   */
  maskedFill(mask: Tensor, value: Operand): Tensor<D> {
    return choosing.maskedFill(this, mask, value);
  }

  // Order along a dim. NaN is the greatest; equal elements keep their order

  /**
   * The `k` largest elements along `dim`, the largest first, or the smallest.
   *
   * @param k - from 0 to the size of the dim.
   * @param dim - Default −1.
   * @param largest - whether the largest are wanted. Default true.
   * @returns both with `k` positions along `dim`. Of equal elements the first come first; PyTorch promises no order.
   * @throws TypeError for bool, RangeError for a dim that does not exist or has fewer elements.
   * @example
   * const { values, indices } = tensor([0.1, 0.7, 0.2]).topk(2);
   * values; // tensor([0.7000, 0.2000])
   * indices; // tensor([1, 2])
   * @see torch.topk
   */
  topk(k: number, dim = -1, largest = true): ValuesAndIndices<D> {
    return ordering.topk(this, k, dim, largest);
  }

  /**
   * The elements along `dim` in order, and where they were: PyTorch's `sort(stable=True)`.
   *
   * @param dim - Default −1.
   * @param descending - whether the largest comes first. Default false.
   * @throws RangeError where the tensor has no such dim.
   * @example
   * const { values, indices } = tensor([3, 1, 2]).sort();
   * values; // tensor([1, 2, 3])
   * indices; // tensor([1, 2, 0])
   * @see torch.sort
   */
  sort(dim = -1, descending = false): ValuesAndIndices<D> {
    return ordering.sort(this, dim, descending);
  }

  /**
   * The indices of {@link Tensor.sort}, as int64. They have no gradient.
   *
   * @param dim - Default −1.
   * @param descending - whether the largest comes first. Default false.
   * @throws RangeError where the tensor has no such dim.
   * @example
   * tensor([3, 1, 2]).argsort(0, true); // tensor([0, 2, 1])
   * @see torch.argsort
   */
  argsort(dim = -1, descending = false): Tensor<"int64"> {
    return ordering.argsort(this, dim, descending);
  }

  // Shape. transpose, permute, t, T and expand copy: tensors are always contiguous

  /**
   * The same elements, in the same order, under another shape.
   *
   * @param shape - sizes whose product is the number of elements; one of them may be −1, which is inferred.
   * @throws RangeError where the sizes do not fit.
   * @example
   * arange(6).reshape([2, -1]);
   * // tensor([[0, 1, 2],
   * //         [3, 4, 5]])
   */
  reshape(shape: readonly number[]): Tensor<D> {
    return shapes.reshape(this, shape);
  }

  /**
   * Exchanges two dims. The result is a copy.
   *
   * @throws RangeError where the tensor has no such dim.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).transpose(0, 1).shape; // [ 3, 2 ]
   */
  transpose(dim0: number, dim1: number): Tensor<D> {
    return shapes.transpose(this, dim0, dim1);
  }

  /**
   * Puts all dims in a new order. The result is a copy.
   *
   * @param dims - every dim once: dim `d` of the result is dim `dims[d]` of this tensor.
   * @throws RangeError where a dim is missing, named twice or does not exist.
   * @example
   * zeros([2, 4, 5, 3]).permute([0, 3, 1, 2]).shape; // [ 2, 3, 4, 5 ]
   */
  permute(dims: readonly number[]): Tensor<D> {
    return shapes.permute(this, dims);
  }

  /**
   * Adds a dim of size 1.
   *
   * @param dim - where it stands in the result.
   * @throws RangeError where the result has no such dim.
   * @example
   * tensor([1, 2]).unsqueeze(-1).shape; // [ 2, 1 ]
   */
  unsqueeze(dim: number): Tensor<D> {
    return shapes.unsqueeze(this, dim);
  }

  /**
   * Takes out dims of size 1.
   *
   * @param dim - the dim, or the dims, to take out if the size is 1; left out, all such dims.
   * @throws RangeError where the tensor has no such dim, or one is named twice.
   * @example
   * zeros([1, 3, 1]).squeeze().shape; // [ 3 ]
   * zeros([1, 3, 1]).squeeze(0).shape; // [ 3, 1 ]
   * zeros([1, 3, 1]).squeeze([0, 1]).shape; // [ 3, 1 ]
   */
  squeeze(dim?: Dims): Tensor<D> {
    return shapes.squeeze(this, dim);
  }

  /**
   * The dims from `startDim` to `endDim` as one; a scalar becomes a tensor of one dim.
   *
   * @param startDim - Default 0.
   * @param endDim - the last of them. Default −1.
   * @throws RangeError where the tensor has no such dim, or they stand in the wrong order.
   * @example
   * zeros([2, 3, 4]).flatten().shape; // [ 24 ]
   * zeros([2, 3, 4]).flatten(1).shape; // [ 2, 12 ]
   * @see torch.flatten
   */
  flatten(startDim = 0, endDim = -1): Tensor<D> {
    return shapes.flatten(this, startDim, endDim);
  }

  /**
   * Stretches dims of size 1, and adds dims in front. The result is a copy; arithmetic stretches by itself, without one.
   *
   * @param shape - the sizes of the result; −1 leaves a dim as it is.
   * @throws RangeError for fewer sizes than dims, and for another size of a dim that is not 1.
   * @example
   * tensor([[1], [2]]).expand([2, 3]);
   * // tensor([[1, 1, 1],
   * //         [2, 2, 2]])
   * @see torch.Tensor.expand
   */
  expand(shape: readonly number[]): Tensor<D> {
    return shapes.expand(this, shape);
  }

  /**
   * Exchanges the dims of a matrix; a vector and a scalar stay as they are. The result is a copy.
   *
   * @throws RangeError for more than two dims.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).t().shape; // [ 3, 2 ]
   * @see torch.t
   */
  t(): Tensor<D> {
    return shapes.t(this);
  }

  /**
   * All dims in the opposite order. For other than two dims PyTorch has deprecated it, and it warns, once. The result is
   * a copy.
   *
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).T.shape; // [ 3, 2 ]
   * @see torch.Tensor.T
   */
  get T(): Tensor<D> {
    return shapes.T(this);
  }

  // Types

  /**
   * The values in another dtype. Floats lose their fraction as integers; whether a number fits is not checked.
   *
   * @returns this tensor itself if it has that dtype already.
   * @throws TypeError for a dtype that does not exist.
   * @example
   * tensor([0.5, 2]).to("int32"); // tensor([0, 2], dtype=torch.int32)
   */
  to<E extends DType>(dtype: E): Tensor<E> {
    checkDType(dtype);
    return isOf(this, dtype) ? this : applyToStored(cast, [this], dtype);
  }

  /**
   * The values as float32: `to("float32")`.
   *
   * @example
   * tensor([1, 2]).float(); // tensor([1., 2.])
   */
  float(): Tensor<"float32"> {
    return this.to("float32");
  }

  /**
   * The values as float64: `to("float64")`.
   *
   * @example
   * tensor([1, 2]).double(); // tensor([1., 2.], dtype=torch.float64)
   */
  double(): Tensor<"float64"> {
    return this.to("float64");
  }

  /**
   * The values as int64: `to("int64")`.
   *
   * @example
   * tensor([1.7, -1.7]).long(); // tensor([ 1, -1])
   */
  long(): Tensor<"int64"> {
    return this.to("int64");
  }

  // Autograd

  /**
   * Adds `Σ_i gradient_i · ∂this_i / ∂leaf` to the `grad` of every leaf that this tensor was computed from, and frees the
   * graph.
   *
   * @param gradient - of this tensor's shape; 1 when left out, which is for tensors of one element only.
   * @throws TypeError without a graph; RangeError for more than one element without `gradient`, for a gradient of another
   *   shape, and on a second call. No gradient has been changed then.
   * @example
   * const x = tensor([1, 2, 3], { requiresGrad: true });
   * x.pow(2).sum().backward();
   * x.grad; // tensor([2., 4., 6.])
   * x.mul(5).backward(tensor([1, 0, 2]));
   * x.grad; // tensor([ 7.,  4., 16.])
   * @see torch.Tensor.backward
   */
  backward(gradient?: Tensor): void {
    gradients.backward(this, gradient);
  }

  /**
   * The same values without the graph. The data are shared.
   *
   * @example
   * const x = ones([2], { requiresGrad: true });
   * x.mul(3); // tensor([3., 3.], grad_fn=<MulBackward0>)
   * x.mul(3).detach(); // tensor([3., 3.])
   */
  detach(): Tensor<D> {
    return gradients.detach(this);
  }

  /**
   * A copy of the values that stays in the graph.
   *
   * @example
   * ones([2], { requiresGrad: true }).clone(); // tensor([1., 1.], grad_fn=<CloneBackward0>)
   */
  clone(): Tensor<D> {
    return applyToStored(clone, [this]);
  }

  /**
   * Switches recording on or off for this leaf, in place.
   *
   * @param flag - Default true.
   * @returns this tensor.
   * @throws TypeError unless the dtype is floating, and where a computed tensor is to be switched off.
   * @example
   * tensor([0.5, 2]).requiresGrad_(); // tensor([0.5000, 2.0000], requires_grad=True)
   */
  requiresGrad_(flag = true): this {
    gradients.requiresGrad_(this, flag);
    return this;
  }
}

/** A new tensor over `values`, with gradient if asked: one that is made of something else than tensors. */
export function leaf(values: NDArray, requiresGrad = false): Result {
  const t = new Tensor<never>(values, null, OURS);
  return requiresGrad ? t.requiresGrad_() : t;
}

/** The values of a tensor, for a subclass; plain JavaScript may call the constructor with anything. */
function ofTensor(values: unknown): NDArray {
  if (!(values instanceof Tensor)) throw notADataHolder(values);
  return storedOf(values);
}
