/** The table of README.md and docs/conformance.md, as Markdown. */

import { markdown } from "../markdown.ts";
import { type Column, ROWS, type Row } from "./cell.ts";
import { column as crossent } from "./crossent.ts";
import { column as jax } from "./jax.ts";
import { column as jsPytorch } from "./jsPytorch.ts";
import { column as tfjs } from "./tfjs.ts";
import { column as transformers } from "./transformers.ts";

export const columns: readonly Column[] = [crossent, tfjs, jax, jsPytorch, transformers];

export const rows = Object.keys(ROWS) as Row[];

export const table = (): string =>
  markdown(
    ["", ...columns.map(({ name }) => name)],
    rows.map((row) => [ROWS[row], ...columns.map(({ cells }) => cells[row].says)]),
  );
