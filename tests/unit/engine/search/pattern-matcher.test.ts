import { describe, expect, it } from 'vitest';
import { parsePattern } from '../../../../main/engine/search/pattern';
import { PatternMatcher } from '../../../../main/engine/search/pattern-matcher';
import { findBytes, foundIn, placesOf } from '../../../fixtures/search';

function found(text: string, bytes: Uint8Array): number[] {
  return foundIn(new PatternMatcher(parsePattern(text), findBytes), bytes).map(([start]) => start);
}

/** Memory of each kind that the search has another way for. */
const MEMORIES: readonly (readonly [string, Uint8Array])[] = [
  ['zeros', new Uint8Array(9000)],
  ['one byte over and over', new Uint8Array(9000).fill(0x11)],
  ['all bytes in turn', Uint8Array.from({ length: 9000 }, (_, i) => i)],
  [
    'pointers',
    Uint8Array.from({ length: 9000 }, (_, i) => [i >> 3, 0x10, 0, 0, 0x80, 0xff, 0xff, 0xff][i % 8]!),
  ],
];

const PATTERNS = [
  '00',
  '11',
  '11 11',
  '00 00 00 00 00 00 00 00',
  '00 01 02 03 04 05 06 07 08 09',
  'ff ?? ?? 00',
  '?? 80',
  '80 ff ff ff ?? 10',
  '1? ?1',
  '?0 ??',
  '?? ?? ?? ?0',
  '00 00 80 ff ff ff 21 10 00 00 80',
  '00 00 00 00 01',
];

describe.each(MEMORIES)('in %s', (_, bytes) => {
  it.each(PATTERNS)('finds all of %s', (text) => {
    expect(found(text, bytes)).toEqual(placesOf(parsePattern(text), bytes));
  });

  it('finds the same in bytes that begin at no word', () => {
    for (const text of PATTERNS) {
      expect(found(text, bytes.subarray(1))).toEqual(placesOf(parsePattern(text), bytes.subarray(1)));
    }
  });
});

describe('PatternMatcher', () => {
  it('finds matches at both ends, and none that reaches over them', () => {
    const bytes = Uint8Array.from([1, 2, 3, 1, 2]);
    expect(found('01 02', bytes)).toEqual([0, 3]);
    expect(found('02 ??', bytes)).toEqual([1]);
    expect(found('01 02 03 01 02', bytes)).toEqual([0]);
    expect(found('01 02 03 01 02 03', bytes)).toEqual([]);
  });

  it('finds overlapping matches', () => {
    expect(found('aa aa', Uint8Array.from([0xaa, 0xaa, 0xaa]))).toEqual([0, 1]);
  });

  it('ends when it is told to', () => {
    for (const [, bytes] of MEMORIES) {
      const matcher = new PatternMatcher(parsePattern('?? ?0'), findBytes);
      let calls = 0;
      const end = matcher.scan(bytes, { from: 0, end: bytes.length, align: 1 }, () => ++calls < 2);
      const few = placesOf(parsePattern('?? ?0'), bytes).length < 2;
      expect([end, calls]).toEqual(few ? [bytes.length, 0] : [Infinity, 2]);
    }
  });

  it('gives way where a long pattern stands nearly everywhere, and still finds all', () => {
    const bytes = new Uint8Array(8192);
    const wanted = parsePattern('00'.repeat(4096));
    const matcher = new PatternMatcher(wanted, findBytes);
    const places: number[] = [];
    let calls = 0;
    for (let at = 0; at < bytes.length; calls++) {
      at = matcher.scan(bytes, { from: at, end: bytes.length, align: 2 }, (start) => places.push(start) > 0);
    }
    expect(places).toEqual(placesOf(wanted, bytes).filter((place) => place % 2 === 0));
    expect(calls).toBeGreaterThan(5);
  });
});
