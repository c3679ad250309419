/** Which rows of a long list are worth rendering. */
export interface VirtualWindow {
  readonly first: number;
  /** One past the last row. */
  readonly end: number;
  /** Pixels from the list's top to the first row. */
  readonly top: number;
  /** Height of the whole list in pixels. */
  readonly total: number;
}

/**
 * The rows of equal height that a view shows, and a few more on either side so that fast scrolling stays filled.
 */
export function virtualWindow(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
  overscan = 8,
): VirtualWindow {
  const visible = Math.ceil(viewHeight / rowHeight) + 1;
  const lastStart = Math.max(count - visible, 0);
  const start = Math.min(Math.max(Math.floor(scrollTop / rowHeight), 0), lastStart);
  const first = Math.max(start - overscan, 0);
  const end = Math.min(start + visible + overscan, count);
  return { first, end, top: first * rowHeight, total: count * rowHeight };
}

/**
 * Where to scroll so that row `index` is in sight: unchanged where it is already, else by whole rows so that it
 * comes to a third of the view.
 */
export function scrollToShow(
  index: number,
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
): number {
  const top = index * rowHeight;
  if (top >= scrollTop && top + rowHeight <= scrollTop + viewHeight) return scrollTop;
  const rowsAbove = Math.floor(viewHeight / rowHeight / 3);
  return Math.max((index - rowsAbove) * rowHeight, 0);
}
