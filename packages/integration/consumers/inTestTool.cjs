/** Tests for inside of Jest and Vitest, whose `test` and `expect` are globals: the README's example, the backend, two threads. */

module.exports = ({ backend, CrossEntropyLoss, manualSeed, randint, randn, setNumThreads, tensor }) => {
  test("the README's example gives its loss", () => {
    manualSeed(0);
    const loss = new CrossEntropyLoss({ labelSmoothing: 0.1 })(randn([2, 3]), tensor([0, 2]));
    expect(String(loss)).toBe("tensor(1.2656)");
  });

  test("typed arrays of the test's own realm are taken", () => {
    expect(tensor(Float32Array.of(1, 2)).tolist()).toEqual([1, 2]);
  });

  test("WebAssembly is found", () => {
    expect(backend()).not.toBe("reference");
  });

  test("two threads give the bits of one, and leave the tests to end", async () => {
    const [logits, target] = [randn([1024, 1000]), randint(0, 1000, [1024])];
    const loss = () => new CrossEntropyLoss({ reduction: "none" })(logits, target).data;
    const alone = loss().slice();
    setNumThreads(2);
    for (let i = 0; i < 5; i++) {
      expect(Buffer.from(loss().buffer).equals(Buffer.from(alone.buffer))).toBe(true);
      await new Promise((done) => setTimeout(done, 10)); // the worker starts meanwhile
    }
  });
};
