import { computed, type ComputedRef, type Ref } from 'vue';
import type { RangeRow, RangesFound } from '../../../shared/table-types';
import { pagesAround } from '../../composables/long-scroll';
import { useQuery, type Query } from '../../composables/useQuery';
import type { VirtualWindow } from '../../composables/virtual-window';
import { useEngineStore } from '../../stores/engine';
import { useSpaceViewStore } from '../../stores/space-view';
import { useTimeStore } from '../../stores/time';
import { treeAt } from '../page-table/useTreeOf';

/** One line of the list: a row, or the gap before one; `row` is `null` until it has arrived. */
export interface RangeLine {
  readonly index: number;
  readonly kind: 'row' | 'gap';
  readonly row: RangeRow | null;
}

/** What the list of ranges shows at the current moment. */
export interface Ranges {
  readonly rows: Query<readonly RangeRow[]>;
  readonly lines: ComputedRef<readonly RangeLine[]>;
  /** Line of the row that holds the selected page; -1: none. */
  readonly selected: ComputedRef<number>;
  /** Line of the row that the step at the moment is about; -1: none. */
  readonly current: ComputedRef<number>;
  /** The row that a line belongs to, wherever it is; `null` where there is none. */
  rowOf(line: number): Promise<RangeRow | null>;
}

/** How many lines a query has. */
export function lineCount(found: RangesFound | null): number {
  return found === null ? 0 : found.rows + found.gaps;
}

/** Rows as lines; a gap is the line before its row. */
export function linesOf(rows: readonly RangeRow[], first: number, end: number): RangeLine[] {
  const known = new Map<number, RangeLine>();
  for (const row of rows) {
    known.set(row.line, { index: row.line, kind: 'row', row });
    if (row.gapBefore > 0) known.set(row.line - 1, { index: row.line - 1, kind: 'gap', row });
  }
  return Array.from(
    { length: Math.max(end - first, 0) },
    (_, i) => known.get(first + i) ?? { index: first + i, kind: 'row', row: null },
  );
}

/** Asks for the lines in sight, and where what is selected and what has just changed are among all. */
export function useRanges(
  total: () => number,
  range: Readonly<Ref<VirtualWindow>>,
  selectedPage: () => number | null,
): Ranges {
  const engine = useEngineStore();
  const time = useTimeStore();
  const view = useSpaceViewStore();

  const rows = useQuery(
    () => (total() === 0 ? null : { tree: view.tree, query: view.query, ...pagesAround(range.value) }),
    ({ tree, ...ask }, moment): Promise<readonly RangeRow[]> =>
      engine.rangeRows({ ...treeAt(tree, moment), ...ask, lines: true }),
  );
  const lines = computed(() => linesOf(rows.data.value ?? [], range.value.first, range.value.end));

  function placeOf(page: () => number | null): ComputedRef<number> {
    const place = useQuery(
      () => {
        const wanted = page();
        return wanted === null || total() === 0 ? null : { tree: view.tree, query: view.query, page: wanted };
      },
      ({ tree, ...ask }, moment) => engine.rangeIndexOf({ ...treeAt(tree, moment), ...ask, lines: true }),
    );
    return computed(() => place.data.value ?? -1);
  }

  async function rowOf(line: number): Promise<RangeRow | null> {
    const ask = { ...treeAt(view.tree, time.moment), query: view.query, first: line, count: 1, lines: true };
    const [row = null] = await engine.rangeRows(ask);
    return row;
  }

  return {
    rows,
    lines,
    selected: placeOf(selectedPage),
    current: placeOf(() => (view.isOwn ? (time.where?.page ?? null) : null)),
    rowOf,
  };
}
