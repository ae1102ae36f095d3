/** The package inside of Jest, by require. */

require("./inTestTool.cjs")(require("crossent"));
