/** The path of the shown sample's logits, drawn by Observable Plot. */

import * as Plot from "@observablehq/plot";
import type { Moment } from "../descent";
import { fixed } from "../numbers";
import type { Texts } from "../texts";

const HEIGHT = 240;
const LABEL_GAP = 14; // pixels that two names need
const POINTS = 240; // more would fall on the same pixels

interface Line {
  readonly c: number;
  readonly colour: string;
  readonly points: readonly { readonly step: number; readonly x: number }[];
  readonly end: number;
}

/** Every so many moments, and always the last. */
function thinned(path: readonly Moment[]): readonly Moment[] {
  const every = Math.ceil(path.length / POINTS);
  return path.filter((_, i) => i % every === 0 || i === path.length - 1);
}

/** Names of lines that end close together stand beside each other. */
function namesAtEnds(lines: readonly Line[], unitsPerGap: number): { names: Line[]; at: number }[] {
  const groups: { names: Line[]; at: number }[] = [];
  for (const line of [...lines].sort((a, b) => a.end - b.end)) {
    const last = groups.at(-1);
    if (last !== undefined && line.end - last.at < unitsPerGap) last.names.push(line);
    else groups.push({ names: [line], at: line.end });
  }
  return groups;
}

export function chart(
  path: readonly Moment[],
  sample: number,
  goal: readonly number[] | null,
  gap: number,
  width: number,
  texts: Texts,
): Element {
  const moments = thinned(path);
  const steps = Math.max(10, path.length - 1);
  const lines: Line[] = (moments[0]?.logits[sample] ?? []).map((_, c) => {
    const points = moments.map(({ step, logits }) => ({ step, x: logits[sample]![c]! }));
    return { c, colour: `var(--class-${c})`, points, end: points.at(-1)!.x };
  });
  const values = [...lines.flatMap(({ points }) => points.map(({ x }) => x)), ...(goal ?? [])];
  const [low, high] = [Math.min(0, ...values) - 0.3, Math.max(0, ...values) + 0.3];
  const groups = namesAtEnds(lines, ((high - low) * LABEL_GAP) / HEIGHT);
  const svg = Plot.plot({
    width,
    height: HEIGHT,
    marginRight: 60,
    marginLeft: 40,
    style: { background: "transparent", color: "inherit", fontFamily: "inherit", fontSize: "12px" },
    ariaLabel: texts.chartTitle,
    ariaDescription: texts.chartDescription(path.length - 1, fixed(gap)),
    x: { domain: [0, steps], label: texts.chartStep, ticks: Math.min(8, width / 80) },
    y: { domain: [low, high], label: texts.chartLogit, grid: true, ticks: 6 },
    marks: [
      ...(goal ?? []).map((x, c) =>
        Plot.ruleY([x], { stroke: `var(--class-${c})`, strokeDasharray: "2,4", strokeWidth: 1.5 }),
      ),
      ...lines.map(({ points, colour }) =>
        Plot.line(points, { x: "step", y: "x", stroke: colour, strokeWidth: 2 }),
      ),
      ...groups.map(({ names, at }) =>
        Plot.text(
          [
            names
              .map(({ c }) => c)
              .sort((a, b) => a - b)
              .join(" "),
          ],
          {
            x: steps,
            y: at,
            dx: 6,
            textAnchor: "start",
            fill: "currentColor",
            fontWeight: 600,
          },
        ),
      ),
    ],
  });
  // One picture with one description: the names that Plot gives to its parts belong to no role.
  svg.setAttribute("role", "img");
  for (const part of svg.querySelectorAll("[aria-label]")) part.removeAttribute("aria-label");
  return svg;
}
