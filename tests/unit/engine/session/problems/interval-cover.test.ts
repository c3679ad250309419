import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IntervalCover, type Interval } from '../../../../../main/engine/session/problems/interval-cover';

const LINE = 40;

const intervals = fc.array(
  fc.record({ start: fc.integer({ min: 0, max: LINE }), length: fc.integer({ min: 0, max: 12 }) }),
  { maxLength: 12 },
);

function made(list: readonly { readonly start: number; readonly length: number }[]): Interval[] {
  return list.map(({ start, length }) => ({ start, end: start + length }));
}

/** The same by looking at every place. */
function ownerBySight(list: readonly Interval[], at: number): number {
  return list.findIndex(({ start, end }) => at >= start && at < end);
}

describe('IntervalCover', () => {
  it('gives every place to the first of the list that covers it', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const plain = made(list);
        const cover = new IntervalCover(plain);
        for (let at = 0; at < LINE + 14; at++) expect(cover.ownerAt(at)).toBe(ownerBySight(plain, at));
      }),
    );
  });

  it('finds for each interval the first place that one before it has', () => {
    fc.assert(
      fc.property(intervals, (list) => {
        const plain = made(list);
        const expected = plain.flatMap(({ start, end }, claimant) => {
          for (let at = start; at < end; at++) {
            const holder = ownerBySight(plain, at);
            if (holder < claimant) return [{ holder, claimant, at }];
          }
          return [];
        });
        expect(new IntervalCover(plain).overlaps).toEqual(expected);
      }),
    );
  });

  it('finds the first gap, and the runs of a stretch', () => {
    const cover = new IntervalCover([
      { start: 10, end: 20 },
      { start: 20, end: 25 },
      { start: 30, end: 31 },
    ]);
    expect(cover.firstGap(10, 25)).toBeNull();
    expect(cover.firstGap(12, 31)).toBe(25);
    expect(cover.firstGap(5, 8)).toBe(5);
    expect(cover.firstGap(7, 7)).toBeNull();
    expect(cover.within(15, 40, 9).map(({ owner }) => owner)).toEqual([0, 1, 2]);
    expect(cover.within(15, 40, 1)).toHaveLength(1);
  });

  it('takes 130,000 intervals that all overlap', () => {
    const many = Array.from({ length: 130_000 }, (_, i) => ({ start: i % 7, end: 1000 + i }));
    const started = performance.now();
    expect(new IntervalCover(many).overlaps).toHaveLength(129_999);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
