/** What `npm run release` says, and when it says that nothing stands in the way. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import { beforeRelease, findings, toPublish } from "../release/checks.ts";
import { newestHeading, publishedOf, type State } from "../release/state.ts";
import { outcomeOf } from "../run.ts";

const READY: State = {
  manifest: { name: "crossent", version: "1.2.0", repository: {}, homepage: "", bugs: {} },
  changelog: "# Changelog\n\n## 1.2.0\n\n- More.\n\n## 1.1.0 (old)\n",
  readmes: { "README.md": "```sh\nnpm install crossent\n```" },
  changes: "",
  head: "0123456789",
  tags: ["v1.1.0"],
  passed: "0123456789",
  published: { kind: "taken", versions: ["1.0.0", "1.1.0"] },
  user: "somebody",
};

const failures = (change: Partial<State>): string =>
  findings({ ...READY, ...change })
    .filter(({ ok }) => !ok)
    .map(({ text }) => text)
    .join("\n");

const manifest = (change: Partial<State["manifest"]>) => ({ manifest: { ...READY.manifest, ...change } });

describe("before a release", () => {
  test("nothing stands in the way where all is in order, be the name free or taken by the version before", () => {
    assert.equal(failures({}), "");
    assert.equal(failures({ published: { kind: "free" } }), "");
    assert.deepEqual(beforeRelease(READY), []);
  });

  for (const [what, change, message] of [
    ["another version in CHANGELOG.md", { changelog: "## 1.3.0\n\n## 1.2.0\n" }, /says 1\.2\.0, .* 1\.3\.0/],
    ["no version in CHANGELOG.md", { changelog: "# Changelog\n" }, /no heading of a version/],
    [
      "a version that is published",
      { published: { kind: "taken", versions: ["1.2.0"] } },
      /1\.2\.0 is published/,
    ],
    [
      "a registry out of reach",
      { published: { kind: "unreachable", reason: "offline" } },
      /not known: offline/,
    ],
    ["a change that is not committed", { changes: " M README.md" }, /not committed:\n {5}M README\.md/],
    ["a tag that exists", { tags: ["v1.2.0"] }, /the tag v1\.2\.0 exists/],
    ["a dependency", manifest({ dependencies: { tensors: "1" } }), /dependencies: tensors/],
    ["checks that passed before the last commit", { passed: "9876543210" }, /has not passed on 0123456/],
    ["checks that never passed", { passed: null }, /has not passed on 0123456/],
  ] as const) {
    test(`${what} is found`, () => assert.match(failures(change), message));
  }

  test("a person is told to fill in the addresses, the date of the version, and how to install", () => {
    const { repository, ...without } = READY.manifest;
    assert.match(
      beforeRelease({ ...READY, manifest: without }).join(),
      /^package\.json has no repository: npm pkg set repo/,
    );
    const unreleased = { ...READY, changelog: "## 1.2.0 (unreleased)\n" };
    assert.match(beforeRelease(unreleased).join(), /'\(unreleased\)' behind the version/);
    assert.deepEqual(beforeRelease({ ...READY, readmes: { "README.md": "npm pack" } }), [
      "README.md does not say 'npm install crossent'",
    ]);
  });

  test("a person who is not logged in is told to log in", () => {
    assert.match(toPublish({ ...READY, user: null }, "a.tgz").join("\n"), /^npm login/);
    assert.match(toPublish(READY, "a.tgz").join("\n"), /^git tag .* v1\.2\.0\n.*npm publish a\.tgz/s);
  });
});

test("the newest heading is the first one, with what stands behind it", () => {
  assert.deepEqual(newestHeading(READY.changelog), { version: "1.2.0", note: undefined });
  assert.deepEqual(newestHeading("## 2.0.0 (unreleased)\n\n## 1.2.0\n"), {
    version: "2.0.0",
    note: "unreleased",
  });
});

test("answers of npm are understood: one version, several, a free name, a registry out of reach", () => {
  assert.deepEqual(publishedOf('"1.0.0"'), { kind: "taken", versions: ["1.0.0"] });
  assert.deepEqual(publishedOf('["1.0.0","1.1.0"]'), { kind: "taken", versions: ["1.0.0", "1.1.0"] });
  assert.deepEqual(publishedOf('{"error":{"code":"E404","summary":"Not Found"}}'), { kind: "free" });
  const refused = '{"error":{"code":"ECONNREFUSED","summary":"connect ECONNREFUSED"}}';
  assert.deepEqual(publishedOf(refused), { kind: "unreachable", reason: "connect ECONNREFUSED" });
});

test("a dry run names the tarball, its files, each check and what a person does, and writes nothing", () => {
  const here = join(__dirname, "..");
  const before = outcomeOf("git", ["status", "--porcelain", "--ignored", "../../*.tgz"], here).stdout;
  const args = ["--require", "ts-node/register", "release.ts", "--dry-run"];
  const { status, stdout, stderr } = outcomeOf(process.execPath, args, here);
  assert.equal(stderr, "");
  assert.match(stdout, /^crossent-\d+\.\d+\.\d+\.tgz: [\d,]+ kB$/m);
  assert.match(stdout, /^ {2}dist +\d+ +[\d,]+ kB$/m);
  assert.match(stdout, /^ {2}ok {5}publint has nothing to say/m);
  assert.match(stdout, /^ {2}ok {5}the types resolve to what runs/m);
  assert.match(stdout, /^ {2}- npm publish crossent-/m);
  assert.equal(status, /Not ready to be published/.test(stdout) ? 1 : 0);
  assert.equal(outcomeOf("git", ["status", "--porcelain", "--ignored", "../../*.tgz"], here).stdout, before);
});
