import type { PageView } from '../../../shared/view-types';
import { PAGE_SIZE } from '../../../shared/address';
import type { ByteExtent } from './byte-extent';
import { MIN_ZERO_RUN, type RowBytes, type RowRun } from './row-layout';

/**
 * The runs of zero rows of a page that are worth folding: at least {@link MIN_ZERO_RUN} rows, none of them
 * changed by the op at this moment or by the next one, none shown on request.
 *
 * @param shown bytes of the page that the user has asked to see.
 * @returns rows of the page, from 0
 */
export function zeroRunsOf(view: PageView, shown: readonly ByteExtent[], rowBytes: RowBytes): RowRun[] {
  const { bytes } = view;
  if (!bytes) return [];
  const busy = busyRows(view, shown, rowBytes);
  const rows = Math.floor(view.length / rowBytes);
  const runs: RowRun[] = [];
  let start = 0;
  for (let row = 0; row <= rows; row++) {
    if (row < rows && !busy.has(row) && isZero(bytes, row * rowBytes, (row + 1) * rowBytes)) continue;
    if (row - start >= MIN_ZERO_RUN) runs.push({ start, end: row });
    start = row + 1;
  }
  return runs;
}

function isZero(bytes: Uint8Array, first: number, end: number): boolean {
  for (let at = first; at < end; at++) if (bytes[at] !== 0) return false;
  return true;
}

/**
 * Rows that stay in sight. A change of a whole page (a frame zeroed or copied) is said in its header, so it
 * does not unfold the page.
 */
function busyRows(view: PageView, shown: readonly ByteExtent[], rowBytes: RowBytes): Set<number> {
  const busy = new Set<number>();
  const add = (first: number, end: number): void => {
    for (let row = Math.floor(first / rowBytes); row * rowBytes < end; row++) busy.add(row);
  };
  for (const { offset, length } of changesOf(view)) {
    if (length > 0 && length < PAGE_SIZE) add(offset, offset + length);
  }
  for (const { first, end } of shown) add(first, end);
  return busy;
}

function changesOf({ change, next }: PageView): { readonly offset: number; readonly length: number }[] {
  const done = change === null ? [] : [{ offset: change.offset, length: change.old.length }];
  return next === null ? done : [...done, next];
}
