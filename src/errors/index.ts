/**
 * Every error that a user can meet. Each message begins with PyTorch's own sentence, then says what was got and what
 * would fix it. TypeError for the wrong kind of thing, RangeError for a value, a shape or a state out of range.
 */

export * from "./arguments";
export * from "./autograd";
export * from "./creation";
export * from "./losses";
export * from "./operations";
export * from "./random";
export * from "./shapes";
