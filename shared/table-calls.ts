/** Calls about page tables, addresses and frames that the engine worker answers. */
import type { FrameCount, FrameRegion, FrameStrip, FrameView } from './frame-types';
import type {
  AddressView,
  AliasRow,
  Level4Budget,
  RangeFormat,
  RangeQuery,
  RangeRow,
  RangesFound,
  SpacePart,
  SpaceStrip,
  TablePicture,
  TreeOf,
} from './table-types';
import type { EntryRow, Walk } from './view-types';

/** A table whose entries are asked for, by its place. */
export interface AskedTable {
  readonly level: number;
  /** Canonical virtual address of the table's first byte, `0x0` for the root. */
  readonly virt: string;
  /** Merge runs of equal leaves into one row. */
  readonly merge: boolean;
}

/** The part of the engine's calls that is about page tables and what they map. */
export interface TableCalls {
  /** The entries of each of some tables; of one that does not hang at its place none. */
  'pageTable.children': (
    params: TreeOf & { tables: readonly AskedTable[] },
  ) => readonly (readonly EntryRow[])[];
  'pageTable.walk': (params: TreeOf & { virt: string }) => Walk;
  /** One table as a picture. `level` and `virt` say which of the places it is at, as a recursive one has several. */
  'pageTable.picture': (
    params: TreeOf & { table: number | null; level: number; virt: string },
  ) => TablePicture;
  /** The table that a frame is, on the shortest way to it; `null` where it is none at the moment. */
  'pageTable.ofFrame': (
    params: TreeOf & { frame: number },
  ) => { readonly table: number; readonly level: number; readonly virt: string } | null;
  /** Counts what a query finds; the rows of the last few queries are kept for `ranges.rows`. */
  'ranges.find': (params: TreeOf & { query: RangeQuery }) => RangesFound;
  /** `lines`: `first` and `count` are lines, of which gaps are some; rows that have a line among them, or the gap before. */
  'ranges.rows': (
    params: TreeOf & { query: RangeQuery; first: number; count: number; lines?: boolean | undefined },
  ) => RangeRow[];
  /** Place among the rows, or `lines`, of the one that holds a page; -1 where none does. */
  'ranges.indexOf': (
    params: TreeOf & { query: RangeQuery; page: number; lines?: boolean | undefined },
  ) => number;
  /** Rows as text, from `first` on; what frames them (a heading, brackets) comes with the first and the last. */
  'ranges.text': (
    params: TreeOf & { query: RangeQuery; format: RangeFormat; first: number; count: number },
  ) => string;
  'address.look': (params: TreeOf & { virt: string }) => AddressView;
  /** Pages that show a frame, ascending. */
  'address.aliases': (params: TreeOf & { frame: number; first: number; count: number }) => {
    readonly total: number;
    readonly rows: readonly AliasRow[];
  };
  /** Edges are pages of the virtual space, ascending. */
  'space.strip': (params: TreeOf & { edges: Float64Array }) => SpaceStrip;
  /** Named parts between two pages, the largest ones where there are more than `most`; ascending. */
  'space.parts': (params: TreeOf & { first: number; end: number; most: number }) => SpacePart[];
  'space.level4': (params: TreeOf) => Level4Budget;
  /** Edges are frames, ascending. */
  'frames.strip': (params: TreeOf & { edges: Float64Array }) => FrameStrip;
  'frames.counts': (params: TreeOf) => FrameCount[];
  'frames.look': (params: TreeOf & { frame: number }) => FrameView;
  'frames.regions': (params: TreeOf) => FrameRegion[];
}
