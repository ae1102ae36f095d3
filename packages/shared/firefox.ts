/** The Firefox that tests drive. */

import { existsSync } from "node:fs";

/**
 * What Puppeteer's `launch` is told: Debian's Firefox, or the one that the environment variable FIREFOX names.
 *
 * @throws Error if it is not there.
 */
export function firefoxOptions() {
  const executablePath = process.env["FIREFOX"] ?? "/usr/bin/firefox-esr";
  if (!existsSync(executablePath)) {
    throw new Error(
      `There is no Firefox at ${executablePath}. Install it, on Debian with: apt-get install -y firefox-esr; ` +
        "or set the environment variable FIREFOX to its path.",
    );
  }
  // No icon is fetched for a page, which the page's policy may forbid.
  const extraPrefsFirefox = { "browser.chrome.site_icons": false };
  return { browser: "firefox", executablePath, extraPrefsFirefox } as const;
}
