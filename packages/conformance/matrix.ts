/** The matrix: how many cases of each row a library computes as PyTorch does. */

import { join } from "node:path";
import type { Adapter } from "./adapter.ts";
import { crossent } from "./adapters/crossent.ts";
import { jaxCpu, jaxWasm } from "./adapters/jax.ts";
import { jsPytorch } from "./adapters/jsPytorch.ts";
import { numpyTs } from "./adapters/numpyTs.ts";
import { tfjs } from "./adapters/tfjs.ts";
import type { Case } from "./case.ts";
import { ROWS } from "./case.ts";
import { cases } from "./cases.ts";
import { folder, manifestOf } from "./comparison/installed.ts";
import { markdown } from "./markdown.ts";
import { type Outcome, run } from "./run.ts";

/** A column: a library, whatever its tensors are. */
interface Column {
  readonly name: string;
  /** With the version, but for crossent, which is the one of this repository. */
  readonly title: string;
  outcomes(all: readonly Case[]): Outcome[];
}

const versionOf = (name: string): string => manifestOf(join(folder, name)).version;

const column = <T>(adapter: Adapter<T>): Column => ({
  name: adapter.name,
  title: [adapter.name, ...(adapter.package === "crossent" ? [] : [versionOf(adapter.package)])].join(" "),
  outcomes(all) {
    adapter.begin?.();
    return all.flatMap((one) => run(adapter, one));
  },
});

export const columns = [
  column(crossent),
  column(tfjs),
  column(jaxCpu),
  column(jaxWasm),
  column(jsPytorch),
  column(numpyTs),
];

/** `12/40`, with a dagger where functions were composed, and how many of the rest are not there. */
function cell(outcomes: readonly Outcome[]): string {
  const absent = outcomes.filter(({ result }) => result === "not there").length;
  if (absent === outcomes.length) return "not there";
  const same = outcomes.filter(({ result }) => result === "same").length;
  const dagger = outcomes.some(({ composed }) => composed) ? "†" : "";
  return `${same}/${outcomes.length}${dagger}${absent > 0 ? `, ${absent} not there` : ""}`;
}

export function matrix(): string {
  const all = cases();
  const results = columns.map((one) => one.outcomes(all));
  return markdown(
    ["", ...columns.map(({ title }) => title)],
    ROWS.map((group) => [
      group,
      ...results.map((outcomes) => cell(outcomes.filter((outcome) => outcome.group === group))),
    ]),
  );
}
