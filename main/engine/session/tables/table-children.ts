import type { EntryRow } from '../../../../shared/view-types';
import { ENTRY_COUNT, flagsOf, pagesPerEntry } from '../../paging/page-table';
import { hasPat, KIND } from './entry-kind';
import { EntryRows } from './entry-rows';
import type { MappedTree } from './mapped-tree';
import type { TablePlace } from './table-path';

/** The entries of a table that hold anything; leaves that follow on each other in one row where `merge` says so. */
export function tableChildren(mapped: MappedTree, place: TablePlace, merge: boolean): EntryRow[] {
  const entries = new EntryRows(mapped, place);
  const rows: EntryRow[] = [];
  let index = 0;
  while (index < ENTRY_COUNT) {
    const used = (entries.low(index) | entries.high(index)) !== 0;
    if (!used && index !== entries.changed) {
      index++;
      continue;
    }
    const end = merge ? runEnd(entries, place.level, index) : index + 1;
    rows.push(entries.row(index, end - index));
    index = end;
  }
  return rows;
}

/**
 * The entry behind a run of leaves that goes on in both spaces, with the same flags and owner. An entry that was written
 * right now stands alone.
 */
function runEnd(entries: EntryRows, level: number, index: number): number {
  if (index === entries.changed || entries.kind(index) !== KIND.page) return index + 1;
  const low = entries.low(index);
  const flags = flagsOf(low, entries.high(index));
  const owner = entries.owner(index);
  const frame = entries.frame(index);
  let end = index + 1;
  for (; end < ENTRY_COUNT && end !== entries.changed; end++) {
    const nextLow = entries.low(end);
    if (entries.kind(end) !== KIND.page || flagsOf(nextLow, entries.high(end)) !== flags) break;
    if (hasPat(nextLow, level) !== hasPat(low, level)) break;
    if (entries.frame(end) !== frame + (end - index) * pagesPerEntry(level)) break;
    if (entries.owner(end) !== owner) break;
  }
  return end;
}
