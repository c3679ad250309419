import { firstStart, type FindBytes, type Matcher, type OnMatch, type Starts } from './matcher';
import { matchesZeros, type BytePattern } from './pattern';
import { PlaceFinder } from './place-finder';

/** Bytes compared after which others have their turn: a millisecond or two. */
const MOST_WORK = 2 ** 20;

/** What a closer look counts for, for each byte. */
const VERIFY_WORK = 8;

/** Whether what stands at a place where the pattern fits is really what is looked for. */
export type Verify = (bytes: Uint8Array, start: number) => boolean;

/** Finds a pattern of fixed length in pieces of memory. */
export class PatternMatcher implements Matcher {
  readonly longest: number;
  readonly matchesZeros: boolean;
  readonly overlaps = true;
  private readonly places: PlaceFinder;
  /** Bytes compared so far. */
  private work = 0;

  /** @param verify looks closer at each place where the pattern fits; none: it says all */
  constructor(
    private readonly pattern: BytePattern,
    find: FindBytes,
    private readonly verify: Verify | null = null,
  ) {
    this.longest = pattern.length;
    this.matchesZeros =
      matchesZeros(pattern) && (verify === null || verify(new Uint8Array(pattern.length), 0));
    this.places = new PlaceFinder(pattern, find);
  }

  scan(bytes: Uint8Array, starts: Starts, onMatch: OnMatch): number {
    const { places } = this;
    const { length } = this.pattern;
    const past = starts.align - 1;
    const end = Math.min(starts.end, bytes.length - length + 1);
    const enough = this.work + MOST_WORK;
    let start = firstStart(starts.from, starts.align);
    while (start < end) {
      start = places.next(bytes, start, end);
      if (start >= end) break;
      if ((start & past) === 0 && this.matches(bytes, start) && !onMatch(start, length)) return Infinity;
      start++;
      if (this.work > enough) return start;
    }
    return starts.end;
  }

  private matches(bytes: Uint8Array, start: number): boolean {
    const { length, values, masks } = this.pattern;
    let same = 0;
    while (same < length && ((bytes[start + same] as number) & (masks[same] as number)) === values[same])
      same++;
    this.work += same;
    if (same < length) return false;
    if (this.verify === null) return true;
    this.work += length * VERIFY_WORK;
    return this.verify(bytes, start);
  }
}
