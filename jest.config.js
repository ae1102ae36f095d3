/** Types are checked once, by `tsc` in `npm test`; ts-jest only transpiles (`isolatedModules` in tsconfig.json). */
module.exports = {
  preset: "ts-jest",
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  setupFiles: ["<rootDir>/tests/failOnWarnings.ts"],
};
