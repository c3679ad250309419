import { NO_EXECUTE, WRITABLE, flagsOf, frameOf, PRESENT, tableIndex } from '../paging/page-table';
import type { LoadView } from '../trace/load-view';

/** Rights in the short form of tables: `R`, `RW`, `R X`, `RWX`. */
export function rightsWords(writable: boolean, executable: boolean): string {
  if (writable) return executable ? 'RWX' : 'RW';
  return executable ? 'R X' : 'R';
}

/**
 * What all levels together allow for a page: a right that one level withholds is gone. For the loader's own tables only:
 * they are written by the mapper alone, which maps pages of 4 KiB, so that no entry above level 1 is a leaf. Tables that
 * anything may stand in are walked by `tables/table-walk.ts`.
 */
export function rightsOfPage(view: LoadView, page: number, moment: number): string {
  let table = view.rootFrame;
  let writable = true;
  let executable = true;
  for (let level = 4; level >= 1; level--) {
    const { low, high } = view.tables.entry(table, tableIndex(page, level), moment);
    if ((low & PRESENT) === 0) return 'not mapped';
    const flags = flagsOf(low, high);
    writable &&= (flags & WRITABLE) !== 0;
    executable &&= (flags & NO_EXECUTE) === 0;
    table = frameOf(low, high);
  }
  return rightsWords(writable, executable);
}
