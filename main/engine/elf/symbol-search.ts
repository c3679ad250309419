/** Finding symbols by a part of their name. */
import { partitionPoint } from '../../../shared/partition-point';

/** Names beyond so many bytes are not looked at: a hostile file may have a million long ones. */
const MOST_BYTES = 32 * 2 ** 20;
/** Names that contain the text and are compared with each other; the first ones by address. */
const MOST_COMPARED = 2000;
const SEPARATOR = 10;

/** Plain names are gathered so many bytes at a time. */
const CHUNK_BYTES = 2 ** 20;
const MOST_PLAIN_BYTES = 1024;

/** Names that are searched. */
export interface SearchedNames {
  readonly count: number;
  /** As it is shown. */
  shown(index: number): string;
  /**
   * Writes the bytes of a name that is plain ASCII, of at most 1024, from `at` on.
   *
   * @returns how many there are; -1 where the name is not plain
   */
  copyPlain(index: number, out: Uint8Array, at: number): number;
}

/** How well a name fits, best first. */
const FIT = { whole: 0, start: 1, word: 2, inside: 3 } as const;

/**
 * All names of a symbol table in one text, in lower case: to look for a part of a name is one search in it. A hundred
 * thousand names take some milliseconds.
 */
export class SymbolSearch {
  /** The names, each between two line ends. */
  private readonly text: string;
  /** Where each name begins in {@link text}; one more for the end. */
  private readonly starts: Uint32Array;
  /** {@link text} as bytes, for the slow search; names with other characters than ASCII lose them. */
  private bytes: Uint8Array | null = null;
  /** Which letters each name has: most names lack one of those that are looked for. */
  private masks: Int32Array | null = null;

  constructor(names: SearchedNames) {
    const { starts, text } = inLowerCase(names);
    this.starts = starts;
    this.text = text;
  }

  /**
   * Places in the table of names that contain `wanted`, else its letters in this order; whole names first, then those
   * that begin with it, short ones before long ones.
   *
   * @param wanted in lower case
   */
  find(wanted: string, limit: number): number[] {
    if (wanted === '' || wanted.includes('\n') || limit === 0) return [];
    const found = this.containing(wanted);
    const letters = wanted.replace(/[^a-z0-9_$.]/g, '');
    if (found.length < limit && letters.length > 1) {
      const known = new Set(found);
      found.push(...this.scattered(letters, limit).filter((index) => !known.has(index)));
    }
    return found.slice(0, limit);
  }

  /** Names with `wanted` in them, the best first. */
  private containing(wanted: string): number[] {
    const fits = new Map<number, number>();
    const collect = (pattern: string, most: number): void => {
      const shift = pattern.length - wanted.length;
      for (let at = this.text.indexOf(pattern); at >= 0 && fits.size < most;) {
        const index = this.indexAt(at + shift);
        if (!fits.has(index)) fits.set(index, this.fit(index, at + shift, wanted.length));
        at = this.text.indexOf(pattern, (this.starts[index + 1] as number) - 1);
      }
    };
    const whole = this.text.indexOf(`\n${wanted}\n`);
    if (whole >= 0) fits.set(this.indexAt(whole + 1), FIT.whole);
    // Those that begin with it are found however many others there are.
    collect(`\n${wanted}`, MOST_COMPARED / 2);
    collect(wanted, MOST_COMPARED);
    const length = (index: number): number =>
      (this.starts[index + 1] as number) - (this.starts[index] as number);
    return [...fits]
      .sort(([a, fitA], [b, fitB]) => fitA - fitB || length(a) - length(b) || a - b)
      .map(([index]) => index);
  }

  private fit(index: number, at: number, length: number): number {
    const start = this.starts[index] as number;
    if (at > start) return /[a-z]/.test(this.text.charAt(at - 1)) ? FIT.inside : FIT.word;
    return at + length === (this.starts[index + 1] as number) - 1 ? FIT.whole : FIT.start;
  }

  /** Names that have the letters in this order with others between them, those that have them closest first. */
  private scattered(letters: string, limit: number): number[] {
    this.bytes ??= asciiBytes(this.text);
    this.masks ??= this.letterMasks(this.bytes);
    const { bytes, masks, starts } = this;
    const wanted = asciiBytes(letters);
    const mask = wanted.reduce((all, byte) => all | letterBit(byte), 0);
    const best: { readonly index: number; readonly width: number }[] = [];
    let worst = Infinity;
    for (let index = 0; index + 1 < starts.length; index++) {
      if (((masks[index] as number) & mask) !== mask) continue;
      const width = scatter(bytes, starts[index] as number, wanted);
      if (width >= worst) continue;
      best.push({ index, width });
      best.sort((a, b) => a.width - b.width);
      if (best.length > limit) best.pop();
      if (best.length === limit) worst = (best.at(-1) as { readonly width: number }).width;
    }
    return best.map(({ index }) => index);
  }

  private letterMasks(bytes: Uint8Array): Int32Array {
    const { starts } = this;
    const masks = new Int32Array(starts.length - 1);
    for (let index = 0; index < masks.length; index++) {
      let mask = 0;
      const end = (starts[index + 1] as number) - 1;
      for (let i = starts[index] as number; i < end; i++) mask |= letterBit(bytes[i] as number);
      masks[index] = mask;
    }
    return masks;
  }

  /** The name that a place of the text lies in. */
  private indexAt(at: number): number {
    return partitionPoint(this.starts.length - 1, (i) => (this.starts[i] as number) <= at) - 1;
  }
}

/** All names in one text, each between two line ends, and where they begin. Only names that are not plain become texts. */
function inLowerCase(names: SearchedNames): { readonly text: string; readonly starts: Uint32Array } {
  const starts = new Uint32Array(names.count + 1);
  const decoder = new TextDecoder();
  const chunk = new Uint8Array(CHUNK_BYTES);
  const parts: string[] = ['\n'];
  let length = 1;
  let filled = 0;
  const flush = (): void => {
    for (let i = 0; i < filled; i++) {
      const byte = chunk[i] as number;
      if (byte >= 65 && byte <= 90) chunk[i] = byte + 32;
    }
    parts.push(decoder.decode(chunk.subarray(0, filled)));
    filled = 0;
  };
  let kept = 0;
  for (; kept < names.count; kept++) {
    if (filled + MOST_PLAIN_BYTES + 1 > CHUNK_BYTES) flush();
    const plain = names.copyPlain(kept, chunk, filled);
    const name = plain < 0 ? names.shown(kept) : '';
    if (length + Math.max(plain, name.length) + 1 > MOST_BYTES) break;
    starts[kept] = length;
    if (plain >= 0) {
      filled += plain;
      chunk[filled++] = SEPARATOR;
      length += plain + 1;
    } else {
      flush();
      // Some letters get longer in lower case, and a name may hold a line end.
      const lower = name.toLowerCase().replaceAll('\n', ' ');
      parts.push(lower, '\n');
      length += lower.length + 1;
    }
  }
  flush();
  starts[kept] = length;
  return { text: parts.join(''), starts: starts.subarray(0, kept + 1) };
}

/** One bit for each letter, and one for all digits together. */
function letterBit(byte: number): number {
  if (byte >= 97 && byte <= 122) return 1 << (byte - 97);
  return byte >= 48 && byte <= 57 ? 1 << 26 : 0;
}

/** How far apart the first and the last of the wanted letters are in the name at `at`; infinite where one is missing. */
function scatter(bytes: Uint8Array, at: number, wanted: Uint8Array): number {
  let matched = 0;
  let first = -1;
  for (let i = at; ; i++) {
    const byte = bytes[i] as number;
    if (byte === SEPARATOR) return Infinity;
    if (byte !== wanted[matched]) continue;
    if (first < 0) first = i;
    if (++matched === wanted.length) return i - first;
  }
}

function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code < 128 ? code : 0;
  }
  return bytes;
}
