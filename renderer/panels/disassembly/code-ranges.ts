/** The scroll bar's way: executable ranges of the address space, laid next to each other. */
import { PAGE_SIZE } from '../../../shared/address';
import { partitionPoint } from '../../../shared/partition-point';

/** Pages that can be executed, ascending and apart. */
export interface PageRun {
  readonly page: number;
  /** A part of a page counts as such. */
  readonly pages: number;
}

/** Executable ranges, counted as if nothing lay between them. */
export class CodeRanges {
  /** Position of the first byte of each, and bytes in those before it. */
  private readonly starts: number[] = [];
  private readonly before: number[] = [];
  /** Bytes of all. */
  readonly total: number;

  constructor(runs: readonly PageRun[]) {
    let total = 0;
    for (const { page, pages } of runs) {
      this.starts.push(page * PAGE_SIZE);
      this.before.push(total);
      total += pages * PAGE_SIZE;
    }
    this.total = total;
  }

  /** How many executable bytes lie before a position. */
  placeOf(position: number): number {
    const at = this.rangeOf(position);
    if (at < 0) return 0;
    const into = position - (this.starts[at] as number);
    return Math.min((this.before[at] as number) + into, this.before[at + 1] ?? this.total);
  }

  /** The position of the executable byte at a place; `null` where there is none. */
  positionOf(place: number): number | null {
    if (this.total === 0) return null;
    const within = Math.min(Math.max(place, 0), this.total - 1);
    const at = partitionPoint(this.before.length, (i) => (this.before[i] as number) <= within) - 1;
    return (this.starts[at] as number) + within - (this.before[at] as number);
  }

  /** Whether a position lies in one of them. */
  has(position: number): boolean {
    const at = this.rangeOf(position);
    if (at < 0) return false;
    const end = (this.before[at + 1] ?? this.total) - (this.before[at] as number);
    return position - (this.starts[at] as number) < end;
  }

  private rangeOf(position: number): number {
    return partitionPoint(this.starts.length, (i) => (this.starts[i] as number) <= position) - 1;
  }
}
