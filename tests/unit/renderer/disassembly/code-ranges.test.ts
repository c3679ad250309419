import { describe, expect, it } from 'vitest';
import { CodeRanges } from '../../../../renderer/panels/disassembly/code-ranges';

describe('executable ranges next to each other', () => {
  const ranges = new CodeRanges([
    { page: 1, pages: 2 },
    { page: 8, pages: 1 },
  ]);

  it('counts the bytes before a position', () => {
    expect(ranges.total).toBe(0x3000);
    expect([0, 0x1000, 0x1800, 0x5000, 0x8000, 0x8010, 0xffff].map((at) => ranges.placeOf(at))).toEqual([
      0, 0, 0x800, 0x2000, 0x2000, 0x2010, 0x3000,
    ]);
  });

  it('finds the position of a place', () => {
    expect([-5, 0, 0x1fff, 0x2000, 0x2fff, Infinity].map((place) => ranges.positionOf(place))).toEqual([
      0x1000, 0x1000, 0x2fff, 0x8000, 0x8fff, 0x8fff,
    ]);
    expect(new CodeRanges([]).positionOf(0)).toBeNull();
  });

  it('knows what lies in them', () => {
    expect([0xfff, 0x1000, 0x2fff, 0x3000, 0x8000, 0x9000].map((at) => ranges.has(at))).toEqual([
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(new CodeRanges([]).has(0)).toBe(false);
  });
});
