import type { Comparison, Difference, DifferenceKind } from '../../../../shared/debugger-types';
import type { LoadView } from '../../trace/load-view';
import { byteRows, entryRow, pageRow } from './difference-rows';
import { FrameDifferences } from './frame-differences';
import { TableDifferences } from './table-differences';

/**
 * How the state at two moments differs: pages, page-table entries, bytes of physical memory. What was found for one
 * pair of moments is kept and serves the next, which mostly is near.
 */
export class Compare {
  private known: { readonly frames: FrameDifferences; readonly tables: TableDifferences } | null = null;
  private low = -1;
  private high = -1;

  constructor(private readonly view: LoadView) {}

  /** The differences in numbers; either moment may be the earlier one. */
  summary(from: number, to: number): Comparison {
    const { frames, tables } = this.at(from, to);
    return {
      pages: tables.pageCount,
      entries: tables.entryCount,
      runs: frames.runCount,
      bytes: frames.byteCount,
    };
  }

  /** Differences of a kind, ascending by address, from the `first` on; what was before is the state at `from`. */
  rows(from: number, to: number, kind: DifferenceKind, first: number, count: number): Difference[] {
    const { frames, tables } = this.at(from, to);
    const { view } = this;
    const sides = { from, to };
    switch (kind) {
      case 'pages':
        return tables.slicePages(first, count).map((pair) => pageRow(view, pair, sides));
      case 'entries':
        return tables.sliceEntries(first, count).map((pair) => entryRow(view, pair, sides));
      case 'bytes':
        return byteRows(view, frames.slice(first, count), sides);
    }
  }

  private at(from: number, to: number): { frames: FrameDifferences; tables: TableDifferences } {
    const low = Math.min(from, to);
    const high = Math.max(from, to);
    this.known ??= { frames: new FrameDifferences(this.view), tables: new TableDifferences(this.view) };
    if (low !== this.low || high !== this.high) {
      this.known.frames.update(low, high);
      this.known.tables.update(low, high);
      this.low = low;
      this.high = high;
    }
    return this.known;
  }
}
