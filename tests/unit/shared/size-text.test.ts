import { describe, expect, it } from 'vitest';
import { formatBytes, inWholeUnits, sizeText, wholeSize } from '../../../shared/size-text';

const TIB = 2 ** 40;

describe('sizeText', () => {
  it('stays exact while it is short', () => {
    expect([1, 336, 4096, 1932 * 1024, 2 ** 32, 2 ** 47].map(sizeText)).toEqual([
      '1 byte',
      '336 bytes',
      '4 KiB',
      '1,932 KiB',
      '4 GiB',
      '128 TiB',
    ]);
    expect(sizeText(1_000_000)).toBe('976.6 KiB');
  });

  it('takes the larger unit where the smaller one says the same', () => {
    expect([TIB, TIB - 4096, TIB + 4096].map(sizeText)).toEqual(['1 TiB', '1 TiB', '1 TiB']);
    expect(sizeText(TIB - 2 ** 30)).toBe('1,023 GiB');
  });
});

describe('formatBytes', () => {
  it('takes the largest unit, with a digit behind the point below ten', () => {
    expect([0, 1, 1536, 4096, 61.4 * 2 ** 20, TIB].map(formatBytes)).toEqual([
      '0 bytes',
      '1 byte',
      '1.5 KiB',
      '4 KiB',
      '61 MiB',
      '1 TiB',
    ]);
  });

  it('never says as much as the next unit, nor a zero behind the point', () => {
    expect([TIB - 2 ** 26, 2 ** 20 - 1, 2 ** 32 - 2 ** 20, 9.99 * 1024].map(formatBytes)).toEqual([
      '1 TiB',
      '1 MiB',
      '4 GiB',
      '10 KiB',
    ]);
  });
});

describe('wholeSize', () => {
  it('is never rounded, in the largest unit that allows it', () => {
    expect([0, 1, 336, 1000 * 1024, 1932 * 1024, 2 ** 39, 2 ** 48 - 4096].map(wholeSize)).toEqual([
      '0 bytes',
      '1 byte',
      '336 bytes',
      '1,000 KiB',
      '1,932 KiB',
      '512 GiB',
      '274,877,906,940 KiB',
    ]);
    expect(inWholeUnits(3 * 2 ** 20)).toEqual({ value: 3, unit: 2 });
  });
});
