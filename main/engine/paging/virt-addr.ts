import type { Arithmetic } from '../base/u64';
import { LoaderPanic, unwrap } from '../base/errors';

/**
 * `VirtAddr::try_new` of crate x86_64 0.14: an address whose bit 47 alone is set is sign-extended, any other
 * with bits 47 to 63 unequal is refused.
 *
 * @returns the canonical address, or `null` where it is refused
 */
export function virtAddrTryNew(address: bigint): bigint | null {
  const top = address >> 47n;
  if (top === 0n || top === 0x1ffffn) return address;
  return top === 1n ? address | 0xffff_0000_0000_0000n : null;
}

/** `VirtAddr::new`: panics where {@link virtAddrTryNew} refuses. */
export function virtAddrNew(address: bigint): bigint {
  const canonical = virtAddrTryNew(address);
  if (canonical === null) {
    throw new LoaderPanic(
      'address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' +
        `VirtAddrNotValid(0x${address.toString(16)})`,
    );
  }
  return canonical;
}

/** `VirtAddr + u64`. */
export function virtAddrAdd(arithmetic: Arithmetic, address: bigint, count: bigint): bigint {
  return virtAddrNew(arithmetic.add(address, count));
}

/** `VirtAddr - u64`: panics below zero whatever the overflow checks are. */
export function virtAddrSubtract(address: bigint, count: bigint): bigint {
  return virtAddrNew(unwrap(address >= count ? address - count : null));
}

/** `align_up(address, 4096)` of crate x86_64. */
export function alignUpToPage(address: bigint): bigint {
  const aligned = (address + 0xfffn) & ~0xfffn;
  if (aligned >> 64n !== 0n) throw new LoaderPanic('attempt to add with overflow');
  return aligned;
}

/** `Page::containing_address` as a page number. */
export function pageContaining(address: bigint): number {
  return Number((address & 0xffff_ffff_ffffn) >> 12n);
}

/** `PhysAddr::new`: at most 52 bits. */
export function physAddrNew(address: bigint): bigint {
  if (address >> 52n !== 0n) {
    throw new LoaderPanic('physical addresses must not have any bits in the range 52 to 64 set');
  }
  return address;
}

/** A page as `{:?}` prints it. */
export function pageDebug(page: number): string {
  const start = BigInt.asUintN(64, BigInt.asIntN(48, BigInt(page) << 12n));
  return `Page[4KiB](0x${start.toString(16)})`;
}
