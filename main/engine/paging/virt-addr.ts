import { LoaderPanic } from '../base/errors';

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
