import { describe, expect, it } from 'vitest';
import { LoaderPanic } from '../../../../main/engine/base/errors';
import { Arithmetic } from '../../../../main/engine/base/u64';
import * as virt from '../../../../main/engine/paging/virt-addr';

const checked = new Arithmetic(true);
const wrapping = new Arithmetic(false);
const MAX = 2n ** 64n - 1n;

describe('VirtAddr', () => {
  it.each([
    [0n, 0n],
    [0x7fff_ffff_ffffn, 0x7fff_ffff_ffffn],
    [0xffff_8000_0000_0000n, 0xffff_8000_0000_0000n],
    // Bit 47 alone is extended; this is what crate x86_64 0.14 does.
    [0x8000_0000_0000n, 0xffff_8000_0000_0000n],
    [0xffff_ffff_ffffn, MAX],
  ])('new takes %i as %i', (address, canonical) => {
    expect(virt.virtAddrNew(address)).toBe(canonical);
  });

  it.each([0x1_0000_0000_0000n, 0xffff_0000_0000_0000n, 0xfffe_8000_0000_0000n])(
    'new panics at %i',
    (address) => {
      expect(virt.virtAddrTryNew(address)).toBeNull();
      expect(() => virt.virtAddrNew(address)).toThrow(
        new LoaderPanic(
          'address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
            `VirtAddrNotValid(0x${address.toString(16)})`,
        ),
      );
    },
  );

  it('adds with the overflow rules of the build', () => {
    expect(virt.virtAddrAdd(checked, 0x7fff_ffff_ffffn, 1n)).toBe(0xffff_8000_0000_0000n);
    expect(() => virt.virtAddrAdd(checked, MAX, 1n)).toThrow('attempt to add with overflow');
    expect(virt.virtAddrAdd(wrapping, MAX, 1n)).toBe(0n);
  });

  it('subtracts with a panic below zero in every build', () => {
    expect(virt.virtAddrSubtract(1n, 1n)).toBe(0n);
    expect(() => virt.virtAddrSubtract(0n, 1n)).toThrow('called `Option::unwrap()` on a `None` value');
  });
});

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
