/** The kinds of calls, as a program with crossent makes them. */

import type { Tensor } from "../../../src";
import type { Call } from "./peer";

/** A copy of a copy: `data` of the tensor itself is not touched, lest the library take it for read in the loop, too. */
export function copy(t: Tensor): Float32Array {
  const { data } = t.detach().clone();
  return data instanceof BigInt64Array ? Float32Array.from(data, Number) : new Float32Array(data);
}

/** A tensor in, a tensor out. */
export function mapping(f: () => Tensor): Call {
  let y: Tensor | null = null;
  return {
    run() {
      y = null;
      y = f();
    },
    read: () => copy(y!),
  };
}

/** The loss alone. */
export function forward(f: () => Tensor): Call {
  let loss = 0;
  return {
    run() {
      loss = f().item();
    },
    get loss() {
      return loss;
    },
    read: () => null,
  };
}

export interface Loop {
  /** What happens to the gradient before a call; "keep": it accumulates. */
  readonly before?: "null" | "zero" | "keep";
  /** Whether the program looks at the gradient after each call. */
  readonly looks?: boolean;
  /** Of `backward`, where the loss is no scalar. */
  readonly gradient?: Tensor;
}

/** Keeps the numbers that are looked at alive. */
export let seen = 0;

/** The loss and the gradient of the leaf `x`. */
export function training(
  x: Tensor,
  f: () => Tensor,
  { before = "null", looks = false, gradient }: Loop = {},
): Call {
  x.requiresGrad_();
  let loss: number | null = null;
  return {
    run() {
      if (before === "null") x.grad = null;
      else if (before === "zero") x.grad?.zero_();
      const result = f();
      result.backward(gradient);
      if (looks) seen += Number(x.grad!.data[0]);
      if (gradient === undefined) loss = result.item();
    },
    get loss() {
      return loss;
    },
    read: () => copy(x.grad!),
    ...(before === "keep"
      ? {
          restart() {
            x.grad = null;
          },
        }
      : {}),
  };
}
