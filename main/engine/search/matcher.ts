/** What finds matches in a piece of memory, whatever is looked for. */

/**
 * The place of `needle` in `bytes` at `from` or behind it, -1 where there is none: native code, given by the host.
 */
export type FindBytes = (bytes: Uint8Array, needle: Uint8Array, from: number) => number;

/** Most bytes of a match: none needs more than one frame before or behind the frame that it begins in. */
export const MOST_MATCH_BYTES = 4096;

/** Which places of a piece are tried. */
export interface Starts {
  /** From here on, and before the other; matches may reach up to the end of the piece. */
  readonly from: number;
  readonly end: number;
  /** Only multiples of it, a power of two up to 4096. */
  readonly align: number;
}

/** Gets a match; `false` ends the search. */
export type OnMatch = (start: number, length: number) => boolean;

/** Finds all matches of one thing. */
export interface Matcher {
  /** Most bytes that a match has. */
  readonly longest: number;
  /** Whether a match may be nothing but zeros. */
  readonly matchesZeros: boolean;
  /** Whether a match may begin inside another; else the next one begins at its end or behind it. */
  readonly overlaps: boolean;
  /**
   * Tells matches that begin at the places, ascending, as far as it gets in some milliseconds.
   *
   * @param bytes a piece of memory; it must not change between two calls with the same array
   * @returns the first place that was not tried; `Infinity` where the search was ended
   */
  scan(bytes: Uint8Array, starts: Starts, onMatch: OnMatch): number;
}

/** The first multiple of `align` at `from` or behind it. */
export function firstStart(from: number, align: number): number {
  const past = from & (align - 1);
  return past === 0 ? from : from + align - past;
}
