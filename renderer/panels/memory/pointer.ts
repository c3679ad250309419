/** Pointers as they lie in memory. */
import { isCanonical, PAGE_SIZE } from '../../../shared/address';

/** Bytes of a pointer where the selection is none of the usual widths. */
const POINTER_BYTES = 8;

/** Bits of a page-table entry that hold the frame's address. */
const FRAME_BITS = 0x000f_ffff_ffff_f000n;
const PRESENT = 1n;
const HUGE = 0x80n;

/** How many bytes are read as a pointer. */
export function pointerBytes(selected: number): 2 | 4 | 8 {
  return selected === 2 || selected === 4 ? selected : POINTER_BYTES;
}

/** The number that bytes are, the least significant first. */
export function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let at = bytes.length - 1; at >= 0; at--) value = value * 256n + BigInt(bytes[at] as number);
  return value;
}

/** The position in the virtual space that a value points to; `null` where it is no address. */
export function virtualPosition(value: bigint): number | null {
  return isCanonical(value) ? Number(BigInt.asUintN(48, value)) : null;
}

/**
 * The physical address that an entry of a page table leads to; `null` where it is not present.
 *
 * @param level of the table, 1 to 4: entries of P2 and P3 may stand for huge pages
 */
export function entryTarget(entry: bigint, level: number): number | null {
  if ((entry & PRESENT) === 0n) return null;
  const isHuge = (level === 2 || level === 3) && (entry & HUGE) !== 0n;
  const size = isHuge ? BigInt(PAGE_SIZE) << BigInt(9 * (level - 1)) : BigInt(PAGE_SIZE);
  return Number((entry & FRAME_BITS) / size) * Number(size);
}
