import type { PageView } from '../../../shared/view-types';
import { MIN_ZERO_RUN, PAGE_ROWS, ROW_BYTES, type RowRun } from './row-layout';

/**
 * The runs of zero rows of a page that are worth folding: at least {@link MIN_ZERO_RUN} rows, none of them
 * changed by the op at this moment or by the next one, none shown on request.
 *
 * @param shown runs that the user has asked to see.
 */
export function zeroRunsOf(view: PageView, shown: readonly RowRun[]): RowRun[] {
  const { bytes } = view;
  if (!bytes) return [];
  const busy = busyRows(view, shown);
  const rows = Math.min(PAGE_ROWS, Math.floor(view.length / ROW_BYTES));
  const runs: RowRun[] = [];
  let start = 0;
  for (let row = 0; row <= rows; row++) {
    if (row < rows && !busy.has(row) && isZeroRow(bytes, row)) continue;
    if (row - start >= MIN_ZERO_RUN) runs.push({ start, end: row });
    start = row + 1;
  }
  return runs;
}

function isZeroRow(bytes: Uint8Array, row: number): boolean {
  for (let at = row * ROW_BYTES; at < (row + 1) * ROW_BYTES; at++) if (bytes[at] !== 0) return false;
  return true;
}

/**
 * Rows that stay in sight. A change of a whole page (a frame zeroed or copied) is said in its header, so it
 * does not unfold the page.
 */
function busyRows(view: PageView, shown: readonly RowRun[]): Set<number> {
  const busy = new Set<number>();
  const add = (offset: number, length: number): void => {
    if (length === 0 || length >= PAGE_ROWS * ROW_BYTES) return;
    const last = Math.floor((offset + length - 1) / ROW_BYTES);
    for (let row = Math.floor(offset / ROW_BYTES); row <= last; row++) busy.add(row);
  };
  if (view.change) add(view.change.offset, view.change.old.length);
  if (view.next) add(view.next.offset, view.next.length);
  for (const run of shown) for (let row = run.start; row < run.end; row++) busy.add(row);
  return busy;
}
