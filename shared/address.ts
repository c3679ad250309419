/**
 * Addresses as they cross layers.
 *
 * - A physical address is a `number` (at most 2^52, so always exact).
 * - A virtual address at an edge (parsing, formatting, the contract) is a canonical 64-bit `bigint`.
 * - Inside the engine a virtual address is a page number plus an offset. A page number has 36 bits:
 *   the sign extension of bit 47 is implied and comes back in {@link virtOfPage}.
 */

/** Bytes in a page and in a frame. */
export const PAGE_SIZE = 4096;

/** How many 4 KiB pages the 48-bit virtual address space has. */
export const PAGE_COUNT = 2 ** 36;

declare const physBrand: unique symbol;
declare const virtBrand: unique symbol;

/** A physical address in bytes; exact up to 2^52. */
export type PhysAddr = number & { readonly [physBrand]: true };

/** A canonical virtual address (bits 47 to 63 are equal). */
export type VirtAddr = bigint & { readonly [virtBrand]: true };

/** Number of a 4 KiB frame: physical address / 4096. */
export type FrameNumber = number;

/** Number of a 4 KiB page: the low 48 bits of the virtual address / 4096. */
export type PageNumber = number;

/** The physical address of `offset` bytes into frame number `frame`. */
export function physOfFrame(frame: FrameNumber, offset = 0): PhysAddr {
  return (frame * PAGE_SIZE + offset) as PhysAddr;
}

/** The frame that holds physical address `addr`. */
export function frameOfPhys(addr: number): FrameNumber {
  return Math.floor(addr / PAGE_SIZE);
}

/** The frames that `length` bytes from physical address `addr` on lie in, wholly or in part: `first` to `end`, excluded. */
export function framesOfRange(addr: number, length: number): { first: FrameNumber; end: FrameNumber } {
  return { first: frameOfPhys(addr), end: Math.ceil((addr + length) / PAGE_SIZE) };
}

/** The canonical virtual address of `offset` bytes into page number `page`. */
export function virtOfPage(page: PageNumber, offset = 0): VirtAddr {
  return BigInt.asUintN(64, BigInt.asIntN(48, BigInt(page) * BigInt(PAGE_SIZE) + BigInt(offset))) as VirtAddr;
}

/**
 * The address of a byte by its distance from the start of a space, which for virtual memory is the low 48 bits.
 *
 * @param position in bytes, up to 2^48
 */
export function addressAt(space: 'physical' | 'virtual' | 'file', position: number): bigint {
  return space === 'virtual' ? BigInt.asUintN(64, BigInt.asIntN(48, BigInt(position))) : BigInt(position);
}

/** The page number of a virtual address; bits 48 to 63 are dropped. */
export function pageOfVirt(addr: bigint): PageNumber {
  return Number(BigInt.asUintN(48, addr) >> 12n);
}

/** The offset in its page of an address of either kind. */
export function offsetInPage(addr: bigint | number): number {
  return typeof addr === 'bigint' ? Number(addr & 0xfffn) : addr % PAGE_SIZE;
}

/** Whether bits 47 to 63 of a 64-bit address are equal. */
export function isCanonical(addr: bigint): boolean {
  return BigInt.asUintN(64, BigInt.asIntN(48, addr)) === addr;
}

/** Lower-case hexadecimal with `0x`, without leading zeros. */
export function hex(value: number | bigint): string {
  return `0x${value.toString(16)}`;
}

/** Lower-case hexadecimal without `0x`, padded with zeros to `digits`. */
export function hexDigits(value: number | bigint, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/**
 * Reads an unsigned 64-bit number written as people write addresses: hexadecimal with or without `0x`,
 * with `_` or `'` between digits.
 *
 * @returns the value, or `null` where `text` is not such a number or exceeds 64 bits.
 */
export function parseAddress(text: string): bigint | null {
  const digits = text.trim().replace(/[_']/g, '');
  const match = /^(?:0x)?([0-9a-f]{1,16})$/i.exec(digits);
  return match ? BigInt(`0x${match[1]}`) : null;
}
