/**
 * Which dtype comes out of a call, as types: PyTorch's rules once more, for the compiler. tests/resultTypes.test.ts holds
 * them against what every public call gives when it runs.
 *
 * A type never leaves out what may come out. It says more than that where values or ranks decide, which no type has: `1` and
 * `1.5` are both numbers to TypeScript, and of two floats or integers that of a tensor without dims gives way.
 *
 * The rules are tables to be indexed, not conditional types: `SumOf[D]` grows with `D`, so that the compiler sees at once that
 * a `Tensor<"float32">` is a `Tensor`, and an editor shows the dtype that was found. Where a call refuses a dtype, its table
 * may say anything. It says every dtype, so that what a plain `Tensor` gives is a plain `Tensor`.
 */

import type { DType, FloatDType, HalfDType } from "./dtype.ts";

type Full = Exclude<DType, HalfDType>;
type Floating = FloatDType | HalfDType;
type Integer = "int64" | "int32" | "uint8";

/** The typed array that holds the elements of a dtype: `ArrayOf["int64"]` is a BigInt64Array. */
export type ArrayOf = {
  readonly [D in DType]: D extends "float32"
    ? Float32Array
    : D extends "float64"
      ? Float64Array
      : D extends "int64"
        ? BigInt64Array
        : D extends "int32"
          ? Int32Array
          : D extends HalfDType
            ? Uint16Array
            : Uint8Array;
};

/** What an element is: a boolean of bool, else a number, also where every dtype may be. */
export type ItemOf<D extends DType> = Full extends D
  ? number
  : { readonly [T in DType]: T extends "bool" ? boolean : number }[D];

/** The dtype of `exp`, `mean` and others that give floats: float32 of integers and booleans. */
export type FloatOf = {
  readonly [D in DType]: D extends HalfDType ? DType : D extends FloatDType ? D : "float32";
};

/** The dtype of a sum: int64 of integers and booleans. */
export type SumOf = {
  readonly [D in DType]: D extends HalfDType ? DType : D extends FloatDType ? D : "int64";
};

/** The dtype of {@link Tensor.any} and {@link Tensor.all}: uint8 of uint8, else bool. */
export type TruthOf = {
  readonly [D in DType]: D extends HalfDType ? DType : D extends "uint8" ? "uint8" : "bool";
};

/** The dtype of a gradient: float32 of half precision. */
export type GradientOf = {
  readonly [D in DType]: D extends HalfDType ? "float32" : D extends "bool" ? DType : D;
};

/** The dtype of a softmax, of a loss, and of what {@link functional.score} says: float64 of float64, else float32. */
export type LossOf = { readonly [D in DType]: D extends "float64" ? "float64" : "float32" };

/**
 * The dtype of a cross-entropy of logits and target: float64 where one of them is. Class weights of float64 make it float64
 * too, but only beside probabilities.
 */
export type CrossEntropyOf = {
  readonly [X in DType]: { readonly [T in DType]: "float64" extends X | T ? "float64" : "float32" };
};

/** What an operand is: a tensor of a dtype, or a plain value. */
export type OperandKind = DType | "number" | "boolean";

/** Of one kind and another: PyTorch's `result_type` for whatever ranks. `F` and `I` are the floats and integers among them. */
type Common<
  A extends OperandKind,
  B extends OperandKind,
  F = Extract<A | B, Floating>,
  I = Extract<A | B, Integer>,
> = [F] extends [never]
  ? "number" extends A | B
    ? "float32" | ([I] extends [never] ? "int64" : I)
    : [I] extends [never]
      ? "bool"
      : I
  : A extends B
    ? F
    : [A | B] extends [HalfDType | "number"]
      ? DType // arithmetic refuses that
      : F;

/** The dtype of two operands: floats win over integers, integers over booleans, then the wider, or that of more dims. */
export type Promoted = {
  readonly [A in OperandKind]: { readonly [B in OperandKind]: Extract<Common<A, B>, DType> };
};

/** What a table says of a typed array, by its tag; any dtype of what is no such array. */
export type Tagged<A, Table> = A extends { readonly [Symbol.toStringTag]: infer Tag extends keyof Table }
  ? Extract<Table[Tag], DType>
  : DType;
