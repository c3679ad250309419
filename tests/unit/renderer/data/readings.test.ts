import { describe, expect, it } from 'vitest';
import { floats } from '../../../../renderer/panels/data/floats';
import {
  binaryDigits,
  integers,
  leb128,
  powerWords,
  sizeWords,
} from '../../../../renderer/panels/data/integers';
import type { Reading } from '../../../../renderer/panels/data/reading';
import { guids, texts } from '../../../../renderer/panels/data/texts';
import { times } from '../../../../renderer/panels/data/times';

function read(bytes: readonly number[], bigEndian = false): { bytes: Uint8Array; bigEndian: boolean } {
  return { bytes: Uint8Array.from(bytes), bigEndian };
}

function words(readings: readonly Reading[]): Record<string, string> {
  return Object.fromEntries(
    readings.map(({ label, value, meaning }) => [label, meaning === '' ? value : `${value} (${meaning})`]),
  );
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

describe('integers', () => {
  const all = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0x80];

  it('are of all widths, unsigned and signed', () => {
    const { u8, i8, u16, i16, u32, i32, u64, i64, u128, i128 } = words(integers(read(all)));
    expect([u8, i8]).toEqual(['255 (0xff, 2^8 - 1)', '-1']);
    expect([u16, i16]).toEqual(['65,535 (0xffff, 2^16 - 1)', '-1']);
    expect([u32, i32]).toEqual(['4,294,967,295 (0xffffffff, 2^32 - 1)', '-1']);
    expect([u64, i64]).toEqual(['18,446,744,073,709,551,615 (0xffffffffffffffff, 2^64 - 1)', '-1']);
    expect(u128).toBe(
      '170,141,183,460,469,231,750,134,047,789,593,657,343 (0x8000000000000000ffffffffffffffff)',
    );
    expect(i128).toBe('-170,141,183,460,469,231,713,240,559,642,174,554,113');
  });

  it('follow the byte order', () => {
    const bytes = [0x12, 0x34, 0x56, 0x78];
    expect(words(integers(read(bytes)))['u32']).toBe('2,018,915,346 (0x78563412)');
    expect(words(integers(read(bytes, true)))['u32']).toBe('305,419,896 (0x12345678)');
  });

  it('say so where their bytes are not all there', () => {
    const found = words(integers(read([1, 2, 3])));
    expect(found['u16']).toBe('513 (0x201)');
    expect(found['u32']).toBe(' (needs 4 bytes, 3 are there)');
    expect(words(integers(read([1])))['i16']).toBe(' (needs 2 bytes, 1 is there)');
    expect(words(integers(read([])))['u8']).toBe(' (needs 1 byte, none are there)');
  });

  it('are explained as powers of two and as sizes', () => {
    expect([255n, 256n, 511n, 512n, 1000n].map(powerWords)).toEqual(['2^8 - 1', '2^8', '2^9 - 1', '2^9', '']);
    expect([1023n, 1024n, 3n << 20n, 5n << 40n, 1n << 60n].map(sizeWords)).toEqual([
      '',
      '1 KiB',
      '3 MiB',
      '5 TiB',
      '',
    ]);
  });

  it('have binary digits', () => {
    expect(binaryDigits(read([0xa5]))).toMatchObject({ value: '1010 0101', meaning: '4 of 8 bits set' });
  });
});

describe('leb128', () => {
  it('reads numbers and how long they are', () => {
    expect(words(leb128(read([0xe5, 0x8e, 0x26, 0xff])))).toEqual({
      ULEB128: '624,485 (3 bytes)',
      SLEB128: '624,485 (3 bytes)',
    });
    expect(words(leb128(read([0xc0, 0xbb, 0x78])))).toEqual({
      ULEB128: '1,973,696 (3 bytes)',
      SLEB128: '-123,456 (3 bytes)',
    });
    expect(words(leb128(read([0x7f])))).toEqual({ ULEB128: '127 (1 byte)', SLEB128: '-1 (1 byte)' });
  });

  it('says where a number has no end', () => {
    expect(words(leb128(read([0x80, 0x80])))['ULEB128']).toBe(' (needs 3 bytes, 2 are there)');
    expect(words(leb128(read(Array<number>(40).fill(0x80))))['SLEB128']).toBe(' (longer than 19 bytes)');
  });
});

describe('floats', () => {
  function bits(kind: 'f16' | 'bf16' | 'f32' | 'f64', value: bigint): string {
    const bytes = Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(i * 8)) & 0xffn));
    return words(floats(read(bytes)))[kind] ?? '';
  }

  it.each([
    ['f16', 0x3c00n, '1'],
    ['f16', 0x7bffn, '65500'],
    ['f16', 0x0001n, '6e-8 (subnormal)'],
    ['f16', 0x2e66n, '0.1'],
    ['bf16', 0x3f80n, '1'],
    ['bf16', 0x4049n, '3.14'],
    ['f32', 0x3dcccccdn, '0.1'],
    ['f32', 0x7f7fffffn, '3.4028235e+38'],
    ['f32', 0x00000001n, '1e-45 (subnormal)'],
    ['f32', 0x7f800000n, '∞ (positive infinity)'],
    ['f32', 0xff800000n, '-∞ (negative infinity)'],
    ['f32', 0x7fc00000n, 'NaN (not a number, quiet)'],
    ['f32', 0x7f800001n, 'NaN (not a number, signalling)'],
    ['f32', 0x80000000n, '-0 (negative zero)'],
    ['f64', 0x400921fb54442d18n, '3.141592653589793'],
    ['f64', 0x3ff0000000000000n, '1'],
    ['f64', 0x0000000000000001n, '5e-324 (subnormal)'],
    ['f64', 0n, '0 (zero)'],
  ] as const)('reads %s of %s', (kind, value, expected) => {
    expect(bits(kind, value)).toBe(expected);
  });

  it('name each f32 with digits that lead back to it', () => {
    const view = new DataView(new ArrayBuffer(4));
    for (let i = 0; i < 2000; i++) {
      view.setUint32(0, (i * 2_654_435_761) >>> 0, true);
      const value = view.getFloat32(0, true);
      if (!Number.isFinite(value)) continue;
      const { value: text } = floats(read([...new Uint8Array(view.buffer)]))[2]!;
      expect(Math.fround(Number(text))).toBe(value);
    }
  });
});

describe('times', () => {
  it('reads the kinds of time stamps', () => {
    const found = words(times(read([0, 0, 0, 0, 0, 0, 0, 0])));
    expect(found['Unix 32']).toBe('1970-01-01 00:00:00 (UTC, seconds since 1970)');
    expect(found['FILETIME']).toBe('1601-01-01 00:00:00 (UTC, units of 100 ns since 1601)');
    expect(found['DOS']).toBe(' (no date)');
    const later = words(times(read([0xff, 0xff, 0xff, 0x7f])));
    expect(later['Unix 32']).toBe('2038-01-19 03:14:07 (UTC, seconds since 1970)');
    expect(later['Unix 64']).toBe(' (needs 8 bytes, 4 are there)');
    expect(words(times(read([0xff, 0xff, 0xff, 0xff])))['Unix 32']).toBe(
      '1969-12-31 23:59:59 (UTC, seconds since 1970)',
    );
  });

  it('reads milliseconds, and dates that are too far away', () => {
    const bytes = (value: bigint): number[] =>
      Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(i * 8)) & 0xffn));
    expect(words(times(read(bytes(1_700_000_000_123n))))['Unix ms']).toBe(
      '2023-11-14 22:13:20.123 (UTC, milliseconds since 1970)',
    );
    expect(words(times(read(bytes(133_444_736_000_000_000n))))['FILETIME']).toMatch(/^2023-11-14 22:13:20 /);
    expect(words(times(read(bytes(2n ** 62n))))['Unix 64']).toBe(' (no date: too far away)');
  });

  it('reads dates of FAT, and refuses days that no month has', () => {
    // 2021-02-28 13:37:42
    const dos = (((41 << 9) | (2 << 5) | 28) * 65536 + ((13 << 11) | (37 << 5) | 21)) >>> 0;
    const bytes = (value: number): number[] =>
      [value, value >>> 8, value >>> 16, value >>> 24].map((b) => b & 255);
    expect(words(times(read(bytes(dos))))['DOS']).toBe('2021-02-28 13:37:42 (local time, as FAT keeps it)');
    expect(words(times(read(bytes(dos + 65536))))['DOS']).toBe(' (no date)');
  });
});

describe('texts', () => {
  it('end at a zero or at what is no character', () => {
    const found = words(texts(read([...ascii('Hello'), 0, 65])));
    expect(found['ASCII']).toBe('"Hello" (5 characters)');
    expect(found['UTF-8']).toBe('"Hello" (5 characters)');
    expect(words(texts(read([0xff, 0xfe])))['UTF-8']).toBe(' (no text)');
    expect(words(texts(read(ascii('ab'))))['ASCII']).toBe('"ab" (2 characters or more)');
  });

  it('read UTF-8 and UTF-16 of both orders', () => {
    expect(words(texts(read([0xc3, 0xa9, 0])))['UTF-8']).toBe('"é" (1 character, U+00E9)');
    expect(words(texts(read([0xf0, 0x9f, 0x98, 0x80, 0])))['UTF-8']).toBe('"😀" (1 character, U+1F600)');
    expect(words(texts(read([0xc0, 0x80])))['UTF-8']).toBe(' (no text)');
    expect(words(texts(read([0x3d, 0xd8, 0x00, 0xde, 0, 0])))['UTF-16']).toBe('"😀" (1 character, U+1F600)');
    expect(words(texts(read([0x00, 0x41, 0, 0], true)))['UTF-16']).toBe('"A" (1 character, U+0041)');
    expect(words(texts(read([0x00, 0xdc, 0, 0])))['UTF-16']).toBe(' (no text)');
  });

  it('read GUIDs in both forms', () => {
    const bytes = Array.from({ length: 16 }, (_, i) => i * 16 + 1);
    expect(words(guids(read(bytes)))).toEqual({
      GUID: '31211101-5141-7161-8191-a1b1c1d1e1f1 (mixed-endian, version 7)',
      UUID: '01112131-4151-6171-8191-a1b1c1d1e1f1 (big-endian, version 6)',
    });
    expect(words(guids(read(Array<number>(16).fill(0))))['GUID']).toBe(
      '00000000-0000-0000-0000-000000000000 (mixed-endian, nil)',
    );
  });
});
