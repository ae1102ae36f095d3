/**
 * torch.optim: what changes parameters by their gradients.
 *
 * @module optim
 */

export type { AdamOptions } from "./adam.ts";
export { Adam } from "./adam.ts";
export { AdamW } from "./adamW.ts";
export type { SGDOptions } from "./sgd.ts";
export { SGD } from "./sgd.ts";
