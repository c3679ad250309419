import type { EngineCalls } from '../../../../shared/contract';
import type { AttachedSource } from '../../../../shared/memory-types';
import type { MemorySpace } from '../../../../shared/view-types';
import { PAGE_SIZE } from '../../../../shared/address';
import type { LoadView } from '../../trace/load-view';
import type { RangeIndex } from '../pages/range-index';
import type { CodePlace } from '../disassembly/disassembler';

/** Questions about memory that each side answers for itself; their `source` and `against` are the workbench's. */
export type SideCallName =
  | 'memory.pages'
  | 'memory.ranges'
  | 'memory.legend'
  | 'memory.counterpart'
  | 'memory.extent'
  | 'structures.at'
  | 'structures.inPages'
  | 'structures.children'
  | 'inspect.byte'
  | 'inspect.data';
export type SideCalls = Pick<EngineCalls, SideCallName>;

/** Neighbouring pages. */
export interface PageSpan {
  readonly first: number;
  readonly count: number;
}

/** One space of one side at one moment, for bulk reads. */
export interface SpaceReader {
  /** Bytes from the first to the last position that there is, and one. */
  readonly size: number;
  /** Whether positions outside of all runs are there nevertheless, and zero: memory that nothing has touched. */
  readonly hasUntouched: boolean;
  /** Neighbouring pages that have bytes, ascending, as far as they lie in pages `first` to `end`, excluded. */
  runs(first: number, end: number): Iterable<PageSpan>;
  /** The first page at or behind `page` that may hold anything but zeros; `Infinity` where there is none. */
  nextFilled(page: number): number;
  /** Bytes that a page with bytes has: less than a page only at the end of the space. */
  lengthOf(page: number): number;
  /**
   * How many pages from `first` on, at most `count`, are known to be the same in another reader of the same space
   * without a look at their bytes. Absent: nothing is known.
   */
  knownEqual?(other: SpaceReader, first: number, count: number): number;
  /**
   * Copies neighbouring pages, all of which have bytes, as many as `out` has room for; zeros behind the end of the space.
   *
   * @throws FailureError `memory.unreadable` where one of them cannot be read
   */
  readPages(first: number, out: Uint8Array): void;
}

/** Names what a page holds: two pages of a side with the same name and version hold the same bytes. */
export interface PageContent {
  readonly name: number;
  readonly version: number;
}

/** Memory that can be looked at: a load at any moment of it, or a dump. */
export interface MemorySide {
  readonly calls: SideCalls;
  /** The load behind it; absent for a dump. */
  readonly view?: LoadView;
  /** Which of its pages and frames hold something; made when it is asked for first. */
  readonly ranges?: () => RangeIndex;
  readonly spaces: readonly MemorySpace[];
  readonly lastMoment: number;
  /** @throws FailureError `query.moment`, `query.space` */
  reader(space: MemorySpace, moment: number): SpaceReader;
  /** Looks whether the memory is still what it was: another number where it is not. Absent: it cannot change. */
  version?(): number;
  /** What a page that has bytes holds at a moment; absent where nothing ever changes. */
  contentOf?(space: MemorySpace, page: number, moment: number): PageContent;
  /** The pages of a space that may differ between two moments, ascending; absent where nothing ever changes. */
  changedBetween?(space: MemorySpace, low: number, high: number): Iterable<number>;
  /** Where the byte at a position is executed; absent where nobody knows. */
  codeAt?(space: MemorySpace, position: number, moment: number): CodePlace;
  /**
   * Pages of the physical space, or of the file, that a page of the virtual one shows at a moment; ascending, neighbours
   * together. A side without a virtual space has none.
   */
  shownPages(space: 'physical' | 'file', moment: number): readonly PageSpan[];
  close(): void;
}

/** A side that is not the document's own. */
export interface Attached {
  readonly side: MemorySide;
  readonly about: AttachedSource;
}

/** Pages that `length` bytes from `first` on lie in, wholly or in part: `first` to `end`, excluded. */
export function pagesOfRange(
  first: number,
  length: number,
): { readonly first: number; readonly end: number } {
  return { first: Math.floor(first / PAGE_SIZE), end: Math.ceil((first + length) / PAGE_SIZE) };
}
