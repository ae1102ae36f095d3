/** Where arrays lie in a memory that kernels or threads share out: in the module's, and in that between threads. */

/** Bytes of a cache line. Arrays take its multiples. */
const LINE = 64;

/**
 * Bytes past a multiple of a line at which all arrays begin: as large ones of malloc do on Linux, which begin 16 bytes past a
 * page. Copies go between the two, and memmove takes 17 times as long where the target lies 1 to 31 bytes further in its page
 * than the source (measured: 2.3 ns a float32, else 0.13; AMD Zen 3 and 4, glibc before 2.40: sourceware.org bug 30994). Blocks of
 * arrays are multiples of 32 bytes, mostly, so between arrays of the same phase it never does.
 */
export const PHASE = 16;

/** `bytes` rounded up to whole lines: what begins at a phase is followed by what begins at the same. */
export const aligned = (bytes: number): number => Math.ceil(bytes / LINE) * LINE;
