/** The gradient of a leaf, and the way back to it. */

import { checkBoolean } from "../arguments.ts";
import { axpy } from "../arrays/elementwise.ts";
import { leafNode, oneLike, runBackward } from "../autograd.ts";
import { warnOnce } from "../console.ts";
import { computed, isFloating } from "../dtype.ts";
import { castTo } from "../values/broadcast.ts";
import { type Room, recycle } from "../values/memory.ts";
import type { NDArray } from "../values/ndarray.ts";
import { sameShape } from "../values/shape.ts";
import { changed, wasZeroed } from "../values/versions.ts";
import type { Result } from "./core.ts";
import { type Core, checkOurs, coreOf, isTensor, storedOf, valuesOf, wrap } from "./core.ts";
import { gradOfIntegersInPlace } from "./creationErrors.ts";
import {
  frozenTensor,
  gradDType,
  gradientKind,
  gradientShape,
  gradKind,
  gradSize,
  noGraph,
  nonScalarBackward,
  notALeaf,
  ownGrad,
} from "./errors.ts";
import type { Tensor } from "./tensor.ts";

const GRAD_OF_COMPUTED =
  "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed. Its .grad attribute won't be populated " +
  "during autograd.backward(). If you access the non-leaf Tensor by mistake, make sure you access the leaf Tensor instead.";

/** {@link Tensor.grad}. */
export function gradOf(t: Tensor): Result | null {
  checkOurs("grad", t);
  const core = coreOf(t);
  if (core.node !== null && core.node.leaf === null) warnOnce("grad of a computed tensor", GRAD_OF_COMPUTED);
  if (core.sum !== null) {
    core.grad = wrap(core.sum);
    core.sum = null;
  }
  return core.grad as Result | null; // of the dtype that setGrad wants
}

export function setGrad(t: Tensor, value: Tensor | null): void {
  checkOurs("grad", t);
  if (value !== null && !isTensor(value)) throw gradKind(value);
  if (value === t) throw ownGrad(t.shape);
  if (value !== null && value.dtype !== computed(t.dtype)) throw gradDType(value.dtype, computed(t.dtype));
  if (value !== null && !sameShape(value.shape, t.shape)) throw gradSize(value.shape, t.shape);
  replaceGrad(coreOf(t), value);
}

function replaceGrad(core: Core, value: Tensor | null): void {
  if (core.sum !== null) {
    if (wasZeroed(core.sum.data)) changed(core.sum.data); // no room of whoever has it next
    recycle(core.sum.data);
  }
  core.sum = null;
  core.grad = value;
}

/** Whether a tensor is no result of recorded operations. */
export const isLeaf = (t: Tensor): boolean => coreOf(t).node?.leaf !== null;

/** The gradient as an optimizer reads it, who keeps nothing: that gives it to nobody. */
export function gradientFor(t: Tensor): NDArray | null {
  const { sum, grad } = coreOf(t);
  return sum ?? (grad === null ? null : valuesOf(grad));
}

/** Makes the gradient null, or all of its elements 0 where they are; one that is null stays it. */
export function clearGrad(t: Tensor, setToNull: boolean): void {
  if (setToNull) {
    replaceGrad(coreOf(t), null);
    return;
  }
  const gradient = gradientFor(t);
  if (gradient === null) return;
  gradient.data.fill(0 as never);
  changed(gradient.data, true);
}

export function requiresGrad(t: Tensor): boolean {
  checkOurs("requires_grad", t);
  return coreOf(t).node !== null;
}

export function requiresGrad_(t: Tensor, flag: boolean): void {
  checkOurs("requires_grad_", t);
  checkBoolean("requires_grad_", "requires_grad", flag);
  const core = coreOf(t);
  const computed = core.node !== null && core.node.leaf === null;
  if (computed && !flag) throw notALeaf();
  if (flag && !isFloating(t.dtype)) throw gradOfIntegersInPlace(t.dtype);
  if (Object.isFrozen(t)) throw frozenTensor(t);
  if (!flag) core.node = null;
  else if (core.node === null) {
    core.leaf ??= leafNode({
      holds: (data) => t.data === data,
      prepare: () => prepareGrad(t),
      store: (gradient) => storeGrad(t, gradient),
    });
    core.node = core.leaf;
  }
}

/** {@link Leaf.prepare}: the rules stand in values/memory.ts. */
function prepareGrad(t: Tensor): Room | null {
  const gradient = gradientFor(t);
  if (gradient === null || coreOf(t).node === null) return null;
  const { data } = gradient;
  return wasZeroed(data) ? { of: t.data, gradient: data, taken: false } : null;
}

function storeGrad(t: Tensor, gradient: NDArray): void {
  const core = coreOf(t);
  if (core.node === null) return; // switched off since the graph was recorded
  if (core.grad === null && core.sum === null) {
    core.sum = gradient;
    return;
  }
  const sum = core.sum ?? valuesOf(core.grad!);
  if (sum.data !== gradient.data) {
    if (wasZeroed(sum.data)) sum.data.set(gradient.data as never);
    else axpy(sum, gradient);
    recycle(gradient.data);
  }
  // While nobody has read it, no graph has it.
  if (core.grad !== null || wasZeroed(sum.data)) changed(sum.data);
}

export function backward(t: Tensor, gradient: Tensor | null | undefined): void {
  if (gradient !== undefined && gradient !== null && !isTensor(gradient)) throw gradientKind(gradient);
  checkOurs("backward", t);
  const { node } = coreOf(t);
  if (node === null) throw noGraph();
  const values = storedOf(t);
  const given = gradient ? valuesOf(gradient) : null;
  if (given && !sameShape(given.shape, values.shape)) throw gradientShape(given.shape, values.shape);
  if (!given && values.data.length !== 1) throw nonScalarBackward(values.shape);
  runBackward(node, given ? castTo(given, computed(values.dtype)) : oneLike(values));
}

export function detach(t: Tensor): Result {
  checkOurs("detach", t);
  return wrap(storedOf(t));
}
