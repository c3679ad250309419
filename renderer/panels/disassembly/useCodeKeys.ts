import { computed, type ComputedRef } from 'vue';
import type { CodeRow } from '../../../shared/kernel-types';
import { isPlain } from '../../composables/row-keys';
import type { CodeRanges } from './code-ranges';
import type { CodeRows } from './useCodeRows';
import { useCodeViewStore } from '../../stores/code-view';
import type { CodeSelection } from './useCodeSelection';

/** The line that the keyboard is on, and keys that move it. */
export interface CodeKeys {
  /** A byte of that line: of the selection, else of the line at the top. */
  readonly cursor: ComputedRef<number>;
  current(): CodeRow | null;
  /** Moves by a key, with Shift the selection is drawn along; `false` where the key is none of these. */
  move(event: KeyboardEvent): boolean;
}

/** Makes {@link CodeKeys}. */
export function useCodeKeys(
  rows: CodeRows,
  selection: CodeSelection,
  ranges: ComputedRef<CodeRanges>,
): CodeKeys {
  const view = useCodeViewStore();
  const cursor = computed(() => {
    if (selection.cursor.value >= 0) return selection.cursor.value;
    const { list, lines } = rows;
    const begun = list.value.rows[list.value.rowAt(view.begun)];
    const isInSight = lines.value.some(({ row }) => row === begun);
    return (isInSight ? begun : lines.value[0]?.row)?.position ?? -1;
  });

  function rowIndex(): number {
    return rows.list.value.rowAt(cursor.value);
  }

  function current(): CodeRow | null {
    return rows.list.value.rows[rowIndex()] ?? null;
  }

  function moveBy(count: number, extend: boolean): void {
    const all = rows.list.value.rows;
    const from = rowIndex();
    // What is selected is far off: the keyboard goes on where the view is.
    const start = from >= 0 ? from + count : rows.list.value.rowAt(rows.lines.value[0]?.row.position ?? -1);
    const row = all[Math.min(Math.max(start, 0), all.length - 1)];
    if (row === undefined) return;
    selection.select(row, extend);
    rows.bringInSight(row.position);
  }

  /** To the first or last byte that can be executed. */
  function toEnd(last: boolean): void {
    const position = ranges.value.positionOf(last ? Infinity : 0);
    if (position !== null) view.go(position, false);
  }

  function move(event: KeyboardEvent): boolean {
    if (!isPlain(event)) return false;
    const { key, shiftKey } = event;
    const page = Math.max(1, rows.height.value - 1);
    const count = { ArrowUp: -1, ArrowDown: 1, PageUp: -page, PageDown: page }[key];
    if (count !== undefined) moveBy(count, shiftKey);
    else if (key === 'Home' || key === 'End') toEnd(key === 'End');
    else return false;
    return true;
  }

  return { cursor, current, move };
}
