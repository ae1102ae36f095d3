/** `import` and `require` in one process give one library: the same classes, the same random state, the same switches. */

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as imported from "crossent";

const required = createRequire(import.meta.url)("crossent");

// A name that Node does not find in the CommonJS files is undefined here.
const names = { ...imported };
for (const name of Object.keys(required)) assert.equal(names[name], required[name], name);

assert.ok(required.tensor([1]) instanceof imported.Tensor);
assert.ok(new imported.Softmax(0)(required.tensor([1, 2])) instanceof required.Tensor);

imported.manualSeed(0);
const first = required.rand([3]).tolist();
required.manualSeed(0);
assert.deepEqual(imported.rand([3]).tolist(), first);

imported.setBackend("reference");
assert.equal(required.backend(), "reference");

console.log("one library");
