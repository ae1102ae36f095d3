/** Runs all tests in one process, so that the package is packed and installed once. */

import "./files.test.ts";
import "./links.test.ts";
import "./metadata.test.ts";
import "./release.test.ts";
import "./consumers.test.ts";
import "./types.test.ts";
import "./declarations.test.ts";
import "./tools.test.ts";
import "./bundles.test.ts";
import "./bundlers.test.ts";
import "./next.test.ts";
import "./size.test.ts";
import "./browser.test.ts";
