/** The programs of `consumers/` that run on every Node, on Bun and on Deno, and what they print. */

/** What the README shows, and the exception for the option `labelSmothing`. */
export const EXAMPLE = `\
tensor(1.2656, grad_fn=<AddBackward0>)
tensor([[-0.0443,  0.0508, -0.0064],
        [ 0.3589,  0.0552, -0.4141]])
TypeError: CrossEntropyLoss() got an unexpected keyword argument 'labelSmothing'. \
The options are 'weight', 'ignoreIndex', 'reduction', 'labelSmoothing'.
`;

export const PROGRAMS = [
  {
    file: "example.cjs",
    shows: "CommonJS requires the package, and a misspelled option is an exception",
    prints: EXAMPLE,
  },
  {
    file: "example.mjs",
    shows: "an ES module imports the package by names, and a misspelled option is an exception",
    prints: EXAMPLE,
  },
  {
    file: "both.mjs",
    shows: "import and require give the same classes and the same state",
    prints: "one library\n",
  },
  {
    file: "threads.mjs",
    shows: "two threads compute with the bits of one, and the program ends although it has a worker",
    prints: '{"equal":true,"threads":2,"helped":true,"warnings":[]}\n',
  },
] as const;
