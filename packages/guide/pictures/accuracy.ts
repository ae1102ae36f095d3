/** The largest errors against float64: the table of accuracy. */

import * as Plot from "@observablehq/plot";
import { COLOURS, draw, type Language, type Picture, tableOf } from "./draw.ts";

const FILE = "packages/guide/en/precision-and-speed.md";
const HEADING = /^\| +\| relaxed-simd \| +simd128 \| reference \| +PyTorch \|$/;
const SERIES: readonly { readonly name: string; readonly colour: string; readonly isRing?: boolean }[] = [
  { name: "crossent, relaxed-simd", colour: COLOURS.crossent, isRing: true }, // most are where simd128's are
  { name: "crossent, simd128", colour: COLOURS.simd128 },
  { name: "crossent, reference", colour: COLOURS.reference },
  { name: "PyTorch", colour: COLOURS.torch },
];
export const errorTable = (): string[][] => tableOf(FILE, HEADING);

const dotOf = ({ colour, isRing = false }: (typeof SERIES)[number]) =>
  isRing ? { fill: "none", stroke: colour, r: 6 } : { fill: colour, stroke: "none", r: 4 };

/** Where an error stands that leaves no digit: a float32 has 24 bits. */
const ALL_DIGITS = 2 ** 24;

const TEXTS = {
  en: {
    gradient: (name: string) => `${name}, gradient`,
    axis: "largest error, units in the last place →",
    allDigits: "all digits",
    caption:
      "The largest errors of float32 results against float64, in units in the last place, on a logarithmic axis. " +
      "Less is better. The table is below.",
  },
  zh: {
    gradient: (name: string) => `${name}，梯度`,
    axis: "最大误差（ulp）→",
    allDigits: "全部数位",
    caption:
      "float32 结果相对于 float64 的最大误差，以最后一位的单位（ulp）计，对数坐标，越小越好。数据见下表。",
  },
} as const;

const NAMES_IN_CHINESE: Readonly<Record<string, string>> = {
  "logSoftmax where p > 0.999": "logSoftmax，p > 0.999 处",
  "crossEntropy of indices": "crossEntropy，类别索引",
  "with label smoothing": "crossEntropy，标签平滑",
  "of probabilities": "crossEntropy，概率目标",
  "mean over 10³ to 10⁷ rows": "10³ 至 10⁷ 行的均值",
};

const NAMES: Readonly<Record<string, string>> = {
  "with label smoothing": "crossEntropy, label smoothing",
  "of probabilities": "crossEntropy of probabilities",
};

const number = (text: string): number => (text === "all digits" ? ALL_DIGITS : Number(text.replace(",", "")));

export function accuracy(language: Language): Picture {
  const texts = TEXTS[language];
  const points = errorTable().flatMap(([row, ...cells]) => {
    const [value, ...gradient] = row!.replaceAll("`", "").split(" / ");
    const name = (language === "zh" ? NAMES_IN_CHINESE : NAMES)[value!] ?? value!;
    const names = [name, ...gradient.map(() => texts.gradient(name))];
    return names.flatMap((quantity, part) =>
      SERIES.map(({ name: of }, i) => ({
        quantity,
        of,
        ulp: number(cells[i]!.split(" / ")[part]!),
      })),
    );
  });
  if (points.some(({ ulp }) => Number.isNaN(ulp))) throw new Error(`${FILE}: an error is no number`);
  const powers = [1, 100, 1e4, 1e6];
  return draw(
    {
      height: 440,
      marginLeft: 260,
      marginTop: 40,
      marginBottom: 40,
      marginRight: 60,
      x: {
        type: "log",
        label: texts.axis,
        domain: [0.4, ALL_DIGITS],
        ticks: powers,
        tickFormat: (n) => n.toLocaleString("en"),
      },
      y: { label: null, domain: [...new Set(points.map(({ quantity }) => quantity))], tickSize: 0 },
      marks: [
        Plot.gridX(powers, { strokeOpacity: 0.12 }),
        Plot.ruleY(
          points,
          Plot.groupY({ x1: "min", x2: "max" }, { y: "quantity", x: "ulp", strokeOpacity: 0.3 }),
        ),
        Plot.text(
          points.filter(({ ulp }) => ulp === ALL_DIGITS),
          { y: "quantity", x: "ulp", text: () => texts.allDigits, textAnchor: "end", dx: -8 },
        ),
        SERIES.map((one, i) => [
          Plot.dot(
            points.filter(({ of }) => of === one.name),
            { y: "quantity", x: "ulp", ...dotOf(one) },
          ),
          Plot.dot([0], { frameAnchor: "top-left", dx: -240 + 165 * i, dy: -26, ...dotOf(one) }),
          Plot.text([one.name], { frameAnchor: "top-left", dx: -230 + 165 * i, dy: -32 }),
        ]),
      ],
    },
    texts.caption,
  );
}
