/** What has to hold before a release, and what is left for a person to do. */

import { newestHeading, type State } from "./state.ts";

/** What was found, and whether it stands in the way. */
export interface Finding {
  readonly ok: boolean;
  readonly text: string;
}

const good = (text: string): Finding => ({ ok: true, text });
const bad = (text: string): Finding => ({ ok: false, text });

function ofVersion({ manifest: { version }, changelog }: State): Finding {
  const heading = newestHeading(changelog);
  if (heading === null) return bad("CHANGELOG.md has no heading of a version: '## 1.2.3'");
  return heading.version === version
    ? good(`version ${version}, as CHANGELOG.md says`)
    : bad(`package.json says ${version}, the newest heading of CHANGELOG.md ${heading.version}`);
}

function ofRegistry({ manifest: { name, version }, published }: State): Finding {
  if (published.kind === "unreachable")
    return bad(`whether ${name} is published is not known: ${published.reason}`);
  if (published.kind === "free") return good(`the name ${name} is free on the registry`);
  const { versions } = published;
  if (versions.includes(version)) return bad(`${name} ${version} is published`);
  return good(`${name} is published up to ${versions.at(-1)}: the name has to be yours`);
}

function ofTree({ manifest: { version }, changes, tags }: State): Finding[] {
  return [
    changes === ""
      ? good("nothing has changed since the last commit")
      : bad(`not committed:\n${changes.replace(/^/gm, "    ")}`),
    tags.includes(`v${version}`) ? bad(`the tag v${version} exists`) : good(`the tag v${version} is free`),
  ];
}

function ofTests({ head, passed }: State): Finding {
  if (passed === head) return good(`.ci/run has passed on ${head.slice(0, 7)}`);
  return bad(`.ci/run has not passed on ${head.slice(0, 7)}: run it`);
}

const ofDependencies = ({ manifest: { dependencies = {} } }: State): Finding =>
  Object.keys(dependencies).length === 0
    ? good("no dependencies")
    : bad(`there are dependencies: ${Object.keys(dependencies).join(", ")}`);

/** All that can be said without the tarball. */
export const findings = (state: State): Finding[] => [
  ofVersion(state),
  ofRegistry(state),
  ...ofTree(state),
  ofDependencies(state),
  ofTests(state),
];

const ADDRESSES = {
  repository: 'npm pkg set repository.type=git repository.url="git+https://HOST/OWNER/crossent.git"',
  homepage: 'npm pkg set homepage="https://HOST/OWNER/crossent#readme"',
  bugs: 'npm pkg set bugs.url="https://HOST/OWNER/crossent/issues"',
} as const;

/** What a person has to change in the repository first, as sentences. */
export function beforeRelease({ manifest, changelog, readmes }: State): string[] {
  const missing = Object.entries(ADDRESSES).filter(([field]) => !(field in manifest));
  const command = `npm install ${manifest.name}`;
  const silent = Object.entries(readmes).filter(([, text]) => !text.includes(command));
  const note = newestHeading(changelog)?.note;
  return [
    ...missing.map(([field, command]) => `package.json has no ${field}: ${command}`),
    ...(note === undefined ? [] : [`CHANGELOG.md says '(${note})' behind the version: take it away`]),
    ...silent.map(([name]) => `${name} does not say '${command}'`),
  ];
}

/** What a person does to publish the tarball. */
export const toPublish = ({ manifest: { version }, user }: State, tarball: string): string[] => [
  ...(user === null
    ? ["npm login, to an account with two-factor authentication (npm profile enable-2fa)"]
    : []),
  `git tag --annotate v${version} --message "${version}" && git push origin v${version}`,
  `npm publish ${tarball}, which asks for the second factor`,
  "for a statement of provenance, add --provenance in a job of GitHub Actions (permission id-token: write) or GitLab CI, " +
    "which npm trusts; it has to name the same repository as package.json",
];
