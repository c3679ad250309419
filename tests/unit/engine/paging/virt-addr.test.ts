import { describe, expect, it } from 'vitest';
import * as virt from '../../../../main/engine/paging/virt-addr';

const MAX = 2n ** 64n - 1n;

describe('pages', () => {
  it('contain an address by its low 48 bits', () => {
    expect(virt.pageContaining(0xfffn)).toBe(0);
    expect(virt.pageContaining(0xffff_8000_0000_1000n)).toBe(2 ** 35 + 1);
    expect(virt.pageContaining(MAX)).toBe(2 ** 36 - 1);
  });

  it('round up, with a panic at the end of the address space', () => {
    expect([0n, 1n, 0x1000n].map(virt.alignUpToPage)).toEqual([0n, 0x1000n, 0x1000n]);
    expect(() => virt.alignUpToPage(MAX)).toThrow('attempt to add with overflow');
  });

  it('print their sign-extended address', () => {
    expect(virt.pageDebug(0x400)).toBe('Page[4KiB](0x400000)');
    expect(virt.pageDebug(2 ** 36 - 1)).toBe('Page[4KiB](0xfffffffffffff000)');
  });
});

it('a physical address has at most 52 bits', () => {
  expect(virt.physAddrNew(2n ** 52n - 1n)).toBe(2n ** 52n - 1n);
  expect(() => virt.physAddrNew(2n ** 52n)).toThrow(
    'physical addresses must not have any bits in the range 52 to 64 set',
  );
});
