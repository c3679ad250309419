/**
 * A selection of bytes in one memory space: two ends, of which one moves. Positions are byte offsets from the
 * start of the space (page number * 4096 + offset), exact up to 2^48.
 */
import type { MemorySpace } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import type { RowBytes } from './row-layout';

/** A selected range in the form that all views share. */
export interface ByteRange {
  readonly space: MemorySpace;
  /** First byte, from the start of the space. */
  readonly first: number;
  readonly length: number;
}

/** Where a selection began and where its moving end is; both bytes are selected. */
export interface SelectionEnds {
  readonly anchor: number;
  readonly active: number;
}

/** The first byte and the length of a selection. */
export function rangeOfEnds(ends: SelectionEnds): { readonly first: number; readonly length: number } {
  const first = Math.min(ends.anchor, ends.active);
  return { first, length: Math.abs(ends.anchor - ends.active) + 1 };
}

/** The ends after the moving one goes to `to`; without `extend` both go. */
export function moveEnds(ends: SelectionEnds | null, to: number, extend: boolean): SelectionEnds {
  return extend && ends ? { anchor: ends.anchor, active: to } : { anchor: to, active: to };
}

/** The ends that stand for a range chosen elsewhere: its last byte is the moving one only if it was before. */
export function endsOfRange(first: number, length: number, known: SelectionEnds | null): SelectionEnds {
  if (known) {
    const range = rangeOfEnds(known);
    if (range.first === first && range.length === length) return known;
  }
  return { anchor: first + Math.max(1, length) - 1, active: first };
}

/** The bytes of absolute row `row`, from its start with `end` exclusive, that lie in the range; `null` for none. */
export function selectedCells(
  range: { readonly first: number; readonly length: number },
  row: number,
  rowBytes: RowBytes,
): { readonly start: number; readonly end: number } | null {
  const base = row * rowBytes;
  const start = Math.max(0, range.first - base);
  const end = Math.min(rowBytes, range.first + range.length - base);
  return start < end ? { start, end } : null;
}

/** Keys of the hex grid that move the cursor along bytes, whatever is folded. */
export type ByteMove = 'left' | 'right' | 'rowStart' | 'rowEnd' | 'frameBack' | 'frameForward';

/** What a cursor moves along. */
export interface ByteGrid {
  /** Bytes of the space. */
  readonly size: number;
  readonly rowBytes: RowBytes;
  /** Bytes of one cell: 1, or a whole group that is drawn as one number. */
  readonly cellBytes: number;
}

/** The ends of a selection widened to whole cells. */
export function wholeCells(ends: SelectionEnds, cellBytes: number): SelectionEnds {
  const low = Math.min(ends.anchor, ends.active);
  const high = Math.max(ends.anchor, ends.active);
  const first = low - (low % cellBytes);
  const last = high - (high % cellBytes) + cellBytes - 1;
  return ends.active >= ends.anchor ? { anchor: first, active: last } : { anchor: last, active: first };
}

/** Where a key takes the cursor; stays inside the space. */
export function moveByte(at: number, move: ByteMove, { size, rowBytes, cellBytes }: ByteGrid): number {
  const cell = at - (at % cellBytes);
  const clamp = (to: number): number => Math.max(0, Math.min(size - 1, to));
  switch (move) {
    case 'left':
      return clamp(cell - 1);
    case 'right':
      return clamp(cell + cellBytes);
    case 'rowStart':
      return at - (at % rowBytes);
    case 'rowEnd':
      return clamp(at - (at % rowBytes) + rowBytes - 1);
    case 'frameBack':
      return clamp(at % PAGE_SIZE === 0 ? at - PAGE_SIZE : at - (at % PAGE_SIZE));
    case 'frameForward':
      return clamp(at - (at % PAGE_SIZE) + PAGE_SIZE);
  }
}

/** Bytes as people paste them: `03 f2 43 01`. */
export function hexOfBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (value) => value.toString(16).padStart(2, '0')).join(' ');
}
