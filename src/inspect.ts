/** The method that Node's `console.log`, `util.inspect` and REPL call; other engines do not know it and print their way. */
export const inspect: unique symbol = Symbol.for("nodejs.util.inspect.custom");
