import { describe, expect, it } from 'vitest';
import type { TextEncodingName } from '../../../../shared/memory-types';
import { decodeRow, shownText } from '../../../../renderer/panels/memory/text-decoding';

/** Characters of a row of `count` bytes that begins at `start` of `bytes`, e.g. `0+2é`. */
function row(encoding: TextEncodingName, bytes: readonly number[], start = 0, count = bytes.length - start) {
  const at = (offset: number): number | null => bytes[start + offset] ?? null;
  return decodeRow(encoding, at, count).map(({ at: place, length, text, kind }) =>
    kind === 'character' ? `${place}+${length}${text}` : `${place}+${length}(${kind})`,
  );
}

const utf8 = (text: string): number[] => [...new TextEncoder().encode(text)];

describe('decodeRow', () => {
  it('shows printable ASCII, and a blank for all else', () => {
    expect(row('ascii', [0x41, 0x7f, 0x80, 0x20])).toEqual(['0+1A', '1+1(blank)', '2+1(blank)', '3+1 ']);
  });

  it('shows Latin-1 without its controls', () => {
    expect(row('latin-1', [0xe9, 0x85, 0xff])).toEqual(['0+1é', '1+1(blank)', '2+1ÿ']);
  });

  it('gives UTF-8 characters the places of their bytes', () => {
    expect(row('utf-8', utf8('aé€😀'))).toEqual(['0+1a', '1+2é', '3+3€', '6+4😀']);
  });

  it('marks bytes that are no UTF-8 one by one', () => {
    // A lone continuation, an overlong slash, a surrogate, beyond 10ffff, a cut character.
    expect(row('utf-8', [0x80, 0x41])).toEqual(['0+1(invalid)', '1+1A']);
    expect(row('utf-8', [0xc0, 0xaf])).toEqual(['0+1(invalid)', '1+1(invalid)']);
    expect(row('utf-8', [0xed, 0xa0, 0x80])).toHaveLength(3);
    expect(row('utf-8', [0xf4, 0x90, 0x80, 0x80])).toHaveLength(4);
    expect(row('utf-8', [0xe2, 0x82])).toEqual(['0+1(invalid)', '1+1(invalid)']);
  });

  it('reads across the borders of rows in both directions', () => {
    const bytes = utf8('a€b');
    expect(row('utf-8', bytes, 0, 3)).toEqual(['0+1a', '1+2€']);
    expect(row('utf-8', bytes, 3, 2)).toEqual(['0+1(rest)', '1+1b']);
    expect(row('utf-8', [0xff, 0x80, 0x41], 1)).toEqual(['0+1(invalid)', '1+1A']);
  });

  it('reads UTF-16 in both orders, pairs across borders, and lone halves as none', () => {
    expect(row('utf-16le', [0x41, 0, 0x3d, 0xd8, 0, 0xde])).toEqual(['0+2A', '2+4😀']);
    expect(row('utf-16be', [0, 0x41, 0xd8, 0x3d, 0xde, 0])).toEqual(['0+2A', '2+4😀']);
    expect(row('utf-16le', [0x3d, 0xd8, 0, 0xde, 0x42, 0], 2)).toEqual(['0+2(rest)', '2+2B']);
    expect(row('utf-16le', [0, 0xde])).toEqual(['0+2(invalid)']);
    expect(row('utf-16le', [0x3d, 0xd8])).toEqual(['0+2(invalid)']);
  });

  it('fills every row exactly, whatever the bytes are', () => {
    let seed = 1;
    const bytes = Array.from(
      { length: 4096 },
      () => ((seed = (seed * 1103515245 + 12345) & 0x7fffffff) >>> 16) & 0xff,
    );
    for (const encoding of ['ascii', 'latin-1', 'utf-8', 'utf-16le', 'utf-16be'] as const) {
      for (let start = 0; start < bytes.length; start += 16) {
        const at = (offset: number): number | null => bytes[start + offset] ?? null;
        let next = 0;
        for (const { at: place, length } of decodeRow(encoding, at, 16)) {
          expect(place).toBe(next);
          next += length;
        }
        expect(next).toBe(16);
      }
    }
  });
});

describe('shownText', () => {
  it('keeps characters from acting on their neighbours', () => {
    expect(shownText(0x301)).toBe('\u25cc\u0301');
    // Controls, a turn of direction, a joiner, a soft hyphen, a private use character, a wide space.
    expect([0x0a, 0x9b, 0x202e, 0x200d, 0xad, 0xe000, 0x3000].map(shownText)).toEqual(Array(7).fill(null));
    expect(shownText(0x5d0)).toBe('\u05d0');
  });
});
