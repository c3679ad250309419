import { computed, shallowRef, watch, type ComputedRef } from 'vue';
import type { MemorySpace } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import { useSelectionStore, type SelectedByte } from '../../stores/selection';
import { ROW_BYTES, type Line } from './row-layout';
import {
  endsOfRange,
  moveByte,
  moveEnds,
  rangeOfEnds,
  type ByteMove,
  type SelectionEnds,
} from './selection-range';
import type { Rows } from './useRows';

/** The cursor of one memory view and the selection that it draws along. */
export interface Cursor {
  /** Absolute row and column of the selection's moving end; `null` where another space has the selection. */
  readonly place: ComputedRef<{ readonly row: number; readonly column: number } | null>;
  /** The selected bytes of this space. */
  readonly range: ComputedRef<{ readonly first: number; readonly length: number } | null>;
  select(row: number, column: number, extend: boolean): void;
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
 * @param size bytes of the space.
 */
export function useCursor(space: MemorySpace, rows: Rows, size: () => number): Cursor {
  const selection = useSelectionStore();
  const ends = shallowRef<SelectionEnds | null>(null);

  // Not at once: byte and length are set one after the other.
  watch(
    () => [selection.byte, selection.length] as const,
    ([byte, length]) => {
      ends.value =
        byte?.space === space ? endsOfRange(byte.page * PAGE_SIZE + byte.offset, length, ends.value) : null;
    },
    { immediate: true },
  );

  const range = computed(() => (ends.value ? rangeOfEnds(ends.value) : null));
  const place = computed(() => {
    if (!ends.value) return null;
    const { active } = ends.value;
    return { row: Math.floor(active / ROW_BYTES), column: active % ROW_BYTES };
  });

  function moveTo(byte: number, extend: boolean): void {
    const at = Math.max(0, Math.min(size() - 1, byte));
    const next = moveEnds(ends.value, at, extend);
    const { first, length } = rangeOfEnds(next);
    ends.value = next;
    selection.selectByte(byteAt(space, first), length);
  }

  /** The byte `count` lines of data or folds away, in the same column. */
  function byLines(count: number): number {
    const at = place.value;
    if (!at) return 0;
    let line = rows.lineOfRow(at.row);
    let found = at.row;
    for (let left = Math.abs(count); left > 0 && line;) {
      line = nextLine(line, count > 0 ? 1 : -1);
      const row = line ? rowOfLine(line, count < 0) : null;
      if (row === null) continue;
      found = row;
      left--;
    }
    return found * ROW_BYTES + at.column;
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
      const move = FRAME_MOVES[event.key];
      return move ? moveByte(at, move, size()) : null;
    }
    const move = BYTE_MOVES[event.key];
    if (move) return overFold(at, moveByte(at, move, size()), event.key);
    return byLines(LINE_KEYS[event.key]?.(rows.height.value) ?? 0);
  }

  /** A step to the right from a fold leaves it. */
  function overFold(at: number, to: number, key: string): number {
    const line = rows.lineOfRow(Math.floor(at / ROW_BYTES));
    if (line?.kind !== 'fold' || line.open) return to;
    if (key === 'ArrowRight') return line.end * ROW_BYTES;
    return key === 'ArrowLeft' ? line.start * ROW_BYTES - 1 : to;
  }

  /** The first byte in sight, where the view has no cursor yet. */
  function startByte(): number {
    for (const line of rows.lines.value) {
      const row = rowOfLine(line, false);
      if (row !== null) return row * ROW_BYTES;
    }
    return 0;
  }

  function key(event: KeyboardEvent): boolean {
    if (event.altKey || !isMoveKey(event)) return false;
    const to = target(event);
    if (to === null) return false;
    moveTo(to, event.shiftKey);
    if (place.value) rows.bringInSight(place.value.row);
    return true;
  }

  return {
    place,
    range,
    select: (row, column, extend) => moveTo(row * ROW_BYTES + column, extend),
    key,
  };
}

const LINE_KEYS: Readonly<Record<string, (height: number) => number>> = {
  ArrowUp: () => -1,
  ArrowDown: () => 1,
  PageUp: (height) => 1 - height,
  PageDown: (height) => height - 1,
};

/** Whether a key moves the cursor; with Ctrl only those that move by frame do, the others travel in time. */
function isMoveKey(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey'>): boolean {
  if (event.ctrlKey || event.metaKey) return event.key in FRAME_MOVES;
  return event.key in BYTE_MOVES || event.key in LINE_KEYS;
}

/** The row that the cursor enters a line at, from below or from above; `null` for lines without bytes. */
function rowOfLine(line: Line, fromBelow: boolean): number | null {
  if (line.kind === 'row') return line.row;
  if (line.kind === 'header' || line.open || line.end === line.start) return null;
  return fromBelow ? line.end - 1 : line.start;
}

/** A byte by its distance from the start of a space. */
export function byteAt(space: MemorySpace, position: number): SelectedByte {
  const page = Math.floor(position / PAGE_SIZE);
  return { space, page, offset: position - page * PAGE_SIZE };
}
