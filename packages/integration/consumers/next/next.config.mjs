import { join } from "node:path";

export default {
  output: "export",
  turbopack: { root: join(import.meta.dirname, "../../../..") }, // the repository, as no file outside of it is read
};
