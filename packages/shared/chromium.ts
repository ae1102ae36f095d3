/** The Chromium that tests drive. */

import { existsSync } from "node:fs";

/** No sandbox, which root cannot have, and no connections of the browser's own. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * What Playwright's `launch` is told: Debian's Chromium, or the one that the environment variable CHROMIUM names.
 *
 * @throws Error if it is not there.
 */
export function chromiumOptions(): { executablePath: string; args: string[] } {
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${executablePath}. Install it, on Debian with: apt-get install -y chromium; ` +
        "or set the environment variable CHROMIUM to its path.",
    );
  }
  return { executablePath, args: ARGUMENTS };
}
