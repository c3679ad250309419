import { PAGE_COUNT, PAGE_SIZE } from '../../../shared/address';
import type { LastMemory } from '../trace/memory-at';
import type { PageRun } from '../trace/tables-at';
import { PatternMatcher, type FindBytes } from './matcher';
import { matchesZeros, type BytePattern } from './pattern';

/** Frames that are searched together: a mebibyte. */
const CHUNK_FRAMES = 256;

/** The first virtual page of the upper half does not follow the last one of the lower half. */
const UPPER_HALF = PAGE_COUNT / 2;

/** What to look for, where, and who is told. */
export interface SearchJob {
  readonly pattern: BytePattern;
  /** As it is at the moment, see `memoryAt`. */
  readonly memory: LastMemory;
  /** Ascending by page, all frames within the memory; in the physical space a page is its frame. Matches reach across runs whose pages are neighbours. */
  readonly runs: Iterable<PageRun>;
  /** Only matches at multiples of it count; 1 for any. */
  readonly align: number;
  readonly find: FindBytes;
  /** Gets every match, ascending, as page and offset; `false` ends the search. */
  readonly onMatch: (page: number, offset: number) => boolean;
  /** Called after each piece, at most a mebibyte, with the bytes dealt with so far; may throw to end the search. */
  readonly onProgress?: (bytes: number) => void;
}

/**
 * Searches the runs for the pattern.
 *
 * @returns whether all of them were searched
 */
export function searchRuns(job: SearchJob): boolean {
  const window = new Window(job);
  for (const run of job.runs) {
    if (!window.goTo(run.page)) return false;
    let at = 0;
    while (at < run.count) {
      const frame = run.frame + at;
      const end = run.frame + run.count;
      const filled = Math.min(job.memory.nextFilled(frame), end);
      const done = filled > frame ? window.addZeros(filled - frame) : window.addFrames(frame, end);
      if (done === 0) return false;
      at += done;
    }
  }
  return window.search();
}

/** A piece of a space, with as much of what was before it as a match can begin in. */
class Window {
  private readonly bytes: Uint8Array;
  private readonly matcher: PatternMatcher;
  private readonly skipsZeros: boolean;
  /** Address of the first byte in the space, counted through both halves. */
  private base = 0;
  private used = 0;
  private dealtWith = 0;

  constructor(private readonly job: SearchJob) {
    this.bytes = new Uint8Array((CHUNK_FRAMES + 1) * PAGE_SIZE);
    this.matcher = new PatternMatcher(job.pattern, job.find);
    this.skipsZeros = !matchesZeros(job.pattern);
  }

  /** What comes next belongs to `page`; `false` where the search ended. */
  goTo(page: number): boolean {
    const address = page * PAGE_SIZE;
    return (address === this.base + this.used && page !== UPPER_HALF) || this.startAt(address);
  }

  /** Takes frames that may hold anything, from `first` on and before `end`; how many, 0 where the search ended. */
  addFrames(first: number, end: number): number {
    if (!this.makeRoom()) return 0;
    const most = Math.min(end - first, this.roomFrames());
    let count = 1;
    while (count < most && this.job.memory.nextFilled(first + count) === first + count) count++;
    this.job.memory.readFrames(first, this.take(count * PAGE_SIZE));
    return count;
  }

  /** Takes `count` frames of zeros; how many of them, 0 where the search ended. */
  addZeros(count: number): number {
    if (!this.makeRoom()) return 0;
    if (!this.skipsZeros) {
      const taken = Math.min(count, this.roomFrames());
      return this.addZeroBytes(taken * PAGE_SIZE) ? taken : 0;
    }
    // A match holds something else than zeros, so no more of it than this lies in these frames.
    const reach = this.job.pattern.length - 1;
    const bytes = count * PAGE_SIZE;
    if (bytes <= 2 * reach) return this.addZeroBytes(bytes) ? count : 0;
    if (!this.addZeroBytes(reach)) return 0;
    const end = this.base + this.used - reach + bytes;
    this.dealtWith += bytes - 2 * reach;
    return this.startAt(end - reach) && this.addZeroBytes(reach) ? count : 0;
  }

  /** Searches what is here and keeps what a later match can begin in; `false` where the search ended. */
  search(): boolean {
    const { pattern, align, onMatch, onProgress } = this.job;
    const { base, used } = this;
    const all = this.matcher.scan(this.bytes.subarray(0, used), (start) => {
      const address = base + start;
      if (address % align !== 0) return true;
      return onMatch(Math.floor(address / PAGE_SIZE), address % PAGE_SIZE);
    });
    const kept = Math.min(used, pattern.length - 1);
    this.bytes.copyWithin(0, used - kept, used);
    this.base += used - kept;
    this.used = kept;
    onProgress?.(this.dealtWith);
    return all;
  }

  private startAt(address: number): boolean {
    const all = this.search();
    this.base = address;
    this.used = 0;
    return all;
  }

  private roomFrames(): number {
    return Math.floor((this.bytes.length - this.used) / PAGE_SIZE);
  }

  /** Makes room for a frame at least; `false` where the search ended. */
  private makeRoom(): boolean {
    return this.roomFrames() > 0 || this.search();
  }

  /** Takes some zeros, at most two frames or what there is room for; `false` where the search ended. */
  private addZeroBytes(bytes: number): boolean {
    if (this.bytes.length - this.used < bytes && !this.search()) return false;
    this.take(bytes).fill(0);
    return true;
  }

  /** The place for the next `bytes`. */
  private take(bytes: number): Uint8Array {
    const start = this.used;
    this.used += bytes;
    this.dealtWith += bytes;
    return this.bytes.subarray(start, this.used);
  }
}
