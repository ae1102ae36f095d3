/** The matrix product of tensors. */

import { notATensor } from "../arguments.ts";
import type { DType } from "../dtype.ts";
import { isFloating } from "../dtype.ts";
import * as product from "../ops/matmul.ts";
import { broadcastShapes, numel } from "../values/shape.ts";
import type { Result } from "./core.ts";
import { apply, isTensor } from "./core.ts";
import { boolUnsupported, matmulDTypes, matmulShapes } from "./errors.ts";
import type { Tensor } from "./tensor.ts";

/** The dtype of a product. JavaScript does not tell `1` from `1.0`, so integers join floats, as they do in the losses. */
export function productType(a: Tensor, b: Tensor, kind: product.ProductKind | "addmm"): DType {
  if (a.dtype === b.dtype) {
    if (a.dtype === "bool") throw boolUnsupported(kind === "addmm" ? "mm" : kind);
    return a.dtype;
  }
  const [integer, other] = isFloating(a.dtype) ? [b, a] : [a, b];
  const joins = isFloating(other.dtype) && !isFloating(integer.dtype) && integer.dtype !== "bool";
  if (!joins) throw matmulDTypes(kind, a.dtype, b.dtype);
  return other.dtype;
}

export function matmul(x: Tensor, other: Tensor): Result {
  if (!isTensor(other)) throw notATensor("matmul", "other", 1, other);
  const batch = numel(broadcastShapes(x.shape.slice(0, -2), other.shape.slice(0, -2)));
  const rows = other.shape.at(-2) ?? other.shape.at(-1);
  if (x.ndim === 0 || other.ndim === 0 || x.shape.at(-1) !== rows)
    throw matmulShapes(x.shape, other.shape, batch);
  const dtype = productType(x, other, product.productKind(x.shape, other.shape));
  return apply(product.matmul, [x.to(dtype), other.to(dtype)]);
}
