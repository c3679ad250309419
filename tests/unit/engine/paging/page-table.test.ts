import { describe, expect, it } from 'vitest';
import * as table from '../../../../main/engine/paging/page-table';
import { pageOfVirt } from '../../../../shared/address';

const { PRESENT, WRITABLE, BIT_9, NO_EXECUTE, HUGE_PAGE, USER_ACCESSIBLE } = table;
const NX = 1n << 63n;

describe('an entry', () => {
  it.each([
    [0, PRESENT, 1n],
    [0x1234, PRESENT | WRITABLE, 0x1234003n],
    [2 ** 20, PRESENT | BIT_9, 0x1_0000_0201n],
    [2 ** 40 - 1, PRESENT | NO_EXECUTE, NX | 0x000f_ffff_ffff_f001n],
    [0xabcde, USER_ACCESSIBLE | HUGE_PAGE, 0xabcde084n],
  ])('of frame %i with flags %i is %i', (frame, flags, value) => {
    const low = table.entryLow(frame, flags);
    const high = table.entryHigh(frame, flags);
    expect(table.entryValue(low, high)).toBe(value);
    expect(table.frameOf(low, high)).toBe(frame);
    expect(table.flagsOf(low, high)).toBe(flags);
  });

  it('keeps all 24 flag bits, those of bits 52 to 63 among them', () => {
    const low = table.entryLow(1, 0xff_ffff);
    const high = table.entryHigh(1, 0xff_ffff);
    expect(table.entryValue(low, high)).toBe(0xfff0_0000_0000_1fffn);
    expect(table.flagsOf(low, high)).toBe(0xff_ffff);
  });
});

describe('tableIndex', () => {
  const indices = (address: bigint): number[] =>
    [4, 3, 2, 1].map((level) => table.tableIndex(pageOfVirt(address), level));

  it.each([
    [0x0n, [0, 0, 0, 0]],
    [0x40_1000n, [0, 0, 2, 1]],
    [0x80_0000_0000n, [1, 0, 0, 0]],
    [0x7fff_ffff_f000n, [255, 511, 511, 511]],
    [0xffff_8000_0000_0000n, [256, 0, 0, 0]],
    [0xffff_ffff_8100_0000n, [511, 510, 8, 0]],
    [0xffff_ffff_ffff_f000n, [511, 511, 511, 511]],
  ])('of %i from P4 to P1', (address, expected) => {
    expect(indices(address)).toEqual(expected);
  });
});

it('pagesPerEntry is what an entry of each level covers', () => {
  expect([1, 2, 3, 4].map(table.pagesPerEntry)).toEqual([1, 512, 512 * 512, 512 ** 3]);
});
