/**
 * Every error that a user can meet. Each message begins with PyTorch's own sentence, then says what was got and what
 * would fix it. TypeError for the wrong kind of thing, RangeError for a value, a shape or a state out of range.
 */

export * from "./arguments.ts";
export * from "./autograd.ts";
export * from "./creation.ts";
export * from "./losses.ts";
export * from "./operations.ts";
export * from "./random.ts";
export * from "./shapes.ts";
