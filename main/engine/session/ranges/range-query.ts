import { parseCondition } from '../../../../shared/expression/parse';
import { RANGE_ENVIRONMENT } from '../../../../shared/expression/range-environment';
import type { RangeMerge, RangeQuery, RangesFound, RangeSort } from '../../../../shared/table-types';
import { orderByWords } from '../../base/sort-order';
import { rightsText } from '../tables/entry-kind';
import { MOST_LEAVES } from '../tables/leaves';
import { rightsPlace } from '../tables/leaf-tables';
import type { MappedTree } from '../tables/mapped-tree';
import { MergedRows } from './merged-rows';
import { filterRows } from './range-filter';

/** The rows of a query. */
export interface FoundRanges {
  readonly rows: MergedRows;
  /** Rows of the tree, in the order of the query; `null` for all by address. */
  readonly order: Uint32Array | null;
  readonly count: number;
  readonly problem: RangesFound['problem'];
}

/** What a query finds; kept with the tree, as its rows are asked for page by page. */
export function findRanges(mapped: MappedTree, query: RangeQuery): FoundRanges {
  const { filter, merge, sort, descending } = query;
  return mapped.kept(`query ${merge} ${sort} ${descending} ${filter.trim()}`, () => {
    const rows = mergedRows(mapped, merge);
    const passed = passing(mapped, merge, filter.trim());
    if (passed.problem !== null) return { rows, order: passed.rows, count: 0, problem: passed.problem };
    const order = inOrder(rows, passed.rows, sort, descending);
    return { rows, order, count: order?.length ?? rows.count, problem: null };
  });
}

/** A row of a query by its place. */
export function rowAt({ order }: FoundRanges, place: number): number {
  return order === null ? place : (order[place] as number);
}

/** What the window is told of a query. */
export function describeFound(mapped: MappedTree, found: FoundRanges, withGaps = false): RangesFound {
  let pages = 0;
  for (let place = 0; place < found.count; place++) pages += found.rows.pages(rowAt(found, place));
  const { total, leaves } = mapped;
  // By the bits of `rightsPlace`: write, execute, user.
  const having = (bits: number): number => {
    let sum = 0;
    total.byRights.forEach((count, place) => (sum += (place & bits) === bits ? count : 0));
    return sum;
  };
  return {
    rows: found.count,
    gaps: withGaps && found.count > 0 ? (found.rows.gaps[found.count - 1] as number) : 0,
    pages,
    problem: found.problem,
    ...(leaves.more ? { more: moreWords(total.more, leaves.count) } : {}),
    all: {
      pages: total.pages,
      writable: having(1),
      executable: having(2),
      writableExecutable: having(3),
      user: having(4),
      tables: total.tables + 1,
    },
  };
}

function moreWords(uncounted: boolean, listed: number): string {
  const most = MOST_LEAVES.toLocaleString('en');
  return uncounted
    ? `These tables refer to each other in so many ways that not all of them were followed: ${listed.toLocaleString('en')} entries are listed.`
    : `More is mapped than is listed: the first ${listed.toLocaleString('en')} entries of at most ${most}.`;
}

/** Rows in which everything that is mapped is merged. */
function mergedRows(mapped: MappedTree, merge: RangeMerge): MergedRows {
  return mapped.kept(`rows ${merge}`, () => new MergedRows(mapped, merge));
}

interface Passing {
  /** Ascending; `null` for all. */
  readonly rows: Uint32Array | null;
  readonly problem: RangesFound['problem'];
}

/** The rows that a filter lets through. */
function passing(mapped: MappedTree, merge: RangeMerge, filter: string): Passing {
  if (filter === '') return { rows: null, problem: null };
  return mapped.kept(`filter ${merge} ${filter}`, () => {
    const parsed = parseCondition(filter, RANGE_ENVIRONMENT);
    if (parsed.ok) return { rows: filterRows(mergedRows(mapped, merge), parsed.expression), problem: null };
    const { message, at, length } = parsed.problem;
    return { rows: new Uint32Array(0), problem: { message, from: at, to: at + length } };
  });
}

/** Rows in the order that is asked for; those that are equal stay in the order of their addresses. */
function inOrder(
  rows: MergedRows,
  passed: Uint32Array | null,
  sort: RangeSort,
  descending: boolean,
): Uint32Array | null {
  if (sort === 'address') {
    if (!descending) return passed;
    return (passed?.slice() ?? Uint32Array.from({ length: rows.count }, (_, row) => row)).reverse();
  }
  const keys = sortKeys(rows, sort);
  const count = passed?.length ?? rows.count;
  const low = new Uint32Array(count);
  const high = new Uint32Array(count);
  // Backwards are the complements: what is equal stays as it is.
  const flip = descending ? 0xffff_ffff : 0;
  for (let place = 0; place < count; place++) {
    const key = keys[passed === null ? place : (passed[place] as number)] as number;
    low[place] = (key % 2 ** 32) ^ flip;
    high[place] = Math.floor(key / 2 ** 32) ^ flip;
  }
  const order = orderByWords(low, high);
  return passed === null ? order : order.map((place) => passed[place] as number);
}

/** A number for each row that orders them: whole and exact. */
function sortKeys(rows: MergedRows, sort: Exclude<RangeSort, 'address'>): ArrayLike<number> {
  switch (sort) {
    case 'size':
      return Float64Array.from({ length: rows.count }, (_, row) => rows.pages(row));
    case 'frame':
      return Float64Array.from({ length: rows.count }, (_, row) => rows.frame(row));
    case 'written':
      return rows.summaries.writtenAt;
    case 'rights': {
      const ranks = ranksOf(
        Array.from({ length: 16 }, (_, rights) => `${rightsText(rights)} ${rightsPlace(rights)}`),
      );
      return Uint8Array.from({ length: rows.count }, (_, row) => ranks[rows.rights(row)] as number);
    }
    case 'owner': {
      const { owners, tree } = rows.mapped;
      const codes = [...new Set(owners)];
      const ranks = ranksOf(codes.map((code) => tree.owners.labelOf(code).label));
      const byCode = new Map(codes.map((code, i) => [code, ranks[i] as number]));
      return Float64Array.from(
        { length: rows.count },
        (_, row) => byCode.get(owners[rows.firstLeaf(row)] as number) ?? 0,
      );
    }
  }
}

/** For each text its place among all in order. */
function ranksOf(texts: readonly string[]): number[] {
  const sorted = [...new Set(texts)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const ranks = new Map(sorted.map((text, rank) => [text, rank]));
  return texts.map((text) => ranks.get(text) ?? 0);
}
