import type { EngineCalls } from '../../../../shared/contract';
import { partitionPoint } from '../../../../shared/partition-point';
import { Trees } from '../tables/trees';
import type { Workbench } from '../workbench';
import { describeFound, findRanges, rowAt, type FoundRanges } from './range-query';
import { listsAll, rangeRows, rowsOfLines } from './range-rows';
import { rangeText } from './range-text';

type RangeCallName = 'ranges.find' | 'ranges.rows' | 'ranges.indexOf' | 'ranges.text';

/** Runs of pages, merged, filtered, sorted, as text. */
export function rangeCalls(bench: Workbench): Pick<EngineCalls, RangeCallName> {
  const trees = Trees.of(bench);
  return {
    'ranges.find': ({ query, ...params }) => {
      const mapped = trees.tree(params);
      return describeFound(mapped, findRanges(mapped, query), listsAll(query));
    },
    'ranges.rows': ({ query, first, count, lines, ...params }) => {
      const found = findRanges(trees.tree(params), query);
      if (lines !== true) return rangeRows(found, query, first, count);
      const rows = rowsOfLines(found, query, first, count);
      return rangeRows(found, query, rows.first, rows.end - rows.first);
    },
    'ranges.indexOf': ({ query, page, lines, ...params }) => {
      const found = findRanges(trees.tree(params), query);
      const place = placeOf(found, page);
      const gaps = lines === true && place >= 0 && listsAll(query) ? (found.rows.gaps[place] as number) : 0;
      return place + gaps;
    },
    'ranges.text': ({ query, format, first, count, ...params }) =>
      rangeText(findRanges(trees.tree(params), query), query, format, first, count),
  };
}

/** Place of the row that holds a page, -1 where none does. */
function placeOf(found: FoundRanges, page: number): number {
  const { rows } = found;
  const row = partitionPoint(rows.count, (i) => rows.endPage(i) <= page);
  if (row === rows.count || rows.firstPage(row) > page) return -1;
  if (found.order !== null) return found.order.indexOf(row);
  return rowAt(found, row);
}
