/** Teams for the tests, whose workers listen, and which are asked to share every call. */

import { reference } from "../../../src/backends/reference/executor";
import { runWhole } from "../../../src/backends/slices";
import type { KernelName } from "../../../src/backends/table";
import { LIMITS, type Runner, Team } from "../../../src/backends/threads/team";
import { eventually } from "../../eventually";
import { BACKENDS } from "../wasm/simdBackends";
import { copyOf, difference, type RandomCall } from "./calls";

export const RUNNERS: readonly Runner[] = [
  { name: "reference", executor: reference, module: null },
  ...BACKENDS.map(([name, executor]) => ({ name, executor, module: executor.module })),
];

const usual = { ...LIMITS };

/** Shares small calls too, whether that is faster or not. */
export const shareEverything = (): void => {
  Object.assign(LIMITS, { call: 0, part: 0, share: Infinity });
};
/** Shares large calls, whether that is faster or not. */
export const shareAlways = (): void => {
  Object.assign(LIMITS, { share: Infinity });
};
export const shareAsUsual = (): void => {
  Object.assign(LIMITS, usual);
};

/** What teams have said since it was last asked. */
const said: string[] = [];
export const whatTeamsSaid = (): string[] => said.splice(0);

const teams: Team[] = [];

export async function teamOf(workers: number): Promise<Team> {
  const say = (what: string): void => {
    said.push(what);
  };
  const team = new Team(workers, say, say);
  teams.push(team);
  await allListen(team, workers);
  return team;
}

/** Waits until so many workers listen, and lets the team start those that are missing. */
export async function allListen(team: Team, workers: number): Promise<void> {
  const [x, y] = [new Float32Array(1000), new Float32Array(1000)];
  const call = () => team.run(RUNNERS[0]!, "exp", [{ size: 1000, strideA: 1, strideB: 1 }], { x, y });
  await eventually(() => team.listening === workers, call);
}

export const stopTeams = (): void => {
  for (const team of teams.splice(0)) team.stop();
};

/** Runs a call on one thread and on all: where they differ, null for nowhere, and whether the team took it. */
export function compare(team: Team, runner: Runner, kernel: KernelName, { geometry, call }: RandomCall) {
  const [alone, together] = [copyOf(call), copyOf(call)];
  runWhole(runner.executor, kernel, geometry, alone);
  const shared = team.run(runner, kernel, geometry, together);
  return { shared, found: shared ? difference(alone, together) : null };
}
