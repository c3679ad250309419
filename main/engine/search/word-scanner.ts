import type { BytePattern } from './pattern';

/** Neighbouring bytes of the pattern that are looked at. */
const LOOKED_AT = 4;
const LOW_BITS = 0x0101_0101;
const HIGH_BITS = 0x8080_8080 | 0;

/**
 * Finds places where up to four neighbouring bytes of a pattern fit, four places at a time: a word of memory is compared
 * with one byte of the pattern in all four lanes, the word a byte further on with the next, and where a lane is left, two
 * more likewise. A lane that stays zero in all of them is a place.
 */
export class WordScanner {
  /** Place in the pattern of the first of the bytes. */
  private at = 0;
  /** Value and mask of each byte, four times over; a byte that the pattern does not have fits anything. */
  private readonly values = new Int32Array(LOOKED_AT);
  private readonly masks = new Int32Array(LOOKED_AT);
  /** The piece as words; `null` where it does not begin at one. */
  private words: Int32Array | null = null;

  constructor(private readonly pattern: BytePattern) {}

  /**
   * What is searched next is another piece.
   *
   * @param counts how often each byte stands in a sample of it: what is rarest is looked at
   */
  lookAt(bytes: Uint8Array, counts: Uint32Array): void {
    const { values, masks } = this.pattern;
    this.at = rarestPair(this.pattern, counts);
    for (let i = 0; i < LOOKED_AT; i++) {
      this.values[i] = Math.imul(values[this.at + i] ?? 0, LOW_BITS);
      this.masks[i] = Math.imul(masks[this.at + i] ?? 0, LOW_BITS);
    }
    const fits = bytes.byteOffset % 4 === 0;
    this.words = fits ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2) : null;
  }

  /** The first place in `from` to `end` (excluded) at which these bytes fit, `end` where there is none. */
  next(bytes: Uint8Array, from: number, end: number): number {
    const { at, words } = this;
    if (words === null) return this.nextSingly(bytes, from, end);
    // Counted by the first of the looked-at bytes from here on.
    let place = from + at;
    const last = end + at;
    for (; place < last && (place & 3) !== 0; place++) if (this.fits(bytes, place)) return place - at;
    const lastWord = Math.min(last >>> 2, words.length - 1);
    let word = this.nextWord(words, place >>> 2, lastWord);
    while (word < lastWord) {
      for (place = word << 2; place < (word << 2) + 4; place++)
        if (this.fits(bytes, place)) return place - at;
      word = this.nextWord(words, word + 1, lastWord);
    }
    for (place = Math.max(place, lastWord << 2); place < last; place++) {
      if (this.fits(bytes, place)) return place - at;
    }
    return end;
  }

  /** The first of the words that has a place which may fit, `last` where none has. */
  private nextWord(words: Int32Array, first: number, last: number): number {
    const { values, masks } = this;
    const v0 = values[0] as number;
    const v1 = values[1] as number;
    const v2 = values[2] as number;
    const v3 = values[3] as number;
    const m0 = masks[0] as number;
    const m1 = masks[1] as number;
    const m2 = masks[2] as number;
    const m3 = masks[3] as number;
    for (let word = first; word < last; word++) {
      const low = words[word] as number;
      const high = words[word + 1] as number;
      const two = ((low ^ v0) & m0) | ((((low >>> 8) | (high << 24)) ^ v1) & m1);
      // Has a bit set where a byte is zero, and perhaps in bytes above such a one.
      if (((two - LOW_BITS) & ~two & HIGH_BITS) === 0) continue;
      const four =
        two | ((((low >>> 16) | (high << 16)) ^ v2) & m2) | ((((low >>> 24) | (high << 8)) ^ v3) & m3);
      if (((four - LOW_BITS) & ~four & HIGH_BITS) !== 0) return word;
    }
    return last;
  }

  private nextSingly(bytes: Uint8Array, from: number, end: number): number {
    for (let start = from; start < end; start++) if (this.fits(bytes, start + this.at)) return start;
    return end;
  }

  private fits(bytes: Uint8Array, place: number): boolean {
    const { values, masks } = this;
    for (let i = 0; i < LOOKED_AT; i++) {
      const mask = (masks[i] as number) & 0xff;
      if (mask !== 0 && ((bytes[place + i] as number) & mask) !== ((values[i] as number) & 0xff))
        return false;
    }
    return true;
  }
}

/** The first of those two neighbours in a pattern that fit fewest places, by a sample. */
function rarestPair({ length, values, masks }: BytePattern, counts: Uint32Array): number {
  const shares = Array.from({ length }, (_, at) =>
    fitting(counts, values[at] as number, masks[at] as number),
  );
  let best = 0;
  let least = Infinity;
  for (let at = 0; at < Math.max(1, length - 1); at++) {
    const share = (shares[at] as number) * (shares[at + 1] ?? 1);
    if (share < least) {
      least = share;
      best = at;
    }
  }
  return best;
}

/** The share of the sampled bytes that fit a byte of a pattern; never nothing, as a sample does not know all. */
function fitting(counts: Uint32Array, value: number, mask: number): number {
  let some = 1;
  let all = 1;
  for (let byte = 0; byte < 256; byte++) {
    const count = counts[byte] as number;
    all += count;
    if ((byte & mask) === value) some += count;
  }
  return some / all;
}
