/** A warning that no test expects is an error. A test that expects one puts a spy in its place. */

console.warn = (...words: unknown[]): never => {
  throw new Error(`nobody expects this warning: ${words.join(" ")}`);
};
