import { checkInt, notATensor } from "../arguments.ts";
import { valuesOf, wrap } from "../tensor/core.ts";
import { Tensor } from "../tensor/tensor.ts";
import { zerosOf } from "../values/ndarray.ts";
import { placeOf } from "../values/shape.ts";
import { wordsOf } from "../values/words.ts";
import { oneHotError } from "./errors.ts";

/**
 * One-hot rows of class indices: 1 at the class, 0 elsewhere.
 *
 * @param target - class indices of any shape: int64, int32 or uint8.
 * @param numClasses - C, the length of a row; −1 means the largest class plus one. Default −1.
 * @returns int64 of the target's shape with a dim of size C at the end.
 * @throws TypeError for a target of another kind, RangeError for a class that is negative or not below `numClasses`.
 * @example
 * oneHot(tensor([2, 0]));
 * // tensor([[0, 0, 1],
 * //         [1, 0, 0]])
 * @see torch.nn.functional.one_hot
 */
export function oneHot(target: Tensor, numClasses = -1): Tensor<"int64"> {
  if (!(target instanceof Tensor)) throw notATensor("one_hot", "input", 1, target);
  if (target.dtype === "bool" || target.dtype === "float32" || target.dtype === "float64") {
    throw oneHotError("dtype", `Got ${target.dtype}; call .long() first.`);
  }
  checkInt("one_hot", "num_classes", numClasses);
  const { data } = valuesOf(target);
  if (data.length === 0 && numClasses <= 0) throw oneHotError("empty", "Give numClasses.");
  const words = data instanceof BigInt64Array ? wordsOf(data) : null;
  const classOf = (i: number): number =>
    words === null ? (data[i] as number) : words[2 * i + 1]! * 2 ** 32 + (words[2 * i]! >>> 0);
  let largest = -1;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, classOf(i));
  const classes = numClasses === -1 ? largest + 1 : numClasses;
  for (let i = 0; i < data.length; i++) {
    const n = classOf(i);
    if (n >= 0 && n < classes) continue;
    const got = `Got ${n} at ${placeOf("target", i, target.shape)}`;
    if (n < 0) throw oneHotError("negative", `${got}.`);
    throw oneHotError("large", `${got} with ${classes} classes.`);
  }
  const rows = zerosOf([...target.shape, classes], "int64");
  for (let i = 0; i < data.length; i++) rows.data[i * classes + classOf(i)] = 1n;
  return wrap(rows);
}
