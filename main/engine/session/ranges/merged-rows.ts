import { PAGE_COUNT } from '../../../../shared/address';
import type { RangeMerge } from '../../../../shared/table-types';
import { pagesPerEntry } from '../../paging/page-table';
import type { MappedTree } from '../tables/mapped-tree';
import type { Leaves } from '../tables/leaves';

/** The first page of the upper half: the address in front of it is not its neighbour. */
export const UPPER_HALF = PAGE_COUNT / 2;

/** What is known of the leaves of a row, one cell a row. */
interface Summaries {
  readonly writtenAt: Uint32Array;
  /** 1 where the frames follow on each other. */
  readonly contiguous: Uint8Array;
  /** Level of all leaves, 0 where they differ. */
  readonly level: Uint8Array;
  /** Flags that all leaves have. */
  readonly flags: Uint32Array;
}

/** Whether two neighbouring leaves share a row, beside their addresses. */
type Alike = (leaf: number) => boolean;

/** The leaves of a tree in rows: neighbours that are alike are one. Ascending by address. */
export class MergedRows {
  readonly count: number;
  readonly leaves: Leaves;
  /** The first leaf of each row. */
  private readonly starts: Uint32Array;
  private known: Summaries | null = null;
  private knownGaps: Uint32Array | null = null;

  constructor(
    readonly mapped: MappedTree,
    merge: RangeMerge,
  ) {
    this.leaves = mapped.leaves;
    this.starts = rowStarts(this.leaves, merge === 'none' ? () => false : alike(mapped, merge));
    this.count = this.starts.length;
  }

  firstLeaf(row: number): number {
    return this.starts[row] as number;
  }

  /** The leaf behind the last one of a row. */
  endLeaf(row: number): number {
    return row + 1 < this.count ? (this.starts[row + 1] as number) : this.leaves.count;
  }

  firstPage(row: number): number {
    return this.leaves.page[this.firstLeaf(row)] as number;
  }

  endPage(row: number): number {
    const last = this.endLeaf(row) - 1;
    return (this.leaves.page[last] as number) + pagesPerEntry(this.leaves.level[last] as number);
  }

  pages(row: number): number {
    return this.endPage(row) - this.firstPage(row);
  }

  rights(row: number): number {
    return this.leaves.rights[this.firstLeaf(row)] as number;
  }

  frame(row: number): number {
    return this.leaves.frame[this.firstLeaf(row)] as number;
  }

  /** For each row how many gaps lie before it, the one right before it among them; what lies below the first row is none. */
  get gaps(): Uint32Array {
    this.knownGaps ??= this.countGaps();
    return this.knownGaps;
  }

  private countGaps(): Uint32Array {
    const gaps = new Uint32Array(this.count);
    for (let row = 1; row < this.count; row++) {
      const isGap = this.endPage(row - 1) < this.firstPage(row);
      gaps[row] = (gaps[row - 1] as number) + (isGap ? 1 : 0);
    }
    return gaps;
  }

  /** Found for all rows when the first question comes. */
  get summaries(): Summaries {
    this.known ??= this.summarise();
    return this.known;
  }

  private summarise(): Summaries {
    const { count, leaves } = this;
    const { writtenAt, level, flags, frame } = leaves;
    const found = {
      writtenAt: new Uint32Array(count),
      contiguous: new Uint8Array(count).fill(1),
      level: new Uint8Array(count),
      flags: new Uint32Array(count),
    };
    for (let row = 0; row < count; row++) {
      const first = this.firstLeaf(row);
      const end = this.endLeaf(row);
      let last = 0;
      let all = flags[first] as number;
      let same = level[first] as number;
      let next = frame[first] as number;
      for (let leaf = first; leaf < end; leaf++) {
        last = Math.max(last, writtenAt[leaf] as number);
        all &= flags[leaf] as number;
        if (level[leaf] !== same) same = 0;
        if (frame[leaf] !== next) found.contiguous[row] = 0;
        next = (frame[leaf] as number) + pagesPerEntry(level[leaf] as number);
      }
      found.writtenAt[row] = last;
      found.level[row] = same;
      found.flags[row] = all;
    }
    return found;
  }
}

/** Whether a leaf belongs to the row of the one before it. */
function alike(mapped: MappedTree, merge: RangeMerge): Alike {
  const { rights, frame, level } = mapped.leaves;
  const sameRights: Alike = (leaf) => rights[leaf] === rights[leaf - 1];
  if (merge === 'rights') return sameRights;
  const { owners } = mapped;
  const sameOwner: Alike = (leaf) => rights[leaf] === rights[leaf - 1] && owners[leaf] === owners[leaf - 1];
  if (merge === 'owner') return sameOwner;
  return (leaf) =>
    frame[leaf] === (frame[leaf - 1] as number) + pagesPerEntry(level[leaf - 1] as number) && sameOwner(leaf);
}

function rowStarts({ count, page, level }: Leaves, isAlike: Alike): Uint32Array {
  const starts = new Uint32Array(count);
  let rows = 0;
  let end = -1;
  for (let leaf = 0; leaf < count; leaf++) {
    const first = page[leaf] as number;
    if (first !== end || first === UPPER_HALF || !isAlike(leaf)) starts[rows++] = leaf;
    end = level[leaf] === 1 ? first + 1 : first + pagesPerEntry(level[leaf] as number);
  }
  return starts.slice(0, rows);
}
