import { crc32 } from 'node:zlib';
import CRC32 from 'crc-32';
import { describe, expect, it } from 'vitest';
import { crcWithZeros } from '../../../../../main/engine/session/statistics/crc-of-zeros';

const START = CRC32.buf(new TextEncoder().encode('123456789')) >>> 0;

describe('CRC-32 of zeros', () => {
  it('starts from the check value of the standard', () => {
    expect(START).toBe(0xcbf43926);
  });

  it('is that of the bytes themselves', () => {
    for (const count of [0, 1, 2, 3, 4, 7, 255, 256, 4096, 65_537, 1_000_003]) {
      expect(crcWithZeros(START, count), `${count} zeros`).toBe(
        CRC32.buf(new Uint8Array(count), START) >>> 0,
      );
    }
  });

  it('adds up, however many there are', () => {
    const half = 2 ** 46 + 12_345;
    expect(crcWithZeros(crcWithZeros(START, half), half)).toBe(crcWithZeros(START, 2 * half));
    expect(crcWithZeros(crcWithZeros(START, 2 ** 48 - 5), 5)).toBe(crcWithZeros(START, 2 ** 48));
  });

  it('agrees with zlib', () => {
    expect(crcWithZeros(0, 2 ** 24)).toBe(crc32(new Uint8Array(2 ** 24)));
  });
});
