import { optim, tensor, zeros } from "../../src";

const params = () => [tensor([1, -2], { requiresGrad: true })];

test("it is an Adam whose default decay is 0.01", () => {
  const optimizer = new optim.AdamW(params());
  expect(optimizer).toBeInstanceOf(optim.Adam);
  expect(optimizer.weightDecay).toBe(0.01);
  expect(new optim.AdamW(params(), { weightDecay: undefined } as never).weightDecay).toBe(0.01);
  expect(String(optimizer)).toMatch(/^AdamW \(/);
});

test("decay alone shrinks the parameter by lr · weightDecay, and only there where a gradient is", () => {
  const [p] = params();
  const optimizer = new optim.AdamW([p!], { lr: 0.5, weightDecay: 0.5 });
  optimizer.step();
  expect(p!.tolist()).toEqual([1, -2]);
  p!.grad = zeros([2]);
  optimizer.step();
  expect(p!.tolist()).toEqual([0.75, -1.5]);
});

test("without decay it is Adam, bit for bit", () => {
  const [[a], [b]] = [params(), params()];
  const own = [new optim.Adam([a!]), new optim.AdamW([b!], { weightDecay: 0 })];
  for (let step = 1; step < 5; step++) {
    for (const p of [a!, b!]) p.grad = tensor([0.3 * step, -step]);
    for (const each of own) each.step();
  }
  expect(a!.tolist()).toEqual(b!.tolist());
});
