import { describe, expect, it } from 'vitest';
import type { PageRange } from '../../../../shared/view-types';
import {
  addressText,
  addressWidth,
  foldText,
  paddedAddress,
  rangeText,
} from '../../../../renderer/panels/memory/address-text';
import type { FoldedBytes } from '../../../../renderer/panels/memory/address-text';

/** A fold of rows of 16 bytes. */
function fold(start: number, end: number, reason: FoldedBytes['reason']): FoldedBytes {
  return { first: start * 16, end: end * 16, reason };
}

function range(first: number, count: number, label = ''): PageRange {
  return { first, count, provenance: 'bss', label };
}

describe('addresses', () => {
  it('are sign-extended in virtual memory only', () => {
    expect(addressText('virtual', 2 ** 36 - 1, 0x10)).toBe('0xfffffffffffff010');
    expect(addressText('physical', 2 ** 28 - 1, 0xff0)).toBe('0xfffffffff0');
    expect(paddedAddress('physical', 0x102f, 0xb0)).toEqual({ zeros: '000', digits: '102f0b0' });
  });

  it('have a column as wide as the longest', () => {
    expect(addressWidth('physical', 2 ** 28, [])).toBe(10);
    expect(addressWidth('physical', 2 ** 52, [])).toBe(13);
    expect(addressWidth('virtual', 2 ** 48, [range(0x8000000, 4)])).toBe(10);
    expect(addressWidth('virtual', 2 ** 48, [range(2 ** 36 - 8, 4)])).toBe(16);
    expect(addressWidth('file', 0, [])).toBe(10);
  });

  it('make ranges with both ends', () => {
    expect(rangeText('physical', 0x1030000, 0x143e000)).toBe('0x1030000–0x143dfff');
    expect(rangeText('virtual', 0x8000002000, 0x8000002150)).toBe('0x8000002000–0x800000214f');
  });
});

describe('foldText', () => {
  it('says what is missing', () => {
    expect(foldText('physical', fold(0, 256 * 3, 'hole'), [])).toBe('3 frames (12 KiB), never touched');
    expect(foldText('virtual', fold(0, 256, 'hole'), [])).toBe('1 page (4 KiB), not mapped');
    expect(foldText('physical', fold(0, 8, 'zero'), [])).toBe('128 bytes, all zero');
    expect(foldText('virtual', fold(0, 0, 'nonCanonical'), [])).toBe('not canonical: no addresses here');
  });

  it('names what a step hides', () => {
    const ranges = [range(0, 2, 'bss zero'), range(2, 1, 'edge copies'), range(500, 1, 'elsewhere')];
    expect(foldText('physical', fold(0, 256 * 1038, 'outside'), ranges.slice(0, 2))).toBe(
      '1,038 frames (4,152 KiB) hidden: bss zero, edge copies',
    );
    expect(foldText('physical', fold(0, 21, 'outside'), ranges)).toBe('336 bytes hidden: bss zero');
    expect(foldText('physical', fold(256 * 100, 256 * 101, 'outside'), ranges)).toBe(
      '1 frame (4 KiB) hidden, never touched',
    );
  });
});
