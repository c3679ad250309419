import { PAGE_SIZE } from '../../../shared/address';
import { inWholeUnits, wholeSize } from '../../../shared/size-text';
import type { RangeMerge, RangeRow, RangesFound, RangeSort } from '../../../shared/table-types';
import { formatBytes, formatCount } from '../../composables/format';
import { rightsText } from '../page-table/entry-text';

/** The columns of the table of ranges, in their order; `sort`: what its heading sorts by. */
export const RANGE_COLUMNS = [
  { id: 'range', title: 'Virtual range', sort: 'address' },
  { id: 'size', title: 'Size', sort: 'size' },
  { id: 'pages', title: 'Pages', sort: null },
  { id: 'rights', title: 'Rights', sort: 'rights' },
  { id: 'owner', title: 'Owner', sort: 'owner' },
  { id: 'in', title: 'Sections, symbols', sort: null },
  { id: 'frame', title: 'First frame', sort: 'frame' },
  { id: 'op', title: 'Last op', sort: 'written' },
] as const satisfies readonly { id: string; title: string; sort: RangeSort | null }[];

/** What can share a row, as it is chosen. */
export const MERGES: readonly { readonly id: RangeMerge; readonly label: string }[] = [
  { id: 'rights', label: 'rights' },
  { id: 'owner', label: 'rights, owner' },
  { id: 'frames', label: 'rights, owner, frames' },
  { id: 'none', label: 'none' },
];

/** Filters that one needs often. */
export const QUICK_FILTERS = [
  { filter: '', label: 'All', name: 'All ranges', count: 'pages' },
  { filter: 'writable', label: 'Writable', name: 'Writable ranges', count: 'writable' },
  { filter: 'executable', label: 'Executable', name: 'Executable ranges', count: 'executable' },
  {
    filter: 'writable && executable',
    label: 'W+X',
    name: 'Ranges that are writable and executable',
    count: 'writableExecutable',
  },
] as const satisfies readonly {
  filter: string;
  label: string;
  name: string;
  count: keyof RangesFound['all'];
}[];

/** A size in more digits is not read any more. */
const MOST_EXACT = 100_000;

/** A size in the largest unit in which it is whole; one that would take many digits is rounded, and says so. */
export function exactSize(bytes: number): string {
  return inWholeUnits(bytes).value >= MOST_EXACT ? `about ${formatBytes(bytes)}` : wholeSize(bytes);
}

/** The last address of a row, without `0x`. */
export function lastDigits(row: Pick<RangeRow, 'last'>): string {
  return row.last.slice(2);
}

/** Sections of a row, then its symbols, as far as there are any. */
export function contentsText({ sections, symbols }: Pick<RangeRow, 'sections' | 'symbols'>): string {
  const { count, first, last } = symbols;
  const names = count === 0 ? '' : count === 1 ? first : `${first} … ${last} (${formatCount(count)})`;
  return [sections, names].filter((text) => text !== '').join(' · ');
}

function pagesText(pages: number): string {
  return `${formatCount(pages)} ${pages === 1 ? 'page' : 'pages'}`;
}

/** A gap in words. */
export function gapText({ gapBefore, gapNote }: Pick<RangeRow, 'gapBefore' | 'gapNote'>): string {
  const size = `${exactSize(gapBefore)} not mapped`;
  return gapNote === '' ? size : `${size}: ${gapNote}`;
}

/** A row in one line, for the clipboard. */
export function rowText(row: RangeRow): string {
  const cells = [
    `${row.first}-${row.last}`,
    exactSize(row.pages * PAGE_SIZE),
    String(row.pages),
    row.rights,
    row.owner,
    contentsText(row),
    row.phys,
    String(row.writtenAt),
  ];
  return cells.join('\t');
}

/** A row as a screen reader says it. @param isNow the step at the moment has changed it */
export function rowName(row: RangeRow, isNow: boolean): string {
  const parts = [
    `${row.first} to ${row.last}`,
    pagesText(row.pages),
    rightsText(row.rights),
    row.owner,
    contentsText(row),
    `first frame ${row.phys}`,
    isNow ? `changed now, at op ${formatCount(row.writtenAt)}` : `last op ${formatCount(row.writtenAt)}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What a query has found, in short. */
export function foundText({ rows, pages, all }: RangesFound, isFiltered: boolean): string {
  const ranges = `${formatCount(rows)} ${rows === 1 ? 'range' : 'ranges'}`;
  const tables = `${formatCount(all.tables)} ${all.tables === 1 ? 'table' : 'tables'}`;
  if (isFiltered) return `${ranges}, ${formatCount(pages)} of ${pagesText(all.pages)}`;
  return `${ranges}, ${pagesText(pages)} in ${tables}`;
}
