/** What a whole tree maps, in words. */
import type { EntryRow } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';
import type { RightsFilter } from '../../stores/page-table-view';

/** Sums over the entries of a level 4 table. */
export interface Totals {
  readonly pages: number;
  /** The root among them. */
  readonly tables: number;
  readonly writable: number;
  readonly executable: number;
  readonly writableExecutable: number;
  /** There is more than was counted. */
  readonly more: boolean;
}

/** Sums the entries of a level 4 table. */
export function totalsOf(rows: readonly EntryRow[]): Totals {
  const sum = (of: (row: EntryRow) => number): number => rows.reduce((total, row) => total + of(row), 0);
  return {
    pages: sum((row) => row.pagesBelow),
    tables: sum((row) => row.tablesBelow) + 1,
    writable: sum((row) => row.rightsBelow.writable),
    executable: sum((row) => row.rightsBelow.executable),
    writableExecutable: sum((row) => row.rightsBelow.writableExecutable),
    more: rows.some((row) => row.more === true),
  };
}

function pagesText(pages: number, more: boolean): string {
  return `${more ? 'more than ' : ''}${formatCount(pages)} ${pages === 1 ? 'page' : 'pages'}`;
}

/** `1,062 pages in 6 tables`. */
export function totalsText({ pages, tables, more }: Totals): string {
  return `${pagesText(pages, more)} in ${formatCount(tables)} ${tables === 1 ? 'table' : 'tables'}`;
}

/** What a quick filter lists, with its count where that is known. */
export function filterTip(filter: RightsFilter, totals: Totals | null): string {
  const [what, count] = {
    all: ['All entries', totals?.pages],
    W: ['Entries that lead to pages that can be written', totals?.writable],
    X: ['Entries that lead to pages that can be executed', totals?.executable],
    'W+X': ['Entries that lead to pages that can be written and executed', totals?.writableExecutable],
  }[filter] as [string, number | undefined];
  return count === undefined ? what : `${what}: ${pagesText(count, totals?.more ?? false)}`;
}
