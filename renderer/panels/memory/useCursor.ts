import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import { selectionMoved } from '../../composables/resting';
import type { ViewBytes } from '../../stores/memory-view-state';
import type { Line } from './row-layout';
import {
  endsOfRange,
  moveByte,
  moveEnds,
  rangeOfEnds,
  wholeCells,
  type ByteGrid,
  type ByteMove,
  type SelectionEnds,
} from './selection-range';
import type { Rows } from './useRows';

/** The cursor of one memory view and the selection that it draws along. */
export interface Cursor {
  /** The byte at the selection's moving end; `null` where nothing of the view is selected. */
  readonly place: ComputedRef<number | null>;
  /** The selected bytes of this space. */
  readonly range: ComputedRef<{ readonly first: number; readonly length: number } | null>;
  select(position: number, extend: boolean): void;
  /** Moves by a key; `false` where the key is none of the cursor's. */
  key(event: KeyboardEvent): boolean;
}

const BYTE_MOVES: Readonly<Record<string, ByteMove>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'rowStart',
  End: 'rowEnd',
};
const FRAME_MOVES: Readonly<Record<string, ByteMove>> = { ArrowUp: 'frameBack', ArrowDown: 'frameForward' };

/**
 * @param chosen the selected bytes as the rest of the window has them.
 * @param size bytes of the space.
 * @param cellBytes bytes of one cell: 1, or those of a group that is drawn as one number.
 * @param publish tells the rest of the window what is selected.
 */
export function useCursor(
  chosen: ComputedRef<ViewBytes | null>,
  rows: Rows,
  size: () => number,
  cellBytes: () => number,
  publish: (bytes: ViewBytes) => void,
): Cursor {
  const ends = shallowRef<SelectionEnds | null>(null);

  watch(
    chosen,
    (bytes) => (ends.value = bytes === null ? null : endsOfRange(bytes.first, bytes.length, ends.value)),
    { immediate: true },
  );

  const range = computed(() => (ends.value ? rangeOfEnds(ends.value) : null));
  const place = computed(() => ends.value?.active ?? null);

  function byteGrid(): ByteGrid {
    return { size: size(), rowBytes: rows.rowBytes.value, cellBytes: cellBytes() };
  }

  function moveTo(byte: number, extend: boolean): void {
    const at = Math.max(0, Math.min(size() - 1, byte));
    const next = wholeCells(moveEnds(ends.value, at, extend), cellBytes());
    ends.value = next;
    selectionMoved();
    publish(rangeOfEnds(next));
  }

  /** The byte `count` lines of data or folds away, in the same column. */
  function byLines(count: number): number {
    const at = place.value;
    if (at === null) return 0;
    const size = rows.rowBytes.value;
    let line = rows.lineOf(at);
    let found = Math.floor(at / size);
    for (let left = Math.abs(count); left > 0 && line;) {
      line = nextLine(line, count > 0 ? 1 : -1);
      const row = line ? rowOfLine(line, count < 0) : null;
      if (row === null) continue;
      found = row;
      left--;
    }
    return found * size + (at % size);
  }

  function nextLine(line: Line, sign: 1 | -1): Line | null {
    const { layout } = rows;
    return sign > 0
      ? layout.value.lineAt(line.next, rows.zeroRuns)
      : layout.value.lineBefore(line.unit, rows.zeroRuns);
  }

  /** Where a key wants to go; `null` where the key means nothing here. */
  function target(event: KeyboardEvent): number | null {
    const at = ends.value?.active;
    if (at === undefined) return startByte();
    if (event.ctrlKey || event.metaKey) {
      if (event.key === 'Home') return 0;
      if (event.key === 'End') return size() - 1;
      const move = FRAME_MOVES[event.key];
      return move ? moveByte(at, move, byteGrid()) : null;
    }
    const move = BYTE_MOVES[event.key];
    if (move) return overFold(at, moveByte(at, move, byteGrid()), event.key);
    return byLines(LINE_KEYS[event.key]?.(rows.height.value) ?? 0);
  }

  /** A step to the right from a fold leaves it. */
  function overFold(at: number, to: number, key: string): number {
    const line = rows.lineOf(at);
    const rowBytes = rows.rowBytes.value;
    if (line?.kind !== 'fold' || line.open) return to;
    if (key === 'ArrowRight') return line.end * rowBytes;
    return key === 'ArrowLeft' ? line.start * rowBytes - 1 : to;
  }

  /** The first byte in sight, where the view has no cursor yet. */
  function startByte(): number {
    for (const line of rows.lines.value) {
      const row = rowOfLine(line, false);
      if (row !== null) return row * rows.rowBytes.value;
    }
    return 0;
  }

  function key(event: KeyboardEvent): boolean {
    if (event.altKey || !isMoveKey(event)) return false;
    const to = target(event);
    if (to === null) return false;
    moveTo(to, event.shiftKey);
    if (place.value !== null) rows.bringInSight(place.value);
    return true;
  }

  return {
    place,
    range,
    select: moveTo,
    key,
  };
}

const LINE_KEYS: Readonly<Record<string, (height: number) => number>> = {
  ArrowUp: () => -1,
  ArrowDown: () => 1,
  PageUp: (height) => 1 - height,
  PageDown: (height) => height - 1,
};

/**
 * Whether a key moves the cursor; with Ctrl only those that move by frame do, and with Shift those that select up to an end
 * of the space: the others travel in time.
 */
function isMoveKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey'>): boolean {
  if (event.ctrlKey || event.metaKey) {
    return event.key in FRAME_MOVES || (event.shiftKey && (event.key === 'Home' || event.key === 'End'));
  }
  return event.key in BYTE_MOVES || event.key in LINE_KEYS;
}

/** The row that the cursor enters a line at, from below or from above; `null` for lines without bytes. */
function rowOfLine(line: Line, fromBelow: boolean): number | null {
  if (line.kind === 'row') return line.row;
  if (line.kind === 'header' || line.open || line.end === line.start) return null;
  return fromBelow ? line.end - 1 : line.start;
}
