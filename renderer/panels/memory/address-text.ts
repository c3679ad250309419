/** Addresses and sizes of the hex view in words and digits. */
import { PAGE_SIZE, virtOfPage, hexDigits } from '../../../shared/address';
import { sizeText } from '../../../shared/size-text';
import type { MemorySpace, PageRange } from '../../../shared/view-types';
import { formatCount } from '../../composables/format';
import type { FoldReason } from './row-layout';

const MIN_DIGITS = 10;

/** The address of `offset` bytes into page `page`, as digits without `0x`. */
export function addressDigits(space: MemorySpace, page: number, offset: number): string {
  return space === 'virtual'
    ? virtOfPage(page, offset).toString(16)
    : (page * PAGE_SIZE + offset).toString(16);
}

/** The same with `0x`. */
export function addressText(space: MemorySpace, page: number, offset: number): string {
  return `0x${addressDigits(space, page, offset)}`;
}

/** An address in two parts: redundant leading zeros, then the digits that matter. */
export function paddedAddress(
  space: MemorySpace,
  page: number,
  offset: number,
): { readonly zeros: string; readonly digits: string } {
  const digits = addressDigits(space, page, offset);
  return { zeros: '0'.repeat(Math.max(0, MIN_DIGITS - digits.length)), digits };
}

/** How many digits the address column must hold: 10, or more where the space has longer addresses. */
export function addressWidth(space: MemorySpace, size: number, ranges: readonly PageRange[]): number {
  if (space !== 'virtual') return Math.max(MIN_DIGITS, Math.max(0, size - 1).toString(16).length);
  return ranges.reduce((width, range) => {
    const last = addressDigits('virtual', range.first + range.count - 1, PAGE_SIZE - 1);
    return Math.max(width, last.length);
  }, MIN_DIGITS);
}

/** The address of a byte by its position. */
export function positionText(space: MemorySpace, position: number): string {
  const page = Math.floor(position / PAGE_SIZE);
  return addressText(space, page, position - page * PAGE_SIZE);
}

/** The address range of bytes `first` to `end` (exclusive), both ends included in the text. */
export function rangeText(space: MemorySpace, first: number, end: number): string {
  return `${positionText(space, first)}–${positionText(space, end - 1)}`;
}

/** A count with its noun: `1 frame`, `1,038 frames`. */
export function countText(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Bytes that are folded away. */
export interface FoldedBytes {
  readonly first: number;
  readonly end: number;
  readonly reason: FoldReason;
}

/** What is folded away, in words; the range itself is not repeated. */
export function foldText(space: MemorySpace, fold: FoldedBytes, ranges: readonly PageRange[]): string {
  switch (fold.reason) {
    case 'nonCanonical':
      return 'not canonical: no addresses here';
    case 'zero':
      return `${sizeText(fold.end - fold.first)}, all zero`;
    case 'hole':
      return `${extentText(space, fold.first, fold.end)}, ${space === 'virtual' ? 'not mapped' : 'never touched'}`;
    case 'filtered':
      return `${extentText(space, fold.first, fold.end)} hidden by the legend${contentText(space, fold.first, fold.end, ranges)}`;
    case 'outside':
      return `${extentText(space, fold.first, fold.end)} hidden${contentText(space, fold.first, fold.end, ranges)}`;
  }
}

/** Whole pages are counted, with their size where there are many; parts of a page are given in bytes. */
function extentText(space: MemorySpace, first: number, end: number): string {
  const pages = Math.floor(end / PAGE_SIZE) - Math.ceil(first / PAGE_SIZE);
  if (pages < 1) return sizeText(end - first);
  const noun = space === 'physical' ? 'frame' : 'page';
  return `${countText(pages, noun)} (${sizeText(end - first)})`;
}

const MAX_LABELS = 3;

function contentText(
  space: MemorySpace,
  firstByte: number,
  end: number,
  ranges: readonly PageRange[],
): string {
  const first = Math.floor(firstByte / PAGE_SIZE);
  const last = Math.floor((end - 1) / PAGE_SIZE);
  const inside = ranges.filter((range) => range.first <= last && range.first + range.count > first);
  if (inside.length === 0) return space === 'virtual' ? ', not mapped' : ', never touched';
  const labels = [...new Set(inside.map((range) => range.label).filter((label) => label !== ''))];
  if (labels.length === 0) return '';
  const rest = labels.length - MAX_LABELS;
  return `: ${labels.slice(0, MAX_LABELS).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** Digits of `value` for a cell. */
export function byteDigits(value: number): string {
  return hexDigits(value, 2);
}
