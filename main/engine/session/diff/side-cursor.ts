import { PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import type { SpaceReader } from '../sides/side';
import { RunWalk } from './run-walk';

/** Bytes of a side that cannot be read: `from` to `to`, excluded. */
export interface UnreadablePart {
  readonly from: number;
  readonly to: number;
  readonly reason: string;
}

/**
 * One side of a comparison, walked upwards. All positions are those of the left side: for the right one they are its own
 * less the shift.
 */
export class SideCursor {
  /** What of the last read cannot be read; empty as a rule. */
  unreadable: readonly UnreadablePart[] = [];
  private readonly walk: RunWalk;
  /** Where a space begins all of which is there. */
  private readonly origin: number;
  private readonly buffer: Uint8Array;
  /** The first page at or behind the last position asked about that may hold anything but zeros. */
  private filledPage = -1;

  /**
   * @param shift what is added to a position of the left side for one of this
   * @param most bytes that are read at once
   */
  constructor(
    readonly reader: SpaceReader,
    private readonly shift: number,
    most: number,
  ) {
    this.origin = 0 - shift;
    this.walk = new RunWalk(reader, shift);
    this.buffer = new Uint8Array(most + 2 * PAGE_SIZE);
  }

  /** Where it begins; `Infinity` where it has nothing. */
  get start(): number {
    return this.reader.hasUntouched ? this.origin : this.walk.from;
  }

  /** Goes on to a position. */
  moveTo(position: number): void {
    this.walk.moveTo(position);
  }

  /** Whether there is a byte at the position that it was moved to. */
  isThere(position: number): boolean {
    if (this.reader.hasUntouched) return position >= this.origin && position < this.end;
    return position >= this.walk.from;
  }

  /** Where that changes; `Infinity` where it does not any more. */
  changesAt(position: number): number {
    if (this.reader.hasUntouched) {
      if (position < this.origin) return this.origin;
      return position < this.end ? this.end : Infinity;
    }
    return position < this.walk.from ? this.walk.from : this.walk.to;
  }

  /** The first position at or behind one that may hold anything but zero. Positions come in ascending order. */
  filledFrom(position: number): number {
    const page = Math.floor((position + this.shift) / PAGE_SIZE);
    if (this.filledPage < page) this.filledPage = this.reader.nextFilled(page);
    return Math.max(position, this.filledPage * PAGE_SIZE - this.shift);
  }

  /** Bytes in runs that lie before a position. */
  bytesBefore(position: number): number {
    return this.walk.bytesBefore(position);
  }

  /** Bytes from a position on, all of which are there; valid until the next read. Unreadable ones are zero. */
  read(position: number, length: number): Uint8Array {
    const first = position + this.shift;
    const page = Math.floor(first / PAGE_SIZE);
    const end = Math.ceil((first + length) / PAGE_SIZE);
    const pages = this.buffer.subarray(0, (end - page) * PAGE_SIZE);
    this.unreadable = [];
    if (tryRead(this.reader, page, pages) !== null) this.readOneByOne(page, pages);
    const start = first - page * PAGE_SIZE;
    return pages.subarray(start, start + length);
  }

  /** A page that cannot be read takes none of its neighbours along. */
  private readOneByOne(first: number, pages: Uint8Array): void {
    const unreadable: UnreadablePart[] = [];
    for (let start = 0; start < pages.length; start += PAGE_SIZE) {
      const page = first + start / PAGE_SIZE;
      const out = pages.subarray(start, start + PAGE_SIZE);
      const reason = tryRead(this.reader, page, out);
      if (reason === null) continue;
      out.fill(0);
      const from = page * PAGE_SIZE - this.shift;
      unreadable.push({ from, to: from + PAGE_SIZE, reason });
    }
    this.unreadable = unreadable;
  }

  private get end(): number {
    return this.reader.size - this.shift;
  }
}

/** Why pages cannot be read; `null` where they were. */
function tryRead(reader: SpaceReader, page: number, out: Uint8Array): string | null {
  try {
    reader.readPages(page, out);
    return null;
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
}
