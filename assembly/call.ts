/**
 * The description of a call, as src/backends/wasm/plan.ts lays it out: length of a line, distance between two numbers of a
 * line, room for three float64 a line; then 8 bytes for each operand of src/backends/table.ts, in its order: a pointer, 0 where
 * the operand is absent, and the bytes from one line to the next, or a float64.
 */

// @ts-ignore: decorator
@inline
export function lengthOf(call: usize): i32 {
  return load<i32>(call);
}

// @ts-ignore: decorator
@inline
export function strideOf(call: usize): i32 {
  return load<i32>(call, 4);
}

/** Room for three float64 for each line and four lines more. */
// @ts-ignore: decorator
@inline
export function roomOf(call: usize): usize {
  return load<u32>(call, 8);
}

/** Where an operand begins; 0 where it is absent. */
// @ts-ignore: decorator
@inline
export function pointer(call: usize, operand: i32): usize {
  return load<u32>(call + (<usize>operand << 3), 16);
}

/** Bytes from an operand's numbers of one line to those of the next: 0 where all lines share them. */
// @ts-ignore: decorator
@inline
export function stepOf(call: usize, operand: i32): usize {
  return load<u32>(call + (<usize>operand << 3), 20);
}

// @ts-ignore: decorator
@inline
export function scalar(call: usize, operand: i32): f64 {
  return load<f64>(call + (<usize>operand << 3), 16);
}
