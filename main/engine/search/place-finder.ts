import type { BytePattern } from './pattern';
import type { FindBytes } from './matcher';
import { WordScanner } from './word-scanner';

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

/** Fixed bytes of the pattern that the native search looks for. */
interface Anchor {
  /** Place in the pattern. */
  readonly at: number;
  readonly needle: Uint8Array;
}

/** Finds places where a pattern may stand: some of its bytes do. */
export class PlaceFinder {
  /** For each place in the pattern how many fixed bytes begin there. */
  private readonly fixedFrom: Uint16Array;
  private readonly longestFixed: Anchor | null;
  private readonly counts = new Uint32Array(256);
  private readonly words: WordScanner;
  /** The piece that was looked at last, and what the native search is good for in it. */
  private piece: Uint8Array | null = null;
  private anchor: Anchor | null = null;
  /** The place that the native search found last, and from where on. */
  private searchedFrom = 0;
  private found = -1;

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
    this.longestFixed = most < LONG_NEEDLE ? null : { at, needle: values.slice(at, at + most) };
    this.words = new WordScanner(pattern);
  }

  /**
   * The first place in `from` to `end`, excluded, `end` where there is none.
   *
   * @param end at least a pattern's length before the end of the bytes, but for one
   */
  next(bytes: Uint8Array, from: number, end: number): number {
    if (bytes !== this.piece) this.lookAt(bytes);
    const { anchor } = this;
    if (anchor === null) return this.words.next(bytes, from, end);
    if (from < this.searchedFrom || from > this.found) {
      this.searchedFrom = from;
      const place = this.find(bytes, anchor.needle, from + anchor.at);
      this.found = place < 0 ? Infinity : place - anchor.at;
    }
    return Math.min(this.found, end);
  }

  /** Common bytes would keep the native search from getting anywhere. */
  private lookAt(bytes: Uint8Array): void {
    this.piece = bytes;
    this.searchedFrom = 0;
    this.found = -1;
    const samples = this.sample(bytes);
    const rarest = this.rarestByte();
    if (rarest >= 0 && (this.counts[this.pattern.values[rarest] as number] as number) * RARE <= samples) {
      const end = rarest + Math.min(MAX_NEEDLE, this.fixedFrom[rarest] as number);
      this.anchor = { at: rarest, needle: this.pattern.values.subarray(rarest, end) };
    } else {
      this.anchor = bytes.length >= LONG_PIECE ? this.longestFixed : null;
    }
    if (this.anchor === null) this.words.lookAt(bytes, this.counts);
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
