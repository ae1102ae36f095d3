/** Numbers as text. */

/** The shortest decimal that is the same float32: `0.3`, not `0.30000001192092896`. */
export function shortest(value: number): string {
  const single = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const text = String(Number(single.toPrecision(digits)));
    if (Math.fround(Number(text)) === single) return text;
  }
  return String(Number(single.toPrecision(9)));
}

/** Four digits after the point, as PyTorch prints, with a true minus sign and without a negative zero. */
export function fixed(value: number, digits = 4): string {
  const text = value.toFixed(digits);
  if (Number(text) === 0) return (0).toFixed(digits);
  return text.replace("-", "−");
}

/** An input as its slider shows it: no more than four digits after the point, none that say nothing. */
export const brief = (value: number): string => String(Number(value.toFixed(4))).replace("-", "−");

/** `value` in whole percent. */
export const percent = (value: number): string => `${Math.round(value * 100)}%`;
