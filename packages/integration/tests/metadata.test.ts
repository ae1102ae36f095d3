/** What package.json promises. */

import { test } from "node:test";
import { areTheTypesWrong, publint } from "../metadata.ts";
import { tarball } from "../package.ts";

test("publint has nothing to say about the tarball", () => publint(tarball));

test("the types resolve to what runs, from CommonJS, ES modules and bundlers (Are the types wrong?)", () =>
  areTheTypesWrong(tarball));
