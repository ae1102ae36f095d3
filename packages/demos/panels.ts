/** Pictures of several panels: each is a plot with its place, and stands with words in one SVG file. */

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { emptyDocument, STYLE } from "../shared/plot.ts";

export const PANEL = 340;
export const MARGIN = 48; // left of the axes, for their numbers

const document = emptyDocument(parseHTML);

/** One panel as the text of an `<svg>`, placed at (x, y) of the picture. */
export function panel(x: number, y: number, options: Plot.PlotOptions): string {
  const svg = Plot.plot({
    document,
    width: PANEL,
    marginLeft: MARGIN,
    marginRight: 12,
    style: STYLE,
    ...options,
  });
  svg.setAttribute("x", String(x));
  svg.setAttribute("y", String(y));
  return svg.outerHTML;
}

export const text = (x: number, y: number, content: string, size = 12, weight = "normal"): string =>
  `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}">${content}</text>`;

/** Coloured squares, each followed by its word and the room that the word takes. */
export function legend(
  x: number,
  y: number,
  entries: readonly (readonly [colour: string, word: string, room: number])[],
): string {
  let at = x;
  return entries
    .map(([colour, word, room]) => {
      const square = `<rect x="${at}" y="${y - 9}" width="10" height="10" fill="${colour}"/>`;
      const label = text(at + 14, y, word);
      at += room;
      return square + label;
    })
    .join("");
}

/** The whole picture as the text of an SVG file. */
export const svgFile = (width: number, height: number, content: readonly string[]): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${STYLE.fontFamily}" fill="${STYLE.color}">
<rect width="100%" height="100%" fill="white"/>
${content.join("\n")}
</svg>
`;
