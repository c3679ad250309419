/** Where squares of a picture lie, and which one a key leads to. */

/** How squares are laid out, in CSS pixels. */
export interface SquareLayout {
  readonly columns: number;
  readonly rows: number;
  /** From the start of one square to the start of the next. */
  readonly pitch: number;
}

/** Pixels between squares. */
export const SQUARE_GAP = 1;

/** Squares as large as the width allows, with whole pixels, none larger than `most`. */
export function layoutSquares(count: number, columns: number, width: number, most: number): SquareLayout {
  const pitch = Math.max(2, Math.min(most + SQUARE_GAP, Math.floor((width + SQUARE_GAP) / columns)));
  return { columns, rows: Math.ceil(count / columns), pitch };
}

/** The square under a point of the picture; -1 for none. */
export function squareAt(
  { columns, rows, pitch }: SquareLayout,
  x: number,
  y: number,
  count: number,
): number {
  const column = Math.floor(x / pitch);
  const row = Math.floor(y / pitch);
  if (column < 0 || column >= columns || row < 0 || row >= rows) return -1;
  const index = row * columns + column;
  return index < count ? index : -1;
}

/**
 * The square that a key leads to from another; `null` for other keys. Squares before the first and behind the last one are
 * numbers below 0 and from `count` on: the picture may have neighbours there.
 */
export function squareMove(
  key: string,
  from: number,
  columns: number,
  count: number,
  page: number,
): number | null {
  switch (key) {
    case 'ArrowLeft':
      return from - 1;
    case 'ArrowRight':
      return from + 1;
    case 'ArrowUp':
      return from - columns;
    case 'ArrowDown':
      return from + columns;
    case 'PageUp':
      return from - columns * page;
    case 'PageDown':
      return from + columns * page;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
