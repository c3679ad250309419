import { hex, PAGE_SIZE, virtOfPage } from '../../../../shared/address';
import { partitionPoint } from '../../../../shared/partition-point';
import { flagNames } from '../../../../shared/page-flags';
import { RIGHT, type RangeQuery, type RangeRow } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import { rightsText } from '../tables/entry-kind';
import { PAT_FLAG } from '../tables/leaf-tables';
import type { OddEntry } from '../tables/leaves';
import { KernelPlaces } from './kernel-places';
import { UPPER_HALF, type MergedRows } from './merged-rows';
import { ownersOf } from './range-fields';
import { rowAt, type FoundRanges } from './range-query';

/** Owners that a row names one by one. */
const MOST_OWNERS = 4;
/** Things that are told of a gap. */
const MOST_NOTES = 4;

const NO_SYMBOLS = { count: 0, first: '', last: '' };

/** Rows of a query from a place on, as they are shown. */
export function rangeRows(found: FoundRanges, query: RangeQuery, first: number, count: number): RangeRow[] {
  const end = Math.min(found.count, first + count);
  const withGaps = listsAll(query);
  const rows: RangeRow[] = [];
  for (let place = first; place < end; place++) {
    rows.push(rangeRow(found.rows, rowAt(found, place), place, withGaps));
  }
  return rows;
}

/** The rows, from the first to `end`, excluded, that have a line among some, or the gap before them. */
export function rowsOfLines(
  found: FoundRanges,
  query: RangeQuery,
  first: number,
  count: number,
): { readonly first: number; readonly end: number } {
  if (!listsAll(query)) return { first, end: first + count };
  const { gaps } = found.rows;
  const lineOf = (row: number): number => row + (gaps[row] as number);
  const start = partitionPoint(found.count, (row) => lineOf(row) < first);
  // The line of its gap is the one before its own.
  const hasGap = (row: number): boolean => row > 0 && (gaps[row] as number) > (gaps[row - 1] as number);
  const end = partitionPoint(found.count, (row) => lineOf(row) - (hasGap(row) ? 1 : 0) < first + count);
  return { first: start, end };
}

/** Whether a query lists everything by address, so that what lies between two rows is a gap. */
export function listsAll({ filter, sort, descending }: RangeQuery): boolean {
  return filter.trim() === '' && sort === 'address' && !descending;
}

function rangeRow(rows: MergedRows, row: number, place: number, withGap: boolean): RangeRow {
  const { mapped, summaries } = rows;
  const { kernel } = mapped.tree;
  const page = rows.firstPage(row);
  const end = rows.endPage(row);
  const rights = rows.rights(row);
  const level = summaries.level[row] as number;
  const places = kernel === null ? null : KernelPlaces.of(kernel);
  const before = row === 0 ? 0 : rows.endPage(row - 1);
  const hasGap = withGap && row > 0 && before < page;
  return {
    line: withGap ? row + (rows.gaps[row] as number) : place,
    page,
    pages: end - page,
    first: hex(virtOfPage(page)),
    last: hex(virtOfPage(end - 1, PAGE_SIZE - 1)),
    leafSize: level === 0 ? 0 : pagesPerEntry(level) * PAGE_SIZE,
    rights: rightsText(rights),
    user: (rights & RIGHT.user) !== 0,
    flags: flagsOf(summaries.flags[row] as number),
    owner: ownerText(rows, row),
    provenance: mapped.ownerOf(rows.firstLeaf(row)).provenance,
    sections: places?.sectionText(page, end) ?? '',
    symbols: places === null ? NO_SYMBOLS : symbolsOf(places, page, end),
    phys: hex(rows.frame(row) * PAGE_SIZE),
    contiguous: summaries.contiguous[row] === 1,
    writtenAt: summaries.writtenAt[row] as number,
    gapBefore: hasGap ? (page - before) * PAGE_SIZE : 0,
    gapNote: hasGap ? gapNote(rows, places, before, page) : '',
  };
}

function symbolsOf(places: KernelPlaces, page: number, endPage: number): RangeRow['symbols'] {
  const { first, end } = places.symbolsIn(page, endPage);
  if (first === end) return NO_SYMBOLS;
  return { count: end - first, first: places.symbolName(first), last: places.symbolName(end - 1) };
}

function ownerText(rows: MergedRows, row: number): string {
  const owners = ownersOf(rows, row);
  const rest = owners.length - MOST_OWNERS;
  return rest > 0 ? `${owners.slice(0, MOST_OWNERS).join(', ')} and ${rest} more` : owners.join(', ');
}

/** Names of flags as the column of flags has them. */
function flagsOf(flags: number): string[] {
  const entry = BigInt(flags & 0xfff) | (BigInt((flags >>> 12) & 0xfff) << 52n);
  const names = flagNames(entry);
  return (flags & PAT_FLAG) === 0 ? names : [...names, 'PAT'];
}

/** What lies between two rows, from page `first` to `end`, excluded. */
function gapNote(rows: MergedRows, places: KernelPlaces | null, first: number, end: number): string {
  const notes: string[] = [];
  for (const segment of places?.segments ?? []) {
    if (segment.first < end && segment.end > first) notes.push(`${segment.name}, not mapped at this moment`);
  }
  if (first < UPPER_HALF && end >= UPPER_HALF) notes.push('the addresses that are not canonical');
  const { odd } = rows.mapped.leaves;
  for (const entry of odd) if (entry.page >= first && entry.page < end) notes.push(oddText(entry));
  const rest = notes.length - MOST_NOTES;
  return rest > 0 ? `${notes.slice(0, MOST_NOTES).join('; ')} and ${rest} more` : notes.join('; ');
}

function oddText({ level, index, kind }: OddEntry): string {
  const entry = `P${level}[${index}]`;
  return kind === 'recursive' ? `${entry} leads back to a table above` : `${entry} leads nowhere`;
}
