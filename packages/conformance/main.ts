/** Prints the matrix, or with the name of a library those of its cases that come out otherwise. */

import { cases } from "./cases.ts";
import { columns, matrix } from "./matrix.ts";

const name = process.argv[2];
if (name === undefined) {
  console.log(matrix());
} else {
  const column = columns.find((one) => one.name === name);
  if (!column) throw new Error(`no library is named ${name}: ${columns.map((one) => one.name).join(", ")}`);
  for (const one of cases()) {
    for (const { group, result, instead } of column.outcomes([one])) {
      if (result === "other") console.log(`${group}: ${instead}\n  ${JSON.stringify(one)}`);
    }
  }
}
process.exit();
