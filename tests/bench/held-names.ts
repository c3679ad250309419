/** What the two sides of the benchmark of held keys share: `held.ts`, and its hook inside Electron. */

/** Before the result, in JSON, on standard output. */
export const HELD_LINE = 'held: ';

/** What came of a held key. */
export interface Held {
  /** Moments that every view has shown. */
  readonly shownPerSecond: number;
  /** From the last press until the views showed where it led, in milliseconds. */
  readonly settledAfter: number;
}
