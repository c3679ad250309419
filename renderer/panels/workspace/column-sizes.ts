import type { WidthClass } from '../../stores/layout';

/** The centre is never narrower, where the columns can give way. */
const MIN_CENTRE = 640;
/** A column is never narrower. */
const MIN_COLUMN = 200;

/** Sizes that the design gives, by the width of the window. */
export interface DefaultSizes {
  readonly left: number;
  readonly right: number;
  /** Height of the memory view. */
  readonly memory: number;
}

export const DEFAULTS: Readonly<Record<WidthClass, DefaultSizes>> = {
  wide: { left: 360, right: 420, memory: 452 },
  full: { left: 304, right: 344, memory: 332 },
  narrow: { left: 300, right: 344, memory: 312 },
  small: { left: 304, right: 344, memory: 312 },
};

/** How wide each column may be in a window `width` pixels wide beside the other one. */
export function columnLimits(width: number, left: number, right: number): { left: number; right: number } {
  return {
    left: Math.max(width - MIN_CENTRE - right, MIN_COLUMN),
    right: Math.max(width - MIN_CENTRE - left, MIN_COLUMN),
  };
}
