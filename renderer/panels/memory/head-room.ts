/** How many of its tools the head of a memory view has room for; the others are in a menu. */
export type HeadRoom = 'wide' | 'full' | 'tight' | 'least';

/** Widths from which on there is so much room, in pixels. */
const WIDE = 900;
const FULL = 660;
const TIGHT = 430;

/** The room of a head so many pixels wide; before it is measured it is that of the usual window. */
export function roomOf(width: number): HeadRoom {
  if (width === 0) return 'full';
  if (width >= WIDE) return 'wide';
  if (width >= FULL) return 'full';
  return width >= TIGHT ? 'tight' : 'least';
}
