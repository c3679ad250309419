import type { FindBytes, Matcher, OnMatch, Starts } from './matcher';
import { firstStart } from './matcher';
import type { BitRange } from './number-ranges';
import type { BytePattern } from './pattern';
import { PlaceFinder } from './place-finder';

/** A range in 32-bit halves: where it begins and how far it reaches, so that one subtraction answers. */
interface Halves {
  readonly low: number;
  readonly lowHigh: number;
  /** The last number less the first one. */
  readonly span: number;
  readonly spanHigh: number;
}

/**
 * Finds numbers of 1, 2, 4 or 8 bytes that lie in ranges.
 *
 * Each range is cut in two where its numbers differ first: what the numbers of a part have in common then tells nearly as
 * much as the part itself, and is looked for as a pattern. What the patterns find is compared with the ranges.
 */
export class RangeMatcher implements Matcher {
  readonly longest: number;
  readonly matchesZeros: boolean;
  readonly overlaps = true;
  private readonly ranges: readonly Halves[];
  private readonly finders: readonly PlaceFinder[];
  /** The next place of each finder. */
  private readonly next: number[];

  /** @param ranges none: nothing can be written that is close enough */
  constructor(
    ranges: readonly BitRange[],
    private readonly width: 1 | 2 | 4 | 8,
    private readonly bigEndian: boolean,
    find: FindBytes,
  ) {
    this.longest = width;
    this.matchesZeros = ranges.some(({ low }) => low === 0n);
    this.ranges = ranges.map(halvesOf);
    this.finders = ranges
      .flatMap(partsOf)
      .map((part) => new PlaceFinder(commonBits(part, width, bigEndian), find));
    this.next = this.finders.map(() => 0);
  }

  scan(bytes: Uint8Array, starts: Starts, onMatch: OnMatch): number {
    const { finders, next, width } = this;
    const past = starts.align - 1;
    const end = Math.min(starts.end, bytes.length - width + 1);
    let start = firstStart(starts.from, starts.align);
    next.fill(-1);
    while (start < end) {
      let place = end;
      for (let i = 0; i < finders.length; i++) {
        if ((next[i] as number) < start) next[i] = (finders[i] as PlaceFinder).next(bytes, start, end);
        place = Math.min(place, next[i] as number);
      }
      if (place >= end) break;
      if ((place & past) === 0 && this.holds(bytes, place) && !onMatch(place, width)) return Infinity;
      start = place + 1;
    }
    return starts.end;
  }

  /** Whether the number at a place lies in a range. */
  private holds(bytes: Uint8Array, start: number): boolean {
    const { width, bigEndian, ranges } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < width; i++) {
      // From the most significant byte on.
      const byte = bytes[bigEndian ? start + i : start + width - 1 - i] as number;
      high = (high << 8) | (low >>> 24);
      low = (low << 8) | byte;
    }
    for (const range of ranges) if (isIn(low, high, range)) return true;
    return false;
  }
}

function halvesOf({ low, high }: BitRange): Halves {
  const span = high - low;
  const half = (number: bigint): number => Number(BigInt.asUintN(32, number));
  return { low: half(low), lowHigh: half(low >> 32n), span: half(span), spanHigh: half(span >> 32n) };
}

/** Whether a number, in two 32-bit halves, lies in a range. */
function isIn(low: number, high: number, range: Halves): boolean {
  const away = (low - range.low) >>> 0;
  const borrow = low >>> 0 < range.low ? 1 : 0;
  const awayHigh = (high - range.lowHigh - borrow) >>> 0;
  return awayHigh < range.spanHigh || (awayHigh === range.spanHigh && away <= range.span);
}

/** A range, cut in two at the highest bit in which its ends differ. */
function partsOf({ low, high }: BitRange): BitRange[] {
  if (low === high) return [{ low, high }];
  const bit = BigInt((low ^ high).toString(2).length - 1);
  const middle = (high >> bit) << bit;
  return [
    { low, high: middle - 1n },
    { low: middle, high },
  ];
}

/** The upper bits that all numbers of a range have, as they lie in memory. */
function commonBits({ low, high }: BitRange, width: number, bigEndian: boolean): BytePattern {
  const free = low === high ? 0 : (low ^ high).toString(2).length;
  const mask = (BigInt.asUintN(width * 8, -1n) >> BigInt(free)) << BigInt(free);
  const bytesOf = (number: bigint): Uint8Array =>
    Uint8Array.from({ length: width }, (_, at) =>
      Number((number >> BigInt((bigEndian ? width - 1 - at : at) * 8)) & 0xffn),
    );
  return { length: width, values: bytesOf(low & mask), masks: bytesOf(mask) };
}
