import { noGrad, ones, tensor } from "../src";

const leaf = () => ones([2], { requiresGrad: true });

/** Whether an operation on a leaf is recorded now. */
const records = (): boolean => leaf().mul(2).requiresGrad;

test("operations inside are not recorded, and are again afterwards", () => {
  expect([records(), noGrad(records), records()]).toEqual([true, false, true]);
});

test("the result of the function is returned", () => {
  const y = tensor([1]);
  expect(noGrad(() => y)).toBe(y);
  expect(noGrad(() => undefined)).toBeUndefined();
});

test("the end of an inner noGrad does not switch recording on in the outer one", () => {
  const seen = noGrad(() => [records(), noGrad(records), records()]);
  expect([...seen, records()]).toEqual([false, false, false, true]);
});

test("an exception passes through and switches recording back on", () => {
  const error = new Error("inside");
  const fail = (): never => {
    throw error;
  };
  expect(() => noGrad(fail)).toThrow(error);
  expect(records()).toBe(true);
  const seen = noGrad(() => {
    expect(() => noGrad(fail)).toThrow(error);
    return records();
  });
  expect(seen).toBe(false);
});

test("an asynchronous function is an error, because its later parts would be recorded", () => {
  expect(() => noGrad(async () => 1)).toThrow(/^noGrad\(\): fn must be synchronous/);
  expect(() => noGrad(() => Promise.resolve(1))).toThrow(TypeError);
  expect(records()).toBe(true);
});

test("a generator function is an error, because its body would be recorded", () => {
  const body = jest.fn();
  const generator = function* (): Generator<void> {
    yield body();
  };
  const asynchronous = async function* (): AsyncGenerator<void> {
    yield body();
  };
  for (const fn of [generator, asynchronous, () => generator()])
    expect(() => noGrad<unknown>(fn)).toThrow(
      /^noGrad\(\): fn must be synchronous, but it returned a generator\./,
    );
  expect(body).not.toHaveBeenCalled();
  expect(records()).toBe(true);
  expect(noGrad(() => [...generator()])).toHaveLength(1);
  expect(noGrad(() => [1].values()).next().value).toBe(1);
});

test("a promise that is refused does not reject unheard, which would end the process", async () => {
  expect(() => noGrad(() => Promise.reject(new Error("inside")))).toThrow(TypeError);
  await new Promise((resolve) => setImmediate(resolve)); // jest fails a test with an unheard rejection
});

test("a thenable of another library is an asynchronous result, too", () => {
  // biome-ignore lint/suspicious/noThenProperty: the point of this test
  expect(() => noGrad(() => ({ then: () => undefined }))).toThrow(TypeError);
});

test("a tensor made inside may still ask for a gradient", () => {
  const x = noGrad(() => leaf());
  expect(x.requiresGrad).toBe(true);
  x.sum().backward();
  expect(x.grad?.tolist()).toEqual([1, 1]);
});

test("an argument that requires a gradient keeps it", () => {
  const x = leaf();
  noGrad(() => x.mul(2));
  expect(x.requiresGrad).toBe(true);
});

test("a graph recorded before can be walked back inside", () => {
  const x = leaf();
  const y = x.mul(3).sum();
  noGrad(() => y.backward());
  expect(x.grad?.tolist()).toEqual([3, 3]);
});

test("a result of noGrad is a constant for what is computed with it afterwards", () => {
  const x = leaf();
  const factor = noGrad(() => x.mul(5));
  x.mul(factor).sum().backward();
  expect(x.grad?.tolist()).toEqual([5, 5]);
});
