import { PAGE_COUNT, virtOfPage } from '../../../shared/address';
import type { LoaderVersion } from '../../../shared/machine';
import { expect, LoaderPanic, unwrap } from '../base/errors';
import type { Arithmetic } from '../base/u64';
import { pageContaining, physAddrNew } from './virt-addr';

/** The last page of the lower half of the address space; the page after it is the first of the upper half. */
const LAST_LOWER_PAGE = PAGE_COUNT / 2 - 1;

/**
 * How crate x86_64 computes with addresses: the operators of `VirtAddr`, `PhysAddr` and `Page`. Its releases differ
 * in which addresses are taken, where an overflow panics, and in the texts.
 *
 * Virtual addresses are canonical 64-bit bigints, pages are page numbers.
 */
export interface AddressRules {
  /** Whether an address of which bit 47 alone is set is sign-extended; else it is refused. */
  readonly signExtends: boolean;
  /** `VirtAddr::try_new`: the canonical address, or `null` where it is refused. */
  virtAddrTryNew(address: bigint): bigint | null;
  /** `VirtAddr::new`: panics where {@link virtAddrTryNew} refuses. */
  virtAddrNew(address: bigint): bigint;
  /** `VirtAddr + u64`. */
  virtAddrAdd(address: bigint, count: bigint): bigint;
  /** `VirtAddr - u64`. */
  virtAddrSubtract(address: bigint, count: bigint): bigint;
  /** `PhysAddr + u64`. */
  physAddrAdd(address: bigint, count: bigint): bigint;
  /** `Page + u64`. */
  addPages(page: number, count: number): number;
  /**
   * What `PageRangeInclusive::next` does besides giving `page`: it computes the page after it first, even after
   * the last one of the range. To be called before anything is done with the page.
   */
  stepBeyond(page: number): void;
}

/** The rules of the x86_64 release that a version of the loader uses. */
export function addressRules(loader: LoaderVersion, arithmetic: Arithmetic): AddressRules {
  return loader === '0.11.8' ? new SignExtendingRules(arithmetic) : new CanonicalRules();
}

/** Crate x86_64 0.14, which loader 0.11.8 uses: bit 47 is extended, overflows are the build's matter. */
class SignExtendingRules implements AddressRules {
  readonly signExtends = true;

  constructor(private readonly arithmetic: Arithmetic) {}

  virtAddrTryNew(address: bigint): bigint | null {
    const top = address >> 47n;
    if (top === 0n || top === 0x1ffffn) return address;
    return top === 1n ? address | 0xffff_0000_0000_0000n : null;
  }

  virtAddrNew(address: bigint): bigint {
    const canonical = this.virtAddrTryNew(address);
    if (canonical === null) {
      throw new LoaderPanic(
        'address passed to VirtAddr::new must not contain any data in bits 48 to 64: ' + notValid(address),
      );
    }
    return canonical;
  }

  virtAddrAdd(address: bigint, count: bigint): bigint {
    return this.virtAddrNew(this.arithmetic.add(address, count));
  }

  /** Panics below zero whatever the overflow checks are. */
  virtAddrSubtract(address: bigint, count: bigint): bigint {
    return this.virtAddrNew(unwrap(address >= count ? address - count : null));
  }

  physAddrAdd(address: bigint, count: bigint): bigint {
    return physAddrNew(this.arithmetic.add(address, count));
  }

  /** The gap is jumped by sign extension, which page numbers have by nature. */
  addPages(page: number, count: number): number {
    const sum = page + count;
    if (sum < PAGE_COUNT) return sum;
    if (this.arithmetic.overflowChecks) throw new LoaderPanic('attempt to add with overflow');
    return sum - PAGE_COUNT;
  }

  stepBeyond(): void {
    // The last page of the address space is treated apart upstream; every other one has a page after it.
  }
}

/** Crate x86_64 0.15, which loader 0.11.17 uses: addresses are canonical already, and every overflow panics. */
class CanonicalRules implements AddressRules {
  readonly signExtends = false;

  virtAddrTryNew(address: bigint): bigint | null {
    const top = address >> 47n;
    return top === 0n || top === 0x1ffffn ? address : null;
  }

  virtAddrNew(address: bigint): bigint {
    return expect(this.virtAddrTryNew(address), 'virtual address must be sign extended in bits 48 to 64');
  }

  virtAddrAdd(address: bigint, count: bigint): bigint {
    const sum = address + count;
    if (sum >> 64n !== 0n) throw new LoaderPanic('attempt to add with overflow');
    return this.canonical(sum, 'add');
  }

  virtAddrSubtract(address: bigint, count: bigint): bigint {
    if (address < count) throw new LoaderPanic('attempt to subtract with overflow');
    return this.canonical(address - count, 'subtract');
  }

  physAddrAdd(address: bigint, count: bigint): bigint {
    const sum = address + count;
    return physAddrNew(unwrap(sum >> 64n === 0n ? sum : null));
  }

  addPages(page: number, count: number): number {
    const sum = page + count;
    if (sum < (page <= LAST_LOWER_PAGE ? LAST_LOWER_PAGE + 1 : PAGE_COUNT)) return sum;
    return pageContaining(this.virtAddrAdd(virtOfPage(page), BigInt(count) << 12n));
  }

  stepBeyond(page: number): void {
    if (page === LAST_LOWER_PAGE) this.addPages(page, 1);
  }

  private canonical(address: bigint, operation: 'add' | 'subtract'): bigint {
    return expect(
      this.virtAddrTryNew(address),
      `attempt to ${operation} resulted in non-canonical virtual address: ${notValid(address)}`,
    );
  }
}

/** The error of `VirtAddr::try_new` as `{:?}` prints it. */
function notValid(address: bigint): string {
  return `VirtAddrNotValid(0x${address.toString(16)})`;
}
