import type { WidthClass } from '../../stores/view-places';

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

/** The memory view is never lower. */
export const MIN_MEMORY = 92;
/** Tabs of the source and a few lines: what the memory view leaves to it. */
const MIN_SOURCE = 116;

/** A centre lower than this cannot show eight rows of memory and the source. */
const LOW_CENTRE = 300;
const SOURCE_TABS = 33;
const LOW_MEMORY = 32;

/**
 * Height of the memory view in a centre `available` pixels high; 0 while that is not known. Where there is no room for
 * both, as in a window at 200 %, what has the keyboard gets it, and the other one keeps its tabs.
 */
export function memoryHeight(wanted: number, available: number, usesLower = false): number {
  if (available === 0) return wanted;
  if (available < LOW_CENTRE) return usesLower ? LOW_MEMORY : Math.max(available - SOURCE_TABS, MIN_MEMORY);
  return Math.max(Math.min(wanted, available - MIN_SOURCE), MIN_MEMORY);
}

/** Height of the bottom strip: four rows below the tabs where it is always there, more where it opens on request. */
export const BOTTOM_HEIGHTS: Readonly<Record<WidthClass, number>> = {
  wide: 200,
  full: 116,
  narrow: 180,
  small: 160,
};

/** Height of the bottom strip where it explains why a load has failed, and the window is high enough for it. */
export const FAILURE_HEIGHT = 264;
/** What is above and below the columns of a window that shows a failure: title, tools, verdict, timeline, status. */
const FAILURE_CHROME = 242;

/** Height of the bottom strip that explains a failure in a window `height` pixels high: memory keeps its rows before it. */
export function failureHeight(height: number): number {
  const left = height - FAILURE_CHROME - LOW_CENTRE;
  return Math.max(Math.min(FAILURE_HEIGHT, left), BOTTOM_HEIGHTS.small);
}

/** Height of the pane below the steps; lower where the bottom strip takes much of a low window. */
export function leftBottomHeight(width: WidthClass, bottomShown: boolean): number {
  return bottomShown && (width === 'narrow' || width === 'small') ? 104 : 152;
}
/** What the form of a breakpoint and two rows need there. */
export const FORM_HEIGHT = 392;
/** The pane below the steps with note and colour of a mark, and two rows above. */
export const MARK_EDITOR_HEIGHT = 240;

/** Neither group of the bottom strip is narrower. */
export const MIN_GROUP = 320;

/** How wide each column may be in a window `width` pixels wide beside the other one. */
export function columnLimits(width: number, left: number, right: number): { left: number; right: number } {
  return {
    left: Math.max(width - MIN_CENTRE - right, MIN_COLUMN),
    right: Math.max(width - MIN_CENTRE - left, MIN_COLUMN),
  };
}
