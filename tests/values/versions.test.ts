import { changed, changesSoFar, versionOf, wasZeroed } from "../../src/values/versions";

test("a version counts the changes of one array, and all changes are counted together", () => {
  const [a, b] = [new Float32Array(2), new Float32Array(2)];
  const before = changesSoFar();
  expect([versionOf(a), versionOf(b)]).toEqual([0, 0]);
  changed(a);
  changed(a);
  changed(b);
  expect([versionOf(a), versionOf(b), changesSoFar() - before]).toEqual([2, 1, 3]);
  expect(versionOf(new Float32Array(a.buffer))).toBe(0); // another array over the memory, as torch.from_numpy counts
});

test("an array was zeroed until it changes again", () => {
  const a = new Float32Array(2);
  expect(wasZeroed(a)).toBe(false);
  changed(a, true);
  expect([wasZeroed(a), versionOf(a)]).toEqual([true, 1]);
  changed(a, true);
  expect([wasZeroed(a), versionOf(a)]).toEqual([true, 2]);
  changed(a);
  expect([wasZeroed(a), versionOf(a)]).toEqual([false, 3]);
});
