/** Types are checked once, by `tsc` in `npm test`; ts-jest only transpiles (`isolatedModules` in tsconfig.json). */
module.exports = {
  preset: "ts-jest",
  testEnvironment: "node",
  maxWorkers: "100%", // Jest's default keeps one core for its own process, which only waits
  testTimeout: 120_000, // ms: what takes longer hangs, on a busy machine, too
  roots: ["<rootDir>/tests"],
  // Each look at a global is a call into the test's context: without these, loops take up to ten times as long.
  sandboxInjectedGlobals: ["Math", "Number", "Object"],
  setupFiles: ["<rootDir>/tests/failOnWarnings.ts"],
  setupFilesAfterEnv: ["<rootDir>/tests/fastComparison.ts"],
};
