import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** What the article's four functions print. */
const OUTPUT = {
  "softmaxAndLogSoftmax.ts": `tensor([[-0.5981, -0.7981],
        [-0.7444, -0.6444]])
tensor([[-0.5981, -0.7981],
        [-0.7444, -0.6444]])
`,
  "crossEntropyLoss.ts": `tensor(0.5556)
tensor(0.5556)
`,
  "probabilityTargets.ts": `tensor([[ 1.5410, -0.2934],
        [-2.1788,  0.5684]])
tensor([[0.5779, 0.4221],
        [0.3930, 0.6070]])
tensor(1.0322)
tensor(1.0322)
`,
  "labelSmoothing.ts": `tensor(1.0302)
tensor(1.0302)
`,
};

test("there is one example per function of the article", () => {
  expect(readdirSync(join(root, "examples")).sort()).toEqual(Object.keys(OUTPUT).sort());
});

test("they print what the article prints, and nothing else", () => {
  const files = Object.keys(OUTPUT);
  const one = `for (const file of ${JSON.stringify(files)}) console.log(file), require("./examples/" + file);`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["-r", "ts-node/register", "-e", one], {
    cwd: root,
    encoding: "utf8",
  });
  const expected = Object.entries(OUTPUT).map(([file, text]) => `${file}\n${text}`);
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: expected.join(""), stderr: "" });
});
