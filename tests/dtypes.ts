import { DTYPES, isHalf } from "../src/dtype";

/** The dtypes that everything computes with. Those of half precision have tests of their own. */
export const FULL = DTYPES.filter((dtype) => !isHalf(dtype));
