/**
 * Page-table entries and flags as crate x86_64 has them.
 *
 * Flags are the 24 bits of an entry that are not its address, packed in one number so that 32-bit operators are
 * exact: bits 0 to 11 of the entry stay where they are, bits 52 to 63 follow as bits 12 to 23.
 */

/** Entries in one table. */
export const ENTRY_COUNT = 512;

/** `PageTableFlags` in packed form; see the top of this file. */
export type PageTableFlags = number;

export const PRESENT: PageTableFlags = 1 << 0;
export const WRITABLE: PageTableFlags = 1 << 1;
export const USER_ACCESSIBLE: PageTableFlags = 1 << 2;
export const HUGE_PAGE: PageTableFlags = 1 << 7;
export const BIT_9: PageTableFlags = 1 << 9;
export const NO_EXECUTE: PageTableFlags = 1 << 23;

/** The flags in the two halves of an entry. */
export function flagsOf(low: number, high: number): PageTableFlags {
  return (low & 0xfff) | ((high >>> 20) << 12);
}

/** The frame number in the two halves of an entry. */
export function frameOf(low: number, high: number): number {
  return (low >>> 12) + (high & 0xfffff) * 2 ** 20;
}

/** Low half of an entry that holds `frame` with `flags`. */
export function entryLow(frame: number, flags: PageTableFlags): number {
  return (((frame % 2 ** 20) << 12) | (flags & 0xfff)) >>> 0;
}

/** High half of an entry that holds `frame` with `flags`. */
export function entryHigh(frame: number, flags: PageTableFlags): number {
  return (Math.floor(frame / 2 ** 20) | ((flags >>> 12) << 20)) >>> 0;
}

/** Both halves as the 64-bit entry, for edges. */
export function entryValue(low: number, high: number): bigint {
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}

/** Index into the table of `level` (4 to 1) for page number `page`. */
export function tableIndex(page: number, level: number): number {
  return level > 2
    ? (Math.floor(page / 2 ** 18) >>> ((level - 3) * 9)) & 511
    : ((page % 2 ** 18) >>> ((level - 1) * 9)) & 511;
}

/** Pages that one entry of a table of `level` covers: 1, 512, 512², 512³. */
export function pagesPerEntry(level: number): number {
  return 512 ** (level - 1);
}
