/** Which numbers a dtype holds. */

import type { DType } from "../dtype.ts";

/** What `tensor` and `full` accept for integers. PyTorch lets −255 … −1 wrap in uint8. */
const LIMITS: { readonly [D in DType]?: readonly [number, number] } = {
  uint8: [-255, 255],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  int64: [-(2 ** 63), 2 ** 63 - 1024], // the last double below 2^63
};

/** Whether a number can be an element of `dtype`, its fraction cut off for integers. */
export function fits(value: number, dtype: DType): boolean {
  const limits = LIMITS[dtype];
  const whole = Math.trunc(value);
  return limits === undefined || (whole >= limits[0] && whole <= limits[1]);
}
