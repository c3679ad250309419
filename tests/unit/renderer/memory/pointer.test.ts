import { describe, expect, it } from 'vitest';
import {
  entryTarget,
  littleEndian,
  pointerBytes,
  virtualPosition,
} from '../../../../renderer/panels/memory/pointer';

describe('a pointer', () => {
  it('is as wide as the selection, if that is a usual width', () => {
    expect([1, 2, 3, 4, 7, 8, 9, 2 ** 40].map(pointerBytes)).toEqual([8, 2, 8, 4, 8, 8, 8, 8]);
  });

  it('has its lowest byte first', () => {
    expect(littleEndian(Uint8Array.of(0x10, 0x32, 0, 0, 0, 0x80, 0xff, 0xff))).toBe(0xffff800000003210n);
    expect(littleEndian(Uint8Array.of(0x34, 0x12))).toBe(0x1234n);
    expect(littleEndian(new Uint8Array(0))).toBe(0n);
  });

  it('leads to a position where it is canonical', () => {
    expect(virtualPosition(0x8000003210n)).toBe(0x8000003210);
    expect(virtualPosition(0xffff800000003210n)).toBe(0x800000003210);
    expect(virtualPosition(0x800000000000n)).toBeNull();
  });
});

describe('an entry of a page table', () => {
  it('leads to its frame, without its flags', () => {
    expect(entryTarget(0x8000_0000_0102_f063n, 1)).toBe(0x102f000);
    expect(entryTarget(0x000f_ffff_ffff_f001n, 4)).toBe(0x000f_ffff_ffff_f000);
  });

  it('leads nowhere where it is not present', () => {
    expect(entryTarget(0x102f062n, 1)).toBeNull();
  });

  it('of a huge page leads to its first byte: the bits below are no address', () => {
    expect(entryTarget(0x40_1083n, 2)).toBe(0x400000);
    expect(entryTarget(0x8000_1083n, 3)).toBe(0x8000_0000);
    expect(entryTarget(0x40_1083n, 1)).toBe(0x401000);
  });
});
