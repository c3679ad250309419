import type { BytePattern } from './pattern';

/**
 * The place of `needle` in `bytes` at `from` or behind it, -1 where there is none: native code, given by the host.
 */
export type FindBytes = (bytes: Uint8Array, needle: Uint8Array, from: number) => number;

/**
 * Longest needle for the native search. Up to here Node looks for the first byte with `memchr`, which is several times
 * as fast as what it does for longer needles, as long as that byte is rare.
 */
const MAX_NEEDLE = 6;

/** From this length on the native search skips ahead by the needle's length and does not mind common bytes. */
const LONG_NEEDLE = 7;

/** One byte of so many is looked at for how common each is, but no more than {@link MAX_SAMPLES}. */
const BYTES_PER_SAMPLE = 64;
const MAX_SAMPLES = 4096;

/** Pieces shorter than this are not worth the tables that the native search makes for a long needle. */
const LONG_PIECE = 65536;

/** A byte that is more than one in so many is too common to look for alone. */
const RARE = 64;

/** Where to begin: fixed bytes of the pattern that the native search looks for. */
interface Anchor {
  /** Place in the pattern. */
  readonly at: number;
  readonly needle: Uint8Array;
}

/** Finds a pattern in pieces of memory. */
export class PatternMatcher {
  /** For each place in the pattern how many fixed bytes begin there. */
  private readonly fixedFrom: Uint16Array;
  private readonly longest: Anchor | null;
  private readonly counts = new Uint32Array(256);
  /** Place of the byte with most fixed bits: what is looked at first where the native search does not help. */
  private readonly firstLooked: number;

  constructor(
    private readonly pattern: BytePattern,
    private readonly find: FindBytes,
  ) {
    const { length, values, masks } = pattern;
    this.fixedFrom = new Uint16Array(length + 1);
    for (let at = length - 1; at >= 0; at--) {
      this.fixedFrom[at] = masks[at] === 0xff ? (this.fixedFrom[at + 1] as number) + 1 : 0;
    }
    const fixed = this.fixedFrom.subarray(0, length);
    const most = fixed.reduce((best, run) => Math.max(best, run), 0);
    const at = fixed.indexOf(most);
    this.longest = most < LONG_NEEDLE ? null : { at, needle: values.slice(at, at + most) };
    this.firstLooked = most > 0 ? at : masks.findIndex((mask) => mask !== 0);
  }

  /**
   * Tells every match in `bytes`, ascending.
   *
   * @param onMatch gets the place of a match's first byte; `false` ends the search
   * @returns whether the whole of `bytes` was searched
   */
  scan(bytes: Uint8Array, onMatch: (start: number) => boolean): boolean {
    if (bytes.length < this.pattern.length) return true;
    const samples = this.sample(bytes);
    const rarest = this.rarestByte();
    if (rarest >= 0 && (this.counts[this.pattern.values[rarest] as number] as number) * RARE <= samples) {
      const end = rarest + Math.min(MAX_NEEDLE, this.fixedFrom[rarest] as number);
      return this.scanAnchored(
        bytes,
        { at: rarest, needle: this.pattern.values.subarray(rarest, end) },
        onMatch,
      );
    }
    if (this.longest !== null && bytes.length >= LONG_PIECE)
      return this.scanAnchored(bytes, this.longest, onMatch);
    return this.scanEach(bytes, rarest >= 0 ? rarest : this.firstLooked, onMatch);
  }

  private scanAnchored(bytes: Uint8Array, anchor: Anchor, onMatch: (start: number) => boolean): boolean {
    const { at, needle } = anchor;
    const last = bytes.length - this.pattern.length;
    for (let found = this.find(bytes, needle, at); found >= 0; found = this.find(bytes, needle, found + 1)) {
      const start = found - at;
      if (start > last) break;
      if (this.matches(bytes, start) && !onMatch(start)) return false;
    }
    return true;
  }

  /** Looks at every place: one byte, then another, then all. */
  private scanEach(bytes: Uint8Array, looked: number, onMatch: (start: number) => boolean): boolean {
    const { length, values, masks } = this.pattern;
    const value = values[looked] as number;
    const mask = masks[looked] as number;
    const other = masks.findIndex((bits, at) => bits !== 0 && at !== looked);
    const second = other < 0 ? looked : other;
    const secondValue = values[second] as number;
    const secondMask = masks[second] as number;
    const last = bytes.length - length;
    for (let start = 0; start <= last; start++) {
      if (((bytes[start + looked] as number) & mask) !== value) continue;
      if (((bytes[start + second] as number) & secondMask) !== secondValue) continue;
      if (this.matches(bytes, start) && !onMatch(start)) return false;
    }
    return true;
  }

  private matches(bytes: Uint8Array, start: number): boolean {
    const { length, values, masks } = this.pattern;
    for (let i = 0; i < length; i++) {
      if (((bytes[start + i] as number) & (masks[i] as number)) !== values[i]) return false;
    }
    return true;
  }

  /** Counts how often each byte stands in a sample; how many were looked at. */
  private sample(bytes: Uint8Array): number {
    const { counts } = this;
    counts.fill(0);
    // An odd distance, as tables and words repeat every few bytes.
    const step = Math.max(BYTES_PER_SAMPLE, Math.floor(bytes.length / MAX_SAMPLES)) | 1;
    let samples = 0;
    for (let at = 0; at < bytes.length; at += step) {
      const byte = bytes[at] as number;
      counts[byte] = (counts[byte] as number) + 1;
      samples++;
    }
    return samples;
  }

  /**
   * The place in the pattern of the fixed byte that the sample has least, -1 where none is fixed. Of equally rare ones
   * that which more fixed bytes follow.
   */
  private rarestByte(): number {
    const { counts, fixedFrom, pattern } = this;
    let rarest = -1;
    let least = Infinity;
    for (let at = 0; at < pattern.length; at++) {
      const fixed = Math.min(MAX_NEEDLE, fixedFrom[at] as number);
      if (fixed === 0) continue;
      const count = counts[pattern.values[at] as number] as number;
      const longer = count === least && fixed > Math.min(MAX_NEEDLE, fixedFrom[rarest] as number);
      if (count < least || longer) {
        rarest = at;
        least = count;
      }
    }
    return rarest;
  }
}
