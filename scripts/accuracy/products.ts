/** Matrix products: `y = a · b` and both gradients. */

import { type Backend, Generator, rand, randn, type Tensor } from "../../src";
import type { Oracle } from "../differential/oracle";
import { ask, type Errors, toErrors, withEach } from "./competitors";

/** The products, in the order of truth.py. */
export const PRODUCTS = ["a · b", "gradient of a", "gradient of b"] as const;

export interface MeasuredProduct {
  readonly product: string;
  /** `(N, K) · (K, M)`, and what the numbers are. */
  readonly size: string;
  /**
   * The root of the mean square error, in ulp of the sum of the magnitudes, and the largest: of crossent's backends, of
   * PyTorch, and of PyTorch without fused multiply-add.
   */
  readonly errors: readonly Errors[];
}

/** Rows, common dim, columns. */
export type Size = readonly [n: number, k: number, m: number];

const KINDS = { normal: randn, "in [0, 1)": rand } as const;

function byCrossent(a: Tensor, b: Tensor, dy: Tensor): Tensor[] {
  const [x, y] = [a.detach().requiresGrad_(), b.detach().requiresGrad_()];
  const product = x.matmul(y);
  product.backward(dy);
  return [product.detach(), x.grad as Tensor, y.grad as Tensor];
}

export async function products(
  sizes: readonly Size[],
  seed: number,
  backends: readonly Backend[],
  oracle: Oracle,
  unfused: Oracle,
): Promise<MeasuredProduct[]> {
  const measured: MeasuredProduct[] = [];
  const generator = new Generator().manualSeed(seed);
  for (const [n, k, m] of sizes) {
    for (const [kind, draw] of Object.entries(KINDS)) {
      const [a, b, dy] = [
        draw([n, k], { generator }),
        draw([k, m], { generator }),
        draw([n, m], { generator }),
      ];
      const results = withEach(backends, () => byCrossent(a, b, dy));
      const named = Object.fromEntries(
        results.flatMap((outputs, i) => outputs.map((output, j) => [`r${i}_${j}`, output] as const)),
      );
      const lists = results.map((outputs, i) => `[${outputs.map((_, j) => `r${i}_${j}`).join(", ")}]`);
      const tensors = { a, b, dy, ...named };
      const call = (results: readonly string[]): string =>
        `truth.measure_products(a, b, dy, [${results.join(", ")}])`;
      const answer = (await ask(oracle, call(lists), tensors)) as unknown[][];
      const unfusedAnswer = (await ask(unfused, call([]), tensors)) as unknown[][];
      PRODUCTS.forEach((product, i) => {
        const errors = [...answer[i]!, ...unfusedAnswer[i]!].map(toErrors);
        measured.push({ product, size: `(${n}, ${k}) · (${k}, ${m}), ${kind}`, errors });
      });
    }
  }
  return measured;
}
