/** The pictures, drawn anew for each build from the tables that they show. */

import { accuracy } from "../pictures/accuracy.ts";
import type { Picture } from "../pictures/draw.ts";
import { smoothing } from "../pictures/smoothing.ts";
import { step } from "../pictures/step.ts";
import type { Language } from "./sidebar.ts";

export type Pictures = Readonly<Record<string, Readonly<Record<Language, Picture>>>>;

declare const data: Pictures;

export { data };

export default {
  load: (): Pictures => ({
    step: { en: step("en"), zh: step("zh") },
    accuracy: { en: accuracy("en"), zh: accuracy("zh") },
    smoothing: { en: smoothing("en"), zh: smoothing("zh") },
  }),
};
