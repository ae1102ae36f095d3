/**
 * Which dtype comes out of a call, as types: PyTorch's rules once more, for the compiler. tests/resultTypes.test.ts holds
 * them against what every public call gives when it runs.
 *
 * A type never leaves out what may come out. It says more than that where values or ranks decide, which no type has: `1` and
 * `1.5` are both numbers to TypeScript, and of two floats or integers that of a tensor without dims gives way.
 *
 * The rules are tables to be indexed, not conditional types: `Table[D]` grows with `D`, so that the compiler sees at once that
 * a `Tensor<"float32">` is a `Tensor`, and an editor shows the dtype that was found. Where a call refuses a dtype, its table
 * may say anything. It says every dtype, so that what a plain `Tensor` gives is a plain `Tensor`.
 */

import type { DType, FloatDType, HalfDType } from "./dtype.ts";

type Floating = FloatDType | HalfDType;
type Full = Exclude<DType, HalfDType>;

interface Arrays {
  readonly float32: Float32Array;
  readonly float64: Float64Array;
  readonly float16: Uint16Array;
  readonly bfloat16: Uint16Array;
  readonly int64: BigInt64Array;
  readonly int32: Int32Array;
  readonly uint8: Uint8Array;
  readonly bool: Uint8Array;
}

type Items = { readonly [D in DType]: D extends "bool" ? boolean : number };

type Floats = { readonly [D in DType]: D extends HalfDType ? DType : D extends FloatDType ? D : "float32" };
type Sums = { readonly [D in DType]: D extends HalfDType ? DType : D extends FloatDType ? D : "int64" };
type Truths = { readonly [D in DType]: D extends HalfDType ? DType : D extends "uint8" ? "uint8" : "bool" };
type Gradients = { readonly [D in DType]: D extends HalfDType ? "float32" : D extends "bool" ? DType : D };
type Losses = { readonly [D in DType]: D extends "float64" ? "float64" : "float32" };
type Wider = {
  readonly [A in DType]: { readonly [B in DType]: "float64" extends A | B ? "float64" : "float32" };
};

/** The typed array that holds the elements of a dtype. */
export type ArrayOf<D extends DType> = Arrays[D];

/** What a table says of a typed array, by its tag; any dtype of what is no such array. */
export type Tagged<A, Table> = A extends { readonly [Symbol.toStringTag]: infer Tag extends keyof Table }
  ? Extract<Table[Tag], DType>
  : DType;

/** What an element is: a boolean of bool, else a number, also where every dtype may be. */
export type ItemOf<D extends DType> = Full extends D ? number : Items[D];

/** The dtype of `exp`, `mean` and others that give floats: float32 of integers and booleans. */
export type FloatOf<D extends DType> = Floats[D];

/** The dtype of a sum: int64 of integers and booleans. */
export type SumOf<D extends DType> = Sums[D];

/** The dtype of {@link Tensor.any} and {@link Tensor.all}: uint8 of uint8, else bool. */
export type TruthOf<D extends DType> = Truths[D];

/** The dtype of a gradient: float32 of half precision. */
export type GradientOf<D extends DType> = Gradients[D];

/** The dtype of a softmax, of a loss, and of what {@link functional.score} says: float64 of float64, else float32. */
export type LossOf<D extends DType> = Losses[D];

/**
 * The dtype of a cross-entropy: float64 where logits or target are, or a class weight, which counts only beside
 * probabilities.
 */
export type CrossEntropyOf<X extends DType, T extends DType, W extends DType> =
  | Wider[X][T]
  | Extract<W, "float64">;

/** The dtype of {@link functional.linearCrossEntropy}: as that of logits, which features and layer make. */
export type LinearCrossEntropyOf<
  X extends DType,
  L extends DType,
  T extends DType,
  W extends DType,
> = CrossEntropyOf<Wider[X][L], T, W>;

/** The dtype of a divergence: what log-probabilities and target have in common. */
export type DivergenceOf<X extends DType, T extends DType> = LossOf<Promoted<LossOf<X>, T>>;

/** What an operand is: a tensor of a dtype, or a plain value. */
export type OperandKind = DType | "number" | "boolean";

/** Of one kind and another: PyTorch's `result_type` for whatever ranks. `F` and `I` are the floats and integers among them. */
type Common<
  A extends OperandKind,
  B extends OperandKind,
  F = Extract<A | B, Floating>,
  I = Extract<A | B, "int64" | "int32" | "uint8">,
> = [F] extends [never]
  ? "number" extends A | B
    ? "float32" | ([I] extends [never] ? "int64" : I)
    : [I] extends [never]
      ? "bool"
      : I
  : A extends B
    ? F
    : [A | B] extends [HalfDType]
      ? F | "float32"
      : [A | B] extends [HalfDType | "number"]
        ? DType // refused, but by where
        : F;

type Promotions = {
  readonly [A in OperandKind]: { readonly [B in OperandKind]: Extract<Common<A, B>, DType> };
};

/** The dtype of two operands: floats win over integers, integers over booleans, then the wider, or that of more dims. */
export type Promoted<A extends OperandKind, B extends OperandKind> = Promotions[A][B];
