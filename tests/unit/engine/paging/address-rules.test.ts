import { describe, expect, it } from 'vitest';
import { LoaderPanic } from '../../../../main/engine/base/errors';
import { Arithmetic } from '../../../../main/engine/base/u64';
import { addressRules } from '../../../../main/engine/paging/address-rules';
import { PAGE_COUNT } from '../../../../shared/address';

const MAX = 2n ** 64n - 1n;
const LAST_LOWER_PAGE = PAGE_COUNT / 2 - 1;
const LAST_PAGE = PAGE_COUNT - 1;

const CANONICAL = [0n, 0x7fff_ffff_ffffn, 0xffff_8000_0000_0000n, MAX];
const NEVER_TAKEN = [0x1_0000_0000_0000n, 0xffff_0000_0000_0000n, 0xfffe_8000_0000_0000n];

const hex = (value: bigint): string => `0x${value.toString(16)}`;

describe('crate x86_64 0.14, of loader 0.11.8', () => {
  const checked = addressRules('0.11.8', new Arithmetic(true));
  const wrapping = addressRules('0.11.8', new Arithmetic(false));

  it('takes canonical addresses and extends bit 47 where it alone is set', () => {
    expect(CANONICAL.map((address) => checked.virtAddrNew(address))).toEqual(CANONICAL);
    expect(checked.virtAddrNew(0x8000_0000_0000n)).toBe(0xffff_8000_0000_0000n);
    expect(checked.virtAddrNew(0xffff_ffff_ffffn)).toBe(MAX);
    expect(checked.signExtends).toBe(true);
  });

  it.each(NEVER_TAKEN)('panics at %i', (address) => {
    expect(checked.virtAddrTryNew(address)).toBeNull();
    expect(() => checked.virtAddrNew(address)).toThrow(
      new LoaderPanic(
        'address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
          `VirtAddrNotValid(${hex(address)})`,
      ),
    );
  });

  it('adds with the overflow rules of the build', () => {
    expect(checked.virtAddrAdd(0x7fff_ffff_ffffn, 1n)).toBe(0xffff_8000_0000_0000n);
    expect(() => checked.virtAddrAdd(MAX, 1n)).toThrow('attempt to add with overflow');
    expect(wrapping.virtAddrAdd(MAX, 1n)).toBe(0n);
    expect(() => checked.physAddrAdd(1n, MAX)).toThrow('attempt to add with overflow');
    expect(wrapping.physAddrAdd(1n, MAX)).toBe(0n);
  });

  it('subtracts with a panic below zero in every build', () => {
    expect(wrapping.virtAddrSubtract(1n, 1n)).toBe(0n);
    expect(() => wrapping.virtAddrSubtract(0n, 1n)).toThrow('called `Option::unwrap()` on a `None` value');
  });

  it('jumps the gap of addresses that are not canonical', () => {
    expect(checked.addPages(LAST_LOWER_PAGE, 1)).toBe(LAST_LOWER_PAGE + 1);
    expect(() => checked.stepBeyond(LAST_LOWER_PAGE)).not.toThrow();
    expect(() => checked.addPages(LAST_PAGE, 1)).toThrow('attempt to add with overflow');
    expect(wrapping.addPages(LAST_PAGE, 3)).toBe(2);
  });
});

describe.each([true, false])(
  'crate x86_64 0.15, of loader 0.11.17, overflow checks: %s',
  (overflowChecks) => {
    const rules = addressRules('0.11.17', new Arithmetic(overflowChecks));
    const beyond = (address: bigint): string =>
      `attempt to add resulted in non-canonical virtual address: VirtAddrNotValid(${hex(address)})`;

    it('takes canonical addresses only', () => {
      expect(CANONICAL.map((address) => rules.virtAddrNew(address))).toEqual(CANONICAL);
      for (const address of [...NEVER_TAKEN, 0x8000_0000_0000n]) {
        expect(rules.virtAddrTryNew(address)).toBeNull();
        expect(() => rules.virtAddrNew(address)).toThrow(
          new LoaderPanic('virtual address must be sign extended in bits 48 to 64'),
        );
      }
      expect(rules.signExtends).toBe(false);
    });

    it('panics at every overflow and where a sum falls into the gap', () => {
      expect(rules.virtAddrAdd(0x7fff_ffff_fffen, 1n)).toBe(0x7fff_ffff_ffffn);
      expect(() => rules.virtAddrAdd(0x7fff_ffff_ffffn, 1n)).toThrow(
        new LoaderPanic(beyond(0x8000_0000_0000n)),
      );
      expect(() => rules.virtAddrAdd(MAX, 1n)).toThrow(new LoaderPanic('attempt to add with overflow'));
      expect(() => rules.physAddrAdd(1n, MAX)).toThrow('called `Option::unwrap()` on a `None` value');
      expect(() => rules.physAddrAdd(1n, 2n ** 52n)).toThrow('physical addresses must not have any bits');
    });

    it('panics where a difference is below zero or in the gap', () => {
      expect(rules.virtAddrSubtract(1n, 1n)).toBe(0n);
      expect(() => rules.virtAddrSubtract(0n, 1n)).toThrow(
        new LoaderPanic('attempt to subtract with overflow'),
      );
      expect(() => rules.virtAddrSubtract(0xffff_8000_0000_0000n, 1n)).toThrow(
        'attempt to subtract resulted in non-canonical virtual address: VirtAddrNotValid(0xffff7fffffffffff)',
      );
    });

    it('has no page after the last one of the lower half', () => {
      expect(rules.addPages(LAST_LOWER_PAGE - 1, 1)).toBe(LAST_LOWER_PAGE);
      expect(() => rules.addPages(LAST_LOWER_PAGE - 1, 3)).toThrow(beyond(0x8000_0000_1000n));
      expect(() => rules.stepBeyond(LAST_LOWER_PAGE - 1)).not.toThrow();
      expect(() => rules.stepBeyond(LAST_LOWER_PAGE)).toThrow(beyond(0x8000_0000_0000n));
      // The last page of all is treated apart by the range, and is the last that a sum may reach.
      expect(() => rules.stepBeyond(LAST_PAGE)).not.toThrow();
      expect(rules.addPages(LAST_PAGE - 1, 1)).toBe(LAST_PAGE);
      expect(() => rules.addPages(LAST_PAGE, 1)).toThrow('attempt to add with overflow');
    });
  },
);
