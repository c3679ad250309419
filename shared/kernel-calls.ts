/** Calls about the kernel file and its code that the engine worker answers. */
import type {
  CodeRow,
  DynamicRow,
  FieldRow,
  KernelPicture,
  KernelSummary,
  NoteRow,
  RelocationQuery,
  RelocationRow,
  RowList,
  RowPlace,
  RuntimeView,
  SectionRow,
  SectionSort,
  SegmentRow,
  SymbolQuery,
  SymbolRow,
} from './kernel-types';
import type { TreeOf } from './table-types';

/** The part of the engine's calls that is about the kernel file; `source` absent: the window's document. */
export interface KernelCalls {
  'kernel.summary': (params: { source?: number | undefined }) => KernelSummary;
  'kernel.header': (params: { source?: number | undefined }) => FieldRow[];
  'kernel.segments': (params: { source?: number | undefined; first: number; count: number }) => SegmentRow[];
  /** In the order of the file where no other is asked for. */
  'kernel.sections': (params: {
    source?: number | undefined;
    first: number;
    count: number;
    sort?: SectionSort | undefined;
    descending?: boolean | undefined;
  }) => SectionRow[];
  'kernel.dynamic': (params: { source?: number | undefined; first: number; count: number }) => DynamicRow[];
  'kernel.notes': (params: { source?: number | undefined; first: number; count: number }) => NoteRow[];
  /**
   * How many symbols a query finds, and of which types there are any. Names are made ready for search and order piece by
   * piece: the call is made again with the same query until none is `pending`; what is found grows until then.
   */
  'kernel.findSymbols': (params: { source?: number | undefined; query: SymbolQuery }) => {
    readonly total: number;
    readonly types: readonly { readonly name: string; readonly count: number }[];
    /** Names that are not searched (and sorted) yet. */
    readonly pending: number;
    /** Names that are never searched, as there is too much of them. */
    readonly unsearched: number;
  };
  'kernel.symbols': (params: {
    source?: number | undefined;
    query: SymbolQuery;
    first: number;
    count: number;
  }) => SymbolRow[];
  /**
   * How many relocations a query finds. `pending` as with symbols; it is 1, too, while the table is read, sorted or searched
   * piece by piece.
   */
  'kernel.findRelocations': (params: { source?: number | undefined; query: RelocationQuery }) => {
    readonly total: number;
    readonly all: number;
    readonly pending: number;
  };
  'kernel.relocations': (params: {
    source?: number | undefined;
    query: RelocationQuery;
    moment: number;
    first: number;
    count: number;
  }) => RelocationRow[];
  /** The row of a list (of 0 for the first) that a place leads to; `null` for none. */
  'kernel.rowOf': (params: { source?: number | undefined; list: RowList; at: RowPlace }) => number | null;
  'kernel.runtime': (params: { source?: number | undefined }) => RuntimeView;
  'kernel.picture': (params: { source?: number | undefined; moment: number }) => KernelPicture;
  /**
   * Lines round a position of the virtual space: `before` lines above it and `after` from it on. Lines above are
   * those that lead to it: where that is not certain, decoding begins at the nearest symbol. With `whole` the line that the
   * position lies in is the first of those behind, not one that begins at the position. Of a dump of physical memory the
   * pages are those of the page tables that {@link TreeOf} names; a kernel has its own.
   */
  'code.rows': (
    params: TreeOf & {
      position: number;
      before: number;
      after: number;
      whole?: boolean | undefined;
    },
  ) => CodeRow[];
  /**
   * Where to begin: the entry point's position; in a dump its first byte, or the first that page tables let one execute.
   * `null` where there is none.
   */
  'code.entry': (params: TreeOf) => number | null;
  /**
   * The lines that lie in a range, as text, at most `most` of them, with those for labels. `next` is where the range goes on
   * behind them; `null` where it does not.
   */
  'code.text': (params: TreeOf & { first: number; length: number; most: number }) => {
    readonly text: string;
    readonly lines: number;
    readonly next: number | null;
  };
}
