import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SegmentSpans } from '../../../../main/engine/trace/segment-spans';
import type { LoadSegment } from '../../../../main/engine/trace/ownership';

const spansOf = (extents: readonly (readonly [number, number])[]): SegmentSpans => {
  const segments = extents.map((_, i) => ({ number: i + 1 }) as LoadSegment);
  return new SegmentSpans(segments, ({ number }) => {
    const [start, length] = extents[number - 1] as readonly [number, number];
    return [BigInt(start), BigInt(length)];
  });
};

describe('SegmentSpans', () => {
  it('finds what a look at every segment finds, however they overlap', () => {
    const place = fc.nat({ max: 60 });
    fc.assert(
      fc.property(fc.array(fc.tuple(place, fc.nat({ max: 40 }))), place, place, (extents, first, length) => {
        const end = first + length + 1;
        const expected = extents.flatMap(([start, size], i) =>
          start < end && start + size > first ? [i + 1] : [],
        );
        const found = spansOf(extents).within(BigInt(first), BigInt(end));
        expect(found.map(({ number }) => number)).toEqual(expected);
      }),
    );
  });

  it('reaches the end of the address space and beyond', () => {
    const segment = { number: 1 } as LoadSegment;
    const spans = new SegmentSpans([segment], () => [2n ** 64n - 16n, 2n ** 64n - 1n]);
    expect(spans.within(2n ** 64n - 1n, 2n ** 64n)).toEqual([segment]);
    expect(spans.within(0n, 2n ** 64n - 16n)).toEqual([]);
  });
});
