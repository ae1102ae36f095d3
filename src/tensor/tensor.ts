import {
  checkAttached,
  checkBoolean,
  checkDType,
  checkIntList,
  checkOptions,
  missingArgument,
  notATensor,
  tooManyDims,
} from "../arguments.ts";
import { axpy, equals } from "../arrays/elementwise.ts";
import type { Node } from "../autograd.ts";
import { leafNode, oneLike, opNode, runBackward } from "../autograd.ts";
import { inspect, warnOnce } from "../console.ts";
import { knowTensors } from "../describe.ts";
import type { DType, TypedArray } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import { isRecording } from "../noGrad.ts";
import * as elementwise from "../ops/elementwise.ts";
import { gather } from "../ops/gather.ts";
import * as inPlace from "../ops/inPlace.ts";
import { matmul, productKind } from "../ops/matmul.ts";
import type { Op } from "../ops/op.ts";
import * as reduce from "../ops/reduce.ts";
import { logSoftmax, softmax } from "../ops/softmax.ts";
import { newRows, row, unbind } from "../ops/unbind.ts";
import { cast, clone, permute, reshape, squeeze, squeezeDim, transpose, unsqueeze } from "../ops/view.ts";
import { castTo, withShape } from "../values/broadcast.ts";
import { emptyReduction, permuteDuplicate, permuteLength, sizeOfScalar } from "../values/errors.ts";
import { firstOutside } from "../values/indexing.ts";
import { type Room, recycle } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { ndarray } from "../values/ndarray.ts";
import type { Rank } from "../values/promotion.ts";
import { resultType, scalar, scalarDType } from "../values/promotion.ts";
import {
  broadcastShapes,
  inferShape,
  MAX_DIMS,
  normalizeDim,
  normalizeDims,
  numel,
  SCALAR,
  sameShape,
} from "../values/shape.ts";
import { changed, wasZeroed } from "../values/versions.ts";
import { gradOfIntegersInPlace, notADataHolder } from "./creationErrors.ts";
import {
  boolUnsupported,
  frozenTensor,
  gatherDType,
  gatherIndex,
  gatherRank,
  gatherSize,
  gradDType,
  gradientKind,
  gradientShape,
  gradKind,
  gradSize,
  iterationOfScalar,
  matmulDTypes,
  matmulShapes,
  meanOfIntegers,
  negativePower,
  noGraph,
  nonScalarBackward,
  notALeaf,
  notOneElement,
  notScalarOrTensor,
  ownGrad,
  scalarOnly,
} from "./errors.ts";
import { formatTensor } from "./format.ts";
import { checkAlpha, checkFits, checkOutputShape, checkOutputType } from "./inPlace.ts";
import { fillDims, leafInPlace, sharedInPlace } from "./inPlaceErrors.ts";
import type { TensorJSON } from "./json.ts";
import { toJSON } from "./json.ts";
import { checkLists } from "./lists.ts";

/** Values in nested arrays, one level per dimension; the value itself for a scalar: `[[1, 2], [3, 4]]`. */
export type Nested<T> = T | readonly Nested<T>[];

/** One dim or several; an empty list means all. Negative dims count from the end: −1 is the last. */
export type Dims = number | readonly number[];

/**
 * The second operand of arithmetic. A plain value counts as PyTorch's Python scalar: `2` as an int, `2.5` as a float,
 * `true` as a bool. It widens the kind of the result (int to float), never its size (float32 to float64).
 */
export type Operand = Tensor | number | boolean;

/** Options of {@link Tensor.add_} and {@link Tensor.sub_}. */
export interface AlphaOptions {
  /** What the operand is multiplied with; a whole number for integers. Default 1. */
  readonly alpha?: number;
}

/** The private parts of a tensor, for this file: no user code can stand in their way. */
let nodeOf: (t: Tensor) => Node | null;
/** The values that a tensor was made of; null of what is none. */
let madeOf: (t: Tensor) => NDArray | null;
/** How many elements there were then. */
let numelOf: (t: Tensor) => number;

/**
 * What `instanceof Tensor` says, without the detour over the class. Where a bundler left the class out, nothing is a tensor.
 */
export let isTensor = (_: unknown): _ is Tensor => false;

/** A Proxy of a tensor runs its methods, but has neither values of its own nor a place in the graph. */
function checkOurs(call: string, t: unknown, position = 1): void {
  if (!isTensor(t)) throw notATensor(call, "self", position, t);
}

/** Whether an input of an operation only looks like a tensor, and would be taken for values without a graph. */
const pretends = (input: NDArray): boolean => Object.prototype.isPrototypeOf.call(Tensor.prototype, input);

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

/** A tensor over values of the library's own. */
export const wrap = (values: NDArray, node: Node | null = null): Tensor => new Tensor(values, node, OURS);

/**
 * The values of a tensor as they are now, each field read once. Every operation begins with it: plain JavaScript may have
 * changed a field or resized a buffer since.
 *
 * @throws TypeError where the buffer was transferred, or does not have the elements of the shape.
 */
export function valuesOf(t: Tensor): NDArray {
  const { data, shape, dtype } = t;
  const made = madeOf(t);
  const unchanged = data === made?.data && shape === made.shape && dtype === made.dtype;
  if (unchanged && data.length === numelOf(t)) return made;
  const values = ndarray(data, shape, dtype);
  checkAttached("Tensor", values);
  return values;
}

/** Whether the values of a tensor are the output of a softmax, as far as the graph says. */
export const areProbabilities = (t: Tensor): boolean => nodeOf(t)?.probabilities === true;

/**
 * Runs an op on values and, where an input wants a gradient, records the way back: the only place that joins the two.
 *
 * @param inputs - tensors, values without a graph, null for what is absent.
 */
export function apply<I extends readonly (NDArray | null)[], A extends readonly unknown[]>(
  op: Op<I, A>,
  inputs: { readonly [K in keyof I]: I[K] | Tensor },
  ...attributes: A
): Tensor {
  const recording = isRecording();
  const values: (NDArray | null)[] = [];
  let learns = false;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i] as Tensor | NDArray | null;
    if (isTensor(input)) {
      values.push(valuesOf(input));
      learns ||= recording && nodeOf(input) !== null;
    } else {
      if (input !== null && pretends(input)) checkOurs("Tensor", input, i + 1);
      values.push(input);
    }
  }
  if (!learns) return wrap(op(values as unknown as I, NOBODY, ...attributes).y);
  const nodes: (Node | null)[] = [];
  const needs: boolean[] = [];
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i] as Tensor | NDArray | null;
    const node = isTensor(input) ? nodeOf(input) : null;
    nodes.push(node);
    needs.push(node !== null);
  }
  const outcome = op(values as unknown as I, needs, ...attributes);
  const { y, means } = outcome;
  if (!isFloating(y.dtype)) return wrap(y);
  const probabilities = means === "probabilities" || (means === "input" && nodes[0]?.probabilities === true);
  return wrap(y, opNode(outcome, nodes, values, probabilities));
}

/** What an op is told where no input wants a gradient. */
const NOBODY: readonly boolean[] = [];

/**
 * An n-dimensional array with PyTorch's operations and gradients: contiguous, row-major. Methods whose name ends in `_`
 * change it in place, no others do.
 *
 * Make one with {@link tensor}, {@link asTensor}, {@link zeros} or {@link randn}. Negative dims count from the end
 * everywhere. Gradients are first derivatives only.
 *
 * @example
 * const x = tensor([[1, 2], [3, 4]], { requiresGrad: true });
 * x.mul(x).sum().backward();
 * x.grad;
 * // tensor([[2., 4.],
 * //         [6., 8.]])
 * @see torch.Tensor
 */
export class Tensor {
  /** The elements in row-major order: bigints for int64, 0 and 1 for bool. Methods in place write to this very array. */
  readonly data: TypedArray;
  /** Sizes of the dimensions; empty for a scalar. */
  readonly shape: readonly number[];
  /** Element type, such as `'float32'`. */
  readonly dtype: DType;
  readonly #made: NDArray;
  readonly #numel: number;
  /** The place in the graph: null without gradient. */
  #node: Node | null;
  /** The node of this leaf, once there is one: what was computed from it keeps it. */
  #leaf: Node | null = null;
  /** The gradient of this leaf while nobody has read it. */
  #sum: NDArray | null = null;
  /** The gradient once it has been read or assigned, so that somebody else may hold it. */
  #grad: Tensor | null = null;
  /** Whether another tensor in the graph may be a view of this one, or this one of another. */
  #isViewed = false;

  static {
    knowTensors(this);
    nodeOf = (t) => t.#node;
    madeOf = (t) => (#made in t ? t.#made : null);
    numelOf = (t) => t.#numel;
    isTensor = (value): value is Tensor => typeof value === "object" && value !== null && #grad in value;
  }

  /** @internal Users call {@link tensor} or {@link asTensor}; a subclass may begin with the values of a tensor. */
  constructor(values: NDArray, node: Node | null = null, key?: symbol) {
    const made = key === OURS ? values : ofTensor(values);
    const { data, shape, dtype } = made;
    if (shape.length > MAX_DIMS) throw tooManyDims(MAX_DIMS, shape.length);
    this.data = data;
    this.shape = frozen(shape);
    this.dtype = dtype;
    this.#made = made;
    this.#numel = data.length;
    this.#node = key === OURS ? node : null;
  }

  /** @internal True of tensors that a constructor made, not of objects that only inherit from the class. */
  static [Symbol.hasInstance](value: unknown): boolean {
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
  get grad(): Tensor | null {
    checkOurs("grad", this);
    if (this.#node !== null && this.#node.leaf === null)
      warnOnce("grad of a computed tensor", GRAD_OF_COMPUTED);
    if (this.#sum !== null) {
      this.#grad = wrap(this.#sum);
      this.#sum = null;
    }
    return this.#grad;
  }

  /**
   * Replaces the sum; null clears it, which a training loop does before each step.
   *
   * @throws TypeError for something else than a Tensor or null and for another dtype, RangeError for another shape.
   */
  set grad(value: Tensor | null) {
    checkOurs("grad", this);
    if (value !== null && !isTensor(value)) throw gradKind(value);
    if (value === this) throw ownGrad(this.shape);
    if (value !== null && value.dtype !== this.dtype) throw gradDType(value.dtype, this.dtype);
    if (value !== null && !sameShape(value.shape, this.shape)) throw gradSize(value.shape, this.shape);
    if (this.#sum !== null) recycle(this.#sum.data);
    this.#sum = null;
    this.#grad = value;
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
    checkOurs("requires_grad", this);
    return this.#node !== null;
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
    if (dim === undefined) return [...this.shape];
    const d = normalizeDim(dim, this.ndim);
    if (this.ndim === 0) throw sizeOfScalar(dim);
    return this.shape[d]!;
  }

  /**
   * The single element as a JS value: a boolean for dtype bool, else a number (int64 beyond 2^53 loses its last bits).
   *
   * @throws RangeError unless there is exactly one element.
   * @example
   * tensor([[2.5]]).item(); // 2.5
   * tensor(true).item<boolean>(); // true
   */
  item<T extends number | boolean = number>(): T {
    if (this.data.length !== 1) throw scalarOnly(this.data.length);
    return this.valueAt(0) as T;
  }

  /**
   * The elements in nested arrays, one level per dim, with JS values as {@link Tensor.item} gives them.
   *
   * @returns nested arrays; for a scalar the value itself.
   * @throws RangeError for more than arrays can hold, which is about 2^28 numbers.
   * @example
   * tensor([[1, 2], [3, 4]]).tolist(); // [ [ 1, 2 ], [ 3, 4 ] ]
   */
  tolist<T extends number | boolean = number>(): Nested<T> {
    checkLists(this.shape, this.dtype);
    valuesOf(this); // whose buffer may be gone
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

  /**
   * PyTorch's text: 4 digits, at most 80 columns, and only the ends of each dim beyond 1000 elements.
   *
   * @example
   * String(ones([2], { requiresGrad: true })); // 'tensor([1., 1.], requires_grad=True)'
   * @see torch/_tensor_str.py
   */
  toString(): string {
    checkOurs("toString", this);
    const node = this.#node;
    return formatTensor(valuesOf(this), {
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
    if (hint !== "number") return this.toString();
    if (this.data.length !== 1) throw notOneElement(this.shape);
    return Number(this.valueAt(0));
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
  [Symbol.iterator](): IterableIterator<Tensor> {
    if (this.ndim === 0) throw iterationOfScalar();
    const rows = newRows();
    const whole = this.sharing(unbind, rows);
    const length = this.shape[0]!;
    return (function* () {
      for (let i = 0; i < length; i++) yield apply(row, [whole], i, rows);
    })();
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
    return toJSON(this);
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
  add(other: Operand): Tensor {
    return this.arithmetic("add", elementwise.add, other);
  }

  /**
   * `x − other`, element by element; operands as for {@link Tensor.add}.
   *
   * @throws TypeError for bool operands too.
   * @example
   * tensor([3, 5]).sub(1); // tensor([2, 4])
   */
  sub(other: Operand): Tensor {
    this.checkNoBools("sub", other);
    return this.arithmetic("sub", elementwise.sub, other);
  }

  /**
   * `x · other`, element by element; operands as for {@link Tensor.add}.
   *
   * @example
   * tensor([3, 5]).mul(tensor([2, -1])); // tensor([ 6, -5])
   */
  mul(other: Operand): Tensor {
    return this.arithmetic("mul", elementwise.mul, other);
  }

  /**
   * `x / other`, element by element; operands as for {@link Tensor.add}. True division: integers give float32.
   *
   * @example
   * tensor([3, 5]).div(2); // tensor([1.5000, 2.5000])
   */
  div(other: Operand): Tensor {
    const dtype = this.commonType("div", other);
    return this.arithmetic("div", elementwise.div, other, isFloating(dtype) ? dtype : "float32");
  }

  /**
   * `x ** exponent`, element by element; operands as for {@link Tensor.add}. Integers stay integers.
   *
   * @throws TypeError for bool operands too, RangeError for integers to a negative plain exponent.
   * @example
   * tensor([1, 2, 3]).pow(2); // tensor([1, 4, 9])
   * tensor([4, 9]).pow(0.5); // tensor([2., 3.])
   */
  pow(exponent: Operand): Tensor {
    const dtype = this.commonType("pow", exponent);
    if (dtype === "bool") throw boolUnsupported("pow");
    if (isTensor(exponent)) return this.arithmetic("pow", elementwise.pow, exponent, dtype);
    if (!isFloating(dtype) && Number(exponent) < 0) throw negativePower(Number(exponent));
    if (!isFloating(dtype)) return this.arithmetic("pow", elementwise.pow, exponent, dtype);
    return apply(elementwise.powScalar, [this.to(dtype)], Number(exponent));
  }

  /**
   * `x = other`, element by element, as bool; operands as for {@link Tensor.add}. It has no gradient.
   *
   * @example
   * tensor([1, 2, 3]).eq(2); // tensor([False,  True, False])
   */
  eq(other: Operand): Tensor {
    const dtype = this.commonType("eq", other);
    const values = isTensor(other) ? valuesOf(other) : scalar(other, dtype);
    return wrap(equals(valuesOf(this), values, dtype));
  }

  /**
   * `−x`.
   *
   * @throws TypeError for bool.
   * @example
   * tensor([1, -2]).neg(); // tensor([-1,  2])
   */
  neg(): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("neg");
    return apply(elementwise.neg, [this]);
  }

  /**
   * `e ** x`; integers give float32.
   *
   * @example
   * tensor([0, 1]).exp(); // tensor([1.0000, 2.7183])
   */
  exp(): Tensor {
    return apply(elementwise.exp, [this.floating()]);
  }

  /**
   * Natural logarithm `log x`; integers give float32.
   *
   * @example
   * tensor([1, 10]).log(); // tensor([0.0000, 2.3026])
   */
  log(): Tensor {
    return apply(elementwise.log, [this.floating()]);
  }

  /**
   * Square root `√x`; integers give float32.
   *
   * @example
   * tensor([4, -1]).sqrt(); // tensor([2., nan])
   */
  sqrt(): Tensor {
    return apply(elementwise.sqrt, [this.floating()]);
  }

  /**
   * `|x|`; the gradient at 0 is 0.
   *
   * @throws TypeError for bool.
   * @example
   * tensor([1, -2]).abs(); // tensor([1, 2])
   */
  abs(): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("abs");
    return apply(elementwise.abs, [this]);
  }

  /**
   * `max(x, 0)`; the gradient at 0 is 0.
   *
   * @throws TypeError for bool.
   * @example
   * tensor([1.5, -2]).relu(); // tensor([1.5000, 0.0000])
   */
  relu(): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("relu");
    return apply(elementwise.relu, [this]);
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
    const { alpha = 1 } = checkOptions<AlphaOptions>("add_", options, ["alpha"]);
    const dtype = this.commonType("add_", other);
    const operand = this.operandInPlace("add_", other, dtype);
    return this.overwrite(inPlace.add_, operand, dtype, checkAlpha("add_", alpha, dtype, this.dtype));
  }

  /**
   * `x −= alpha · other`, element by element, in place; as {@link Tensor.add_}.
   *
   * @throws TypeError for bool operands too.
   * @example
   * tensor([3, 5]).sub_(tensor([1, 2]), { alpha: 2 }); // tensor([1, 1])
   */
  sub_(other: Operand, options?: AlphaOptions): this {
    const { alpha = 1 } = checkOptions<AlphaOptions>("sub_", options, ["alpha"]);
    this.checkNoBools("sub_", other);
    const dtype = this.commonType("sub_", other);
    const operand = this.operandInPlace("sub_", other, dtype);
    return this.overwrite(inPlace.sub_, operand, dtype, checkAlpha("sub_", alpha, dtype, this.dtype));
  }

  /**
   * `x *= other`, element by element, in place; operands as for {@link Tensor.add_}.
   *
   * @example
   * tensor([3, 5]).mul_(2); // tensor([ 6, 10])
   */
  mul_(other: Operand): this {
    const dtype = this.commonType("mul_", other);
    return this.overwrite(inPlace.mul_, this.operandInPlace("mul_", other, dtype), dtype);
  }

  /**
   * `x /= other`, element by element, in place; operands as for {@link Tensor.add_}.
   *
   * @throws TypeError for integers too, whose quotients are floats.
   * @example
   * tensor([3, 5.5]).div_(2); // tensor([1.5000, 2.7500])
   */
  div_(other: Operand): this {
    const common = this.commonType("div_", other);
    const dtype = isFloating(common) ? common : "float32";
    return this.overwrite(inPlace.div_, this.operandInPlace("div_", other, dtype), dtype);
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
    operandType("copy_", other);
    this.checkInPlace("copy_", other);
    if (isTensor(other)) checkOutputShape(this.shape, other.shape);
    return this.overwrite(inPlace.copy_, isTensor(other) ? other : scalar(other, this.dtype));
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
    operandType("fill_", value, "value");
    this.checkInPlace("fill_", value);
    if (isTensor(value)) {
      if (value.ndim > 0) throw fillDims(value.ndim, value.shape);
      return this.overwrite(inPlace.fill_, value);
    }
    checkFits(value, this.dtype);
    return this.overwrite(inPlace.fillScalar_, scalar(value, this.dtype));
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
    this.checkInPlace("zero_", null);
    return this.overwrite(inPlace.zero_, scalar(0, this.dtype));
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
  sum(dim?: Dims, keepdim = false): Tensor {
    const dims = this.reduced("sum", dim, keepdim);
    return apply(reduce.sum, [this], dims, keepdim, isAll(dim, keepdim));
  }

  /**
   * `Σ x / n` over `dim`, in double precision and rounded once; NaN over nothing. Arguments as for {@link Tensor.sum}.
   *
   * @throws TypeError unless the dtype is floating.
   * @example
   * tensor([[1, 2], [3, 4.5]]).mean(0); // tensor([2.0000, 3.2500])
   */
  mean(dim?: Dims, keepdim = false): Tensor {
    const dims = this.reduced("mean", dim, keepdim);
    if (!isFloating(this.dtype)) throw meanOfIntegers(this.dtype);
    return apply(reduce.mean, [this], dims, keepdim, isAll(dim, keepdim));
  }

  /**
   * `max x` over `dim`; a NaN wins. Equal maxima share the gradient. Arguments as for {@link Tensor.sum}.
   *
   * @throws RangeError where there is nothing to choose from.
   * @example
   * tensor([[1, 5], [3, 4]]).amax(1); // tensor([5, 4])
   */
  amax(dim?: Dims, keepdim = false): Tensor {
    const dims = this.reduced("amax", dim, keepdim);
    this.checkNotEmpty("amax", dims, dim === undefined || dim === null);
    return apply(reduce.amax, [this], dims, keepdim);
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
  argmax(dim?: number, keepdim = false): Tensor {
    if (this.dtype === "bool") throw boolUnsupported("argmax");
    checkBoolean("argmax", "keepdim", keepdim);
    if (dim === undefined || dim === null) {
      this.checkNotEmpty("argmax", [], true);
      const flat = reduce.argmax(withShape(valuesOf(this), [this.numel()]), 0, false);
      return wrap(
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
    return wrap(reduce.argmax(valuesOf(this), d, keepdim));
  }

  /**
   * `log Σ exp(x)` over `dim`, computed as `m + log Σ exp(x − m)` with the maximum `m`: it never overflows. Integers are
   * promoted to float32. Arguments as for {@link Tensor.sum}, but `dim` has no default.
   *
   * @throws TypeError without `dim`.
   * @example
   * tensor([[1000, 1000], [0, 1]]).logsumexp(1); // tensor([1000.6932,    1.3133])
   */
  logsumexp(dim: Dims, keepdim = false): Tensor {
    if (dim === undefined || dim === null) throw missingArgument("logsumexp", "dim");
    const x = this.floating();
    const dims = this.reduced("logsumexp", dim, keepdim);
    return apply(reduce.logsumexp, [x], dims, keepdim);
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
  softmax(dim: number): Tensor {
    const x = this.floating();
    return apply(softmax, [x], normalizeDim(dim, this.ndim));
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
  logSoftmax(dim: number): Tensor {
    const x = this.floating();
    return apply(logSoftmax, [x], normalizeDim(dim, this.ndim));
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
  matmul(other: Tensor): Tensor {
    if (!isTensor(other)) throw notATensor("matmul", "other", 1, other);
    const batch = numel(broadcastShapes(this.shape.slice(0, -2), other.shape.slice(0, -2)));
    const rows = other.shape.at(-2) ?? other.shape.at(-1);
    if (this.ndim === 0 || other.ndim === 0 || this.shape.at(-1) !== rows) {
      throw matmulShapes(this.shape, other.shape, batch);
    }
    const dtype = productType(this, other);
    if (dtype === "bool") throw boolUnsupported(productKind(this.shape, other.shape));
    return apply(matmul, [this.to(dtype), other.to(dtype)]);
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
  gather(dim: number, index: Tensor): Tensor {
    if (!isTensor(index)) throw notATensor("gather", "index", 2, index);
    const d = normalizeDim(dim, this.ndim);
    if (index.dtype !== "int64" && index.dtype !== "int32") throw gatherDType(index.dtype);
    const values = valuesOf(index);
    this.checkIndex(d, values);
    return apply(gather, [this], values, d);
  }

  private checkIndex(d: number, { data, shape }: NDArray): void {
    if (data.length === 0) return;
    // A scalar counts as a tensor of one dim here, on both sides.
    if (Math.max(this.ndim, 1) !== Math.max(shape.length, 1)) throw gatherRank(this.shape, shape);
    const larger = this.shape.findIndex((size, k) => k !== d && shape[k]! > size);
    if (larger >= 0) throw gatherSize(this.shape, shape, d, larger);
    const size = this.shape[d] ?? 1;
    const outside = firstOutside(data as Int32Array | BigInt64Array, size);
    if (outside >= 0) throw gatherIndex(Number(data[outside]), d, size, outside);
  }

  // Shape. transpose and permute copy: tensors are always contiguous

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
  reshape(shape: readonly number[]): Tensor {
    const sizes = checkIntList("reshape", "shape", shape);
    return this.sharing(reshape, inferShape(sizes, this.shape));
  }

  /**
   * Exchanges two dims. The result is a copy.
   *
   * @throws RangeError where the tensor has no such dim.
   * @example
   * tensor([[1, 2, 3], [4, 5, 6]]).transpose(0, 1).shape; // [ 3, 2 ]
   */
  transpose(dim0: number, dim1: number): Tensor {
    const a = normalizeDim(dim0, this.ndim);
    const b = normalizeDim(dim1, this.ndim);
    const order = this.shape.map((_, d) => (d === a ? b : d === b ? a : d));
    return apply(transpose, [this], order);
  }

  /**
   * Puts all dims in a new order. The result is a copy.
   *
   * @param dims - every dim once: dim `d` of the result is dim `dims[d]` of this tensor.
   * @throws RangeError where a dim is missing, named twice or does not exist.
   * @example
   * zeros([2, 4, 5, 3]).permute([0, 3, 1, 2]).shape; // [ 2, 3, 4, 5 ]
   */
  permute(dims: readonly number[]): Tensor {
    const given = checkIntList("permute", "dims", dims);
    if (given.length !== this.ndim) throw permuteLength(this.ndim, given.length);
    const order = given.map((d) => normalizeDim(d, this.ndim));
    if (new Set(order).size !== order.length) throw permuteDuplicate(given);
    return apply(permute, [this], order);
  }

  /**
   * Adds a dim of size 1.
   *
   * @param dim - where it stands in the result.
   * @throws RangeError where the result has no such dim.
   * @example
   * tensor([1, 2]).unsqueeze(-1).shape; // [ 2, 1 ]
   */
  unsqueeze(dim: number): Tensor {
    const d = normalizeDim(dim, this.ndim, this.ndim + 1);
    return this.sharing(unsqueeze, [...this.shape.slice(0, d), 1, ...this.shape.slice(d)]);
  }

  /**
   * Takes out dims of size 1.
   *
   * @param dim - the dim to take out if its size is 1; left out, all such dims.
   * @throws RangeError where the tensor has no such dim.
   * @example
   * zeros([1, 3, 1]).squeeze().shape; // [ 3 ]
   * zeros([1, 3, 1]).squeeze(0).shape; // [ 3, 1 ]
   */
  squeeze(dim?: number): Tensor {
    if (dim === undefined) {
      return this.sharing(
        squeeze,
        this.shape.filter((size) => size !== 1),
      );
    }
    const d = normalizeDim(dim, this.ndim);
    const shape = this.shape.filter((size, k) => k !== d || size !== 1);
    return this.sharing(squeezeDim, shape);
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
  to(dtype: DType): Tensor {
    checkDType(dtype);
    return dtype === this.dtype ? this : apply(cast, [this], dtype);
  }

  /**
   * The values as float32: `to("float32")`.
   *
   * @example
   * tensor([1, 2]).float(); // tensor([1., 2.])
   */
  float(): Tensor {
    return this.to("float32");
  }

  /**
   * The values as float64: `to("float64")`.
   *
   * @example
   * tensor([1, 2]).double(); // tensor([1., 2.], dtype=torch.float64)
   */
  double(): Tensor {
    return this.to("float64");
  }

  /**
   * The values as int64: `to("int64")`.
   *
   * @example
   * tensor([1.7, -1.7]).long(); // tensor([ 1, -1])
   */
  long(): Tensor {
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
    if (gradient !== undefined && gradient !== null && !isTensor(gradient)) throw gradientKind(gradient);
    checkOurs("backward", this);
    const node = this.#node;
    if (node === null) throw noGraph();
    const values = valuesOf(this);
    const given = gradient ? valuesOf(gradient) : null;
    if (given && !sameShape(given.shape, values.shape)) throw gradientShape(given.shape, values.shape);
    if (!given && values.data.length !== 1) throw nonScalarBackward(values.shape);
    runBackward(node, given ? castTo(given, values.dtype) : oneLike(values));
  }

  /**
   * The same values without the graph. The data are shared.
   *
   * @example
   * const x = ones([2], { requiresGrad: true });
   * x.mul(3); // tensor([3., 3.], grad_fn=<MulBackward0>)
   * x.mul(3).detach(); // tensor([3., 3.])
   */
  detach(): Tensor {
    checkOurs("detach", this);
    return wrap(valuesOf(this));
  }

  /**
   * A copy of the values that stays in the graph.
   *
   * @example
   * ones([2], { requiresGrad: true }).clone(); // tensor([1., 1.], grad_fn=<CloneBackward0>)
   */
  clone(): Tensor {
    return apply(clone, [this]);
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
    checkOurs("requires_grad_", this);
    checkBoolean("requires_grad_", "requires_grad", flag);
    const computed = this.#node !== null && this.#node.leaf === null;
    if (computed && !flag) throw notALeaf();
    if (flag && !isFloating(this.dtype)) throw gradOfIntegersInPlace(this.dtype);
    if (Object.isFrozen(this)) throw frozenTensor(this);
    if (!flag) this.#node = null;
    else if (this.#node === null) {
      this.#leaf ??= leafNode({
        holds: (data) => this.data === data,
        prepare: () => this.#prepareGrad(),
        store: (gradient) => this.#storeGrad(gradient),
      });
      this.#node = this.#leaf;
    }
    return this;
  }

  /** {@link Leaf.prepare}: the rules stand in values/memory.ts. */
  #prepareGrad(): Room | null {
    if (this.#grad === null || this.#node === null) return null;
    const { data } = valuesOf(this.#grad);
    return wasZeroed(data) ? { of: this.data, gradient: data, taken: false } : null;
  }

  #storeGrad(gradient: NDArray): void {
    if (this.#node === null) return; // switched off since the graph was recorded
    if (this.#grad === null && this.#sum === null) {
      this.#sum = gradient;
      return;
    }
    const sum = this.#sum ?? valuesOf(this.#grad!);
    if (sum.data !== gradient.data) {
      if (wasZeroed(sum.data)) sum.data.set(gradient.data as never);
      else axpy(sum, gradient);
      recycle(gradient.data);
    }
    if (this.#grad !== null) changed(sum.data); // while nobody has read it, no graph has it
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
      isTensor(other) ? rank(other) : "plain",
    );
  }

  private checkNoBools(call: string, other: Operand): void {
    const bools = [this.dtype, operandType(call, other)].filter((dtype) => dtype === "bool").length;
    if (bools > 0) throw boolUnsupported(bools === 2 ? "sub" : "subOne");
  }

  private arithmetic(
    call: string,
    op: Op<[NDArray, NDArray], [dtype: DType]>,
    other: Operand,
    dtype = this.commonType(call, other),
  ): Tensor {
    return apply(op, [this, isTensor(other) ? other : scalar(other, dtype)], dtype);
  }

  /** The result of an op that gives the same elements, not copied. */
  private sharing<A extends readonly unknown[]>(op: Op<[NDArray], A>, ...attributes: A): Tensor {
    const result = apply(op, [this], ...attributes);
    this.#isViewed = true;
    result.#isViewed = true;
    return result;
  }

  /** Whether a change in place is recorded, which a leaf and the views of a tensor refuse. */
  private checkInPlace(call: string, other: Operand | null): void {
    checkOurs(call, this);
    const node = this.#node;
    const learns = node !== null || (isTensor(other) && other.#node !== null && isFloating(this.dtype));
    if (!learns || !isRecording()) return;
    if (node !== null && node.leaf !== null) throw leafInPlace(this.shape);
    if (this.#isViewed) throw sharedInPlace(this.shape, isViewOfLeaf(node, this.data));
  }

  /** Runs an op that writes over its first input, this tensor, whose node its own becomes. */
  private overwrite<A extends readonly unknown[]>(
    op: Op<[NDArray, NDArray], A>,
    other: Tensor | NDArray,
    ...attributes: A
  ): this {
    const result = apply(op, [this, other], ...attributes);
    if (isRecording()) this.#node = result.#node;
    changed(result.data, (op as unknown) === inPlace.zero_);
    return this;
  }

  /** The checked operand of arithmetic in place that computes in `dtype`. */
  private operandInPlace(call: string, other: Operand, dtype: DType): Tensor | NDArray {
    this.checkInPlace(call, other);
    if (isTensor(other)) checkOutputShape(this.shape, other.shape);
    checkOutputType(dtype, this.dtype);
    return isTensor(other) ? other : scalar(other, dtype);
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

const GRAD_OF_COMPUTED =
  "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated " +
  "during autograd.backward(). If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead.";

/** A new tensor over `values`, with gradient if asked. */
export function leaf(values: NDArray, requiresGrad: boolean): Tensor {
  const t = wrap(values);
  return requiresGrad ? t.requiresGrad_() : t;
}

/** The values of a tensor, for a subclass; plain JavaScript may call the constructor with anything. */
function ofTensor(values: unknown): NDArray {
  if (!(values instanceof Tensor)) throw notADataHolder(values);
  return valuesOf(values);
}

/** Whether the elements are those of a leaf that `node` comes from. */
function isViewOfLeaf(node: Node | null, data: TypedArray): boolean {
  let at = node;
  while (at !== null && at.leaf === null) at = at.inputs[0] ?? null;
  return at?.leaf?.holds(data) === true;
}

/** Whether a reduction is PyTorch's overload without dims, which has another node. */
const isAll = (dim: Dims | undefined, keepdim: boolean): boolean =>
  (dim === undefined || dim === null) && !keepdim;

/** The dtype of a product. JavaScript does not tell `1` from `1.0`, so integers join floats, as they do in the losses. */
function productType(a: Tensor, b: Tensor): DType {
  if (a.dtype === b.dtype) return a.dtype;
  const [integer, other] = isFloating(a.dtype) ? [b, a] : [a, b];
  const joins = isFloating(other.dtype) && !isFloating(integer.dtype) && integer.dtype !== "bool";
  if (!joins) throw matmulDTypes(productKind(a.shape, b.shape), a.dtype, b.dtype);
  return other.dtype;
}

function operandType(call: string, other: Operand, name = "other"): DType {
  if (other instanceof Tensor) return other.dtype;
  if (typeof other !== "number" && typeof other !== "boolean") throw notScalarOrTensor(call, name, other);
  return scalarDType(other);
}
