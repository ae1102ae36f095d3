/** The package inside of Vitest, by import. */

import * as crossent from "crossent";
import tests from "./inTestTool.cjs";

tests(crossent);
