import { hex, PAGE_SIZE } from '../../../../shared/address';
import { FailureError } from '../../../../shared/result';
import type { PageSpan, SpaceReader } from './side';

/** A file of raw memory, as the host reads it. */
export interface DumpFile {
  readonly path: string;
  /** Bytes that it had when it was opened. */
  readonly size: number;
  /**
   * Reads from a position on, as many bytes as `out` has room for.
   *
   * @returns how many there were: fewer only where the file ends
   * @throws an error that says why it cannot be read
   */
  read(position: number, out: Uint8Array): number;
  /**
   * Bytes from a position on, a multiple of the page size, that are known to be zero: holes of the file. As few as are
   * found fast, 0 where only reading them would tell. Absent: nothing is known.
   */
  zerosFrom?(position: number): number;
  /** Looks at the file on the disk: the number is another one whenever the file has changed since the last look. */
  version(): number;
  close(): void;
}

/**
 * The bytes of a dump at their place. Nothing of the file is kept: the system caches it, and bytes kept here could
 * outlive those on the disk.
 */
export class DumpReader implements SpaceReader {
  readonly hasUntouched = false;
  readonly size: number;
  readonly firstPage: number;
  /** The page behind the last. */
  readonly endPage: number;

  /** @param first position of the dump's first byte, at the start of a page */
  constructor(
    private readonly file: DumpFile,
    private readonly first: number,
  ) {
    this.size = first + file.size;
    this.firstPage = first / PAGE_SIZE;
    this.endPage = Math.ceil(this.size / PAGE_SIZE);
  }

  /** Whether a page has bytes in the dump. */
  has(page: number): boolean {
    return page >= this.firstPage && page < this.endPage;
  }

  *runs(first: number, end: number): Generator<PageSpan> {
    const from = Math.max(first, this.firstPage);
    const to = Math.min(end, this.endPage);
    if (from < to) yield { first: from, count: to - from };
  }

  /** As far as the file tells without being read: behind it only a look at its bytes would. */
  nextFilled(page: number): number {
    const next = Math.max(page, this.firstPage);
    if (next >= this.endPage) return Infinity;
    const position = next * PAGE_SIZE - this.first;
    const zeros = this.file.zerosFrom?.(position) ?? 0;
    if (position + zeros >= this.file.size) return Infinity;
    return next + Math.floor(zeros / PAGE_SIZE);
  }

  lengthOf(page: number): number {
    return Math.max(0, Math.min(PAGE_SIZE, this.size - page * PAGE_SIZE));
  }

  readPages(first: number, out: Uint8Array): void {
    const position = first * PAGE_SIZE - this.first;
    const length = Math.min(out.length, this.file.size - position);
    let count: number;
    try {
      count = this.file.read(position, out.subarray(0, length));
    } catch (error) {
      throw this.unreadable(error instanceof Error ? error.message : String(error));
    }
    if (count < length) {
      // The same words for every page: what cannot be read is told in runs.
      throw this.unreadable(`it has shrunk, it had ${hex(this.file.size)} bytes when it was attached`);
    }
    out.fill(0, length);
  }

  private unreadable(reason: string): FailureError {
    return new FailureError(
      'memory.unreadable',
      `The dump ${this.file.path} cannot be read here: ${reason.replace(/\.$/, '')}.`,
      'Make the file readable again, or attach another one.',
    );
  }
}
