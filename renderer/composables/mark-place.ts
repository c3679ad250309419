/** Where marks lie: addresses that hold wherever a kernel is loaded, and positions in a space of this load. */
import { hex, isCanonical, PAGE_COUNT, PAGE_SIZE, virtOfPage } from '../../shared/address';
import type { LoadSummary } from '../../shared/load-types';
import type { RangeMark } from '../../shared/notes';
import type { MemorySpace, PageRange } from '../../shared/view-types';

const SPACE_BYTES = PAGE_COUNT * PAGE_SIZE;

/** A range of a space. */
export interface MarkRange {
  readonly space: MemorySpace;
  readonly first: number;
  readonly length: number;
}

/** Of a load: what marks are found by. */
export type MarkLoad = Pick<LoadSummary, 'virtualAddressOffset' | 'fileSize' | 'physicalSize'>;

/** How a range is kept: bytes of the kernel's own pages by the file's addresses, others as they are. */
export function placeOfRange(
  { space, first, length }: MarkRange,
  isKernel: boolean,
  { virtualAddressOffset }: MarkLoad,
): Pick<RangeMark, 'space' | 'first' | 'ofFile' | 'length'> {
  if (space !== 'virtual') return { space, first: hex(first), ofFile: false, length };
  const page = Math.floor(first / PAGE_SIZE);
  const address = virtOfPage(page, first - page * PAGE_SIZE);
  if (!isKernel || virtualAddressOffset === null)
    return { space, first: hex(address), ofFile: false, length };
  const inFile = BigInt.asUintN(64, address - BigInt(virtualAddressOffset));
  return { space, first: hex(inFile), ofFile: true, length };
}

/** Position of a mark in its space of a load; `null` where that has no such place. */
export function positionOfMark(
  { space, first, ofFile, length }: Pick<RangeMark, 'space' | 'first' | 'ofFile' | 'length'>,
  load: MarkLoad,
): number | null {
  const kept = BigInt(first);
  if (space !== 'virtual') {
    const size = space === 'file' ? BigInt(load.fileSize) : BigInt(load.physicalSize);
    return kept + BigInt(length) <= size ? Number(kept) : null;
  }
  if (ofFile && load.virtualAddressOffset === null) return null;
  const address = ofFile ? BigInt.asUintN(64, kept + BigInt(load.virtualAddressOffset ?? 0)) : kept;
  if (!isCanonical(address)) return null;
  const position = Number(BigInt.asUintN(48, address));
  return position + length <= SPACE_BYTES ? position : null;
}

/** Whether a position of virtual memory is one of the kernel's own pages. @param ranges ascending by page */
export function isKernelPage(ranges: readonly PageRange[], position: number): boolean {
  const page = Math.floor(position / PAGE_SIZE);
  return ranges.some((range) => page >= range.first && page < range.first + range.count);
}
