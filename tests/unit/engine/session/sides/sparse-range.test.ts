import { describe, expect, it } from 'vitest';
import { readRange, type RangePart } from '../../../../../main/engine/session/sides/read-range';
import type { SpaceReader } from '../../../../../main/engine/session/sides/side';
import { sparseRange } from '../../../../../main/engine/session/sides/sparse-range';
import { FakeSpace, type FakePage } from '../../../../fixtures/space-reader';

const PAGES: [number, FakePage][] = [
  [1, 10],
  [2, 'zero'],
  [3, 'zero'],
  [4, 30],
  [5, { reason: 'the disk failed' }],
  [9, 'zero'],
  [12, 99],
];

/** What there is at each position: a byte, or in words why there is none. */
function flat(parts: Iterable<RangePart>): (number | string)[] {
  const all: (number | string)[] = [];
  for (const part of parts) {
    if (part.kind === 'bytes') all.push(...part.bytes);
    else {
      const what = part.kind === 'zeros' ? 0 : part.kind === 'absent' ? 'absent' : part.reason;
      for (let i = 0; i < part.length; i++) all.push(what);
    }
  }
  return all;
}

describe.each([true, false])('a range read sparsely, untouched memory there: %s', (hasUntouched) => {
  const reader = (): FakeSpace => new FakeSpace(new Map(PAGES), 14 * 4096 + 100, hasUntouched);

  it.each([
    [0, 16 * 4096],
    [4096 * 2 + 5, 4096 * 3],
    [4096 * 9 + 4095, 2],
    [4096 * 13, 4096 * 3],
    [100, 1],
  ])('is the range as it is read plainly: %i, %i', (first, length) => {
    const plain = flat(readRange(reader(), first, length));
    expect(plain).toHaveLength(length);
    expect(flat(sparseRange(reader(), first, length))).toEqual(plain);
  });
});

describe('known zeros', () => {
  it('are not read', () => {
    const reader = new FakeSpace(
      new Map<number, FakePage>([
        [0, 'zero'],
        [1, 'zero'],
      ]),
      4096 * 2,
      true,
    );
    expect([...sparseRange(reader, 10, 5000)]).toEqual([{ kind: 'zeros', first: 10, length: 5000 }]);
    expect(reader.reads.size).toBe(0);
  });

  it('of 256 TiB are one part', () => {
    const nothing: SpaceReader = new FakeSpace(new Map(), 2 ** 48, true);
    expect([...sparseRange(nothing, 3, 2 ** 48 - 3)]).toEqual([
      { kind: 'zeros', first: 3, length: 2 ** 48 - 3 },
    ]);
  });
});
