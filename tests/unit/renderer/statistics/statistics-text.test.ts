import { describe, expect, it } from 'vitest';
import {
  barHeights,
  byteName,
  factsOf,
  missingText,
  shareOf,
} from '../../../../renderer/panels/statistics/statistics-text';
import type { Statistics } from '../../../../shared/memory-types';

const histogram = Array.from({ length: 256 }, () => 0);
histogram[0] = 90;
histogram[0x41] = 10;
const STATISTICS: Statistics = {
  length: 100,
  missing: 0,
  unreadable: '',
  sum: '18446744073709551616',
  crc32: 'cbf43926',
  sha256: '',
  entropy: 0.4689955935892812,
  mean: 6.5,
  histogram,
};

describe('statistics in words', () => {
  it('have every number with what is copied', () => {
    const facts = factsOf(STATISTICS).map(({ label, value, note, copied }) => [label, value, note, copied]);
    expect(facts).toEqual([
      ['Bytes', '100', '', '100'],
      ['Sum', '18,446,744,073,709,551,616', '0x10000000000000000', '18446744073709551616'],
      ['Mean', '6.500', '', '6.5'],
      ['Entropy', '0.4690', 'of 8 bits', '0.4689955935892812'],
      ['Values', '2', 'most 00, 90.0 %', '2'],
      ['CRC-32', 'cbf43926', '', 'cbf43926'],
    ]);
  });

  it('say what takes no part, and why', () => {
    expect(missingText(STATISTICS)).toBe('');
    expect(missingText({ ...STATISTICS, missing: 1 })).toBe('1 byte takes no part: nothing is there');
    const broken = { ...STATISTICS, length: 5000, missing: 4096, unreadable: 'the disk failed' };
    expect(missingText(broken)).toBe('4,096 bytes take no part: the disk failed');
    expect(factsOf(broken)[0]).toMatchObject({ value: '904', note: 'of 5,000' });
  });

  it('of no bytes have no most frequent one', () => {
    const none = { ...STATISTICS, missing: 100, histogram: histogram.map(() => 0) };
    expect(factsOf(none).find(({ id }) => id === 'distinct')).toMatchObject({ value: '0', note: 'of 256' });
  });
});

describe('bytes and shares', () => {
  it('have names', () => {
    expect([0, 0x20, 0x41, 0x7f, 0xff].map(byteName)).toEqual(['00', '20', '41 A', '7f', 'ff']);
  });

  it('are exact enough, and never nothing where there is something', () => {
    expect(shareOf(0, 10)).toBe('0 %');
    expect(shareOf(1, 3)).toBe('33.3 %');
    expect(shareOf(1, 64)).toBe('1.56 %');
    expect(shareOf(1, 2 ** 40)).toBe('<0.01 %');
    expect(shareOf(2 ** 40 - 1, 2 ** 40)).toBe('>99.9 %');
    expect(shareOf(9, 9)).toBe('100.0 %');
    expect(shareOf(0, 0)).toBe('0 %');
  });
});

describe('the bars', () => {
  it('are as high as the logarithm says', () => {
    const heights = barHeights(histogram);
    expect(heights[0]).toBe(1);
    expect(heights[0x41]).toBeCloseTo(Math.log2(11) / Math.log2(91), 12);
    expect(heights[1]).toBe(0);
    expect(barHeights(histogram.map(() => 0)).every((height) => height === 0)).toBe(true);
  });
});
