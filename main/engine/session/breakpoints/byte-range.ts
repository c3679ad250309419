import { offsetInPage, PAGE_SIZE, pageOfVirt } from '../../../../shared/address';

/** Numbers of physical addresses: 2^52. */
const PHYSICAL_END = 2n ** 52n;

/** A range of bytes, both ends included, in numbers that are exact for it: page (or frame) and offset. */
export interface ByteRange {
  readonly firstPage: number;
  readonly firstOffset: number;
  readonly lastPage: number;
  readonly lastOffset: number;
}

/** The bytes from one canonical virtual address to another. */
export function virtualRange(first: bigint, last: bigint): ByteRange {
  return {
    firstPage: pageOfVirt(first),
    firstOffset: offsetInPage(first),
    lastPage: pageOfVirt(last),
    lastOffset: offsetInPage(last),
  };
}

/** The bytes from one physical address to another; addresses that no machine has are cut off. */
export function physicalRange(first: bigint, last: bigint): ByteRange {
  const end = last < PHYSICAL_END ? last : PHYSICAL_END - 1n;
  return {
    firstPage: Number(first >> 12n),
    firstOffset: offsetInPage(first),
    lastPage: Number(end >> 12n),
    lastOffset: offsetInPage(end),
  };
}

/** All bytes of neighbouring pages (or frames). */
export function wholePages(first: number, last: number): ByteRange {
  return { firstPage: first, firstOffset: 0, lastPage: last, lastOffset: PAGE_SIZE - 1 };
}

/** Whether a page has bytes of the range. */
export function holdsPage(range: ByteRange, page: number): boolean {
  return page >= range.firstPage && page <= range.lastPage;
}

/** The first byte of a page that is in the range; the page has some. */
export function firstIn(range: ByteRange, page: number): number {
  return page === range.firstPage ? range.firstOffset : 0;
}

/** The last byte of a page that is in the range; the page has some. */
export function lastIn(range: ByteRange, page: number): number {
  return page === range.lastPage ? range.lastOffset : PAGE_SIZE - 1;
}
