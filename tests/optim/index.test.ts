import { inspect } from "node:util";
import { manualSeed, noGrad, optim, randn, setBackend, type Tensor, tensor } from "../../src";
import { expectClose } from "../close";
import { fromGolden, type GoldenArray, golden } from "../golden";

interface Case {
  readonly name: "SGD" | "Adam" | "AdamW";
  readonly options: { readonly [name: string]: unknown };
  readonly dtype: "float32" | "float64";
  readonly text: string;
  readonly values: readonly GoldenArray[];
}

const cases = golden<Case[]>("optim");
const STEPS = [1, 2, 10, 200];

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const optimizer = (
  { name, options }: Case,
  params: readonly Tensor[],
): InstanceType<typeof optim.SGD | typeof optim.Adam> =>
  new optim[name](
    params,
    Object.fromEntries(Object.entries(options).map(([key, value]) => [camel(key), value])),
  );

/** The float32 of PyTorch's SGD to the bit; its Adam takes square roots that are one bit off here and there. */
const toleranceOf = ({ name, dtype }: Case): { readonly rtol: number; readonly atol: number } => {
  if (dtype === "float64") return { rtol: 1e-12, atol: 1e-13 };
  return name === "SGD" ? { rtol: 0, atol: 0 } : { rtol: 2e-6, atol: 2e-6 };
};

test.each(cases.map((c) => [`${c.name} ${JSON.stringify(c.options)} ${c.dtype}`, c] as const))(
  "%s: 200 steps are PyTorch's, with one gradient missing now and then and another learning rate after half of them",
  (_, c) => {
    const generator = manualSeed(1);
    const p = randn([2, 3], { dtype: c.dtype, generator }).requiresGrad_();
    const { data } = p;
    const own = optimizer(c, [p]);
    expect(String(own)).toBe(c.text);
    expect(inspect(own)).toBe(c.text);
    const values: Tensor[] = [];
    for (let step = 1; step <= 200; step++) {
      if (step === 101) own.lr *= 0.5;
      p.grad =
        step % 50 === 7 ? null : noGrad(() => randn([2, 3], { dtype: c.dtype }).mul(0.25).add(p.mul(0.5)));
      own.step();
      if (STEPS.includes(step)) values.push(p.detach().clone());
    }
    expect(p.data).toBe(data);
    for (const [i, value] of values.entries()) expectClose(value, fromGolden(c.values[i]!), toleranceOf(c));
  },
);

test("large parameters change by the same bits as small ones, on every backend", () => {
  for (const c of cases.filter(({ dtype }) => dtype === "float32")) {
    const results = (["reference", "simd128"] as const).map((backend) => {
      setBackend(backend);
      manualSeed(2);
      const p = randn([100, 90]).requiresGrad_();
      const q = tensor(p.data.slice(0, 3)).requiresGrad_();
      const own = [optimizer(c, [p]), optimizer(c, [q])];
      for (let step = 0; step < 3; step++) {
        p.grad = randn([100, 90]);
        q.grad = tensor(p.grad!.data.slice(0, 3));
        for (const each of own) each.step();
      }
      expect(q.data).toEqual(p.data.slice(0, 3));
      return p.data;
    });
    expect(results[0]).toEqual(results[1]);
  }
});
