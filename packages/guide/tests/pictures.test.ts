/** The pictures show the numbers that they are drawn from. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { accuracy, errorTable } from "../pictures/accuracy.ts";
import { type Language, type Picture, tableOf } from "../pictures/draw.ts";
import { smoothing } from "../pictures/smoothing.ts";
import { step } from "../pictures/step.ts";

const count = (text: string, piece: string | RegExp): number => text.split(piece).length - 1;

for (const language of ["en", "zh"] as const satisfies readonly Language[]) {
  test(`${language}: the smoothed target of three classes is 0.8, 0.1, 0.1 for ε = 0.3`, () => {
    const { svg } = smoothing(language);
    assert.equal(count(svg, ">0.1</text>"), 2);
    assert.match(svg, />0\.8<\/text>/);
  });

  test(`${language}: the picture of a step has each time of the table`, () => {
    const { svg } = step(language);
    const rows = tableOf("docs/speed.md", /^\| one step: median/).filter(([name]) =>
      /^(crossent, (relaxed|simd128)|onnx|jax|tfjs)/.test(name!),
    );
    assert.equal(rows.length, 5);
    for (const cell of rows.flatMap(([, ...cells]) => cells))
      assert.ok(svg.includes(`>${cell.replace(/ \(.*/, "")}</text>`), cell);
  });

  test(`${language}: an error of PyTorch's stands where its logarithm says`, () => {
    const dots = accuracy(language).svg.split('aria-label="dot"').at(-2)!; // the last is the legend's
    const x = [...dots.matchAll(/<circle[^>]* cx="([\d.]+)"/g)].map((match) => Number(match[1]));
    const errors = errorTable().flatMap((row) => row.at(-1)!.split(" / "));
    const known = errors.flatMap((text, i) =>
      text === "all digits" ? [] : [{ ulp: Number(text.replace(",", "")), x: x[i]! }],
    );
    assert.equal(x.length, errors.length);
    const [a, b] = [known[0]!, known.reduce((most, one) => (one.ulp > most.ulp ? one : most))];
    const perNat = (b.x - a.x) / Math.log(b.ulp / a.ulp);
    assert.ok(perNat > 0);
    for (const one of known)
      assert.ok(Math.abs(a.x + perNat * Math.log(one.ulp / a.ulp) - one.x) < 0.1, String(one.ulp));
  });

  test(`${language}: the colours are the page's`, () => {
    for (const { svg, caption } of [smoothing, step, accuracy].map((draw): Picture => draw(language))) {
      assert.doesNotMatch(svg, /(fill|stroke)="(#|rgb|black|white)/);
      assert.notEqual(caption, "");
    }
  });
}
