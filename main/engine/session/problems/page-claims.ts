import { PAGE_SIZE } from '../../../../shared/address';
import type { ProgramHeader } from '../../elf/program-header';
import type { LoadSegment } from '../../trace/ownership';

/** Pages that a LOAD asks for: `first` to `end`, excluded. */
export interface Claim {
  readonly load: LoadSegment;
  /** Pages that show frames of the file, or zeroed pages of their own. */
  readonly kind: 'file' | 'bss';
  readonly first: number;
  readonly end: number;
}

/** Addresses have 48 bits that count. */
const SPACE = 1n << 48n;
const MASK_48 = SPACE - 1n;

/**
 * The pages that `handle_load_segment` and `handle_bss_section` map for a LOAD, by its header alone. None where a sum leaves
 * the address space: the loader ends there with a panic.
 *
 * @param base what is added to the header's address
 * @param signExtends whether an address of which bit 47 alone is set is one
 */
export function claimsOf(load: LoadSegment, base: bigint, signExtends: boolean): Claim[] {
  const { header } = load;
  const start = header.virtualAddr + base;
  if (!isAddress(start, signExtends)) return [];
  const low = start & MASK_48;
  const firstPage = Number(low >> 12n);
  const pages = filePages(header);
  const claims: Claim[] = [];
  if (pages > 0) claims.push({ load, kind: 'file', first: firstPage, end: firstPage + pages });
  if (header.memSize > header.fileSize && low + header.memSize <= SPACE) {
    const first = Number((low + header.fileSize + 0xfffn) >> 12n);
    const end = Number((low + header.memSize - 1n) >> 12n) + 1;
    if (first < end) claims.push({ load, kind: 'bss', first, end });
  }
  return claims;
}

/** Pages that show frames of the file: an empty segment in the middle of a page has one. */
export function filePages({ offset, fileSize }: ProgramHeader): number {
  const first = offset >> 12n;
  const last = (offset + fileSize - 1n) >> 12n;
  return Math.max(0, Number(last - first) + 1);
}

/**
 * How far the bytes of a LOAD lie behind the addresses that they were linked for, in bytes; negative where they lie before
 * them. A page shows a whole frame, so this is not 0 where offset and address differ modulo 4 KiB.
 */
export function shiftOf(header: ProgramHeader, base: bigint): number {
  const inFrame = Number(header.offset & 0xfffn);
  const inPage = Number(BigInt.asUintN(64, header.virtualAddr + base) & 0xfffn);
  return inFrame - inPage;
}

/** Offset in the file of the byte that the loaded kernel shows at `address` of the file; `null` where it shows none of it. */
export function shownOffset(header: ProgramHeader, base: bigint, address: bigint): number | null {
  const into = Number(address - header.virtualAddr);
  const offset = Number(header.offset) + into - shiftOf(header, base);
  const start = Number(header.offset >> 12n) * PAGE_SIZE;
  return offset >= start && offset < start + filePages(header) * PAGE_SIZE ? offset : null;
}

function isAddress(address: bigint, signExtends: boolean): boolean {
  if (address < 0n || address >> 64n !== 0n) return false;
  const top = address >> 47n;
  return top === 0n || top === 0x1ffffn || (top === 1n && signExtends);
}
